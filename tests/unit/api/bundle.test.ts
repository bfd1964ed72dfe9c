import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import { isBundleName } from '../../../src-main/api/bundleFormat.ts'
import { keepChange, readChanges } from '../../../src-main/run/changes.ts'
import { syntheticRun } from '../../support/syntheticRun.ts'
import { TestDesk } from './support.ts'

async function zipOf(file: string, entries: Record<string, string | Buffer>, rename: (bytes: Buffer) => Buffer = (bytes) => bytes): Promise<string> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(entries)) zip.addBuffer(Buffer.from(content), name, { compress: false })
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(file))
  writeFileSync(file, rename(readFileSync(file)))
  return file
}

describe('bundles of runs', () => {
  it('should open in another home, with all that was recorded', async () => {
    await using here = new TestDesk()
    await using there = new TestDesk()
    const { dir } = await syntheticRun(here.home, { ticks: 600 })
    keepChange(dir, { at: '2026-11-21T10:00:00.000Z', branch: 0, tick: 300, by: 'a test', set: [{ setting: 'limits.max_ticks', from: null, to: 600 }] })
    await here.call('runs.note', { run: 'synthetic', note: 'from afar' })
    const { files, state } = await here.job((await here.call('runs.bundle', { run: 'synthetic' })).job)
    expect(state).toBe('done')
    expect(await there.call('runs.open', { path: files[0] ?? '' })).toEqual({ run: 'synthetic' })
    const place = { run: 'synthetic', branch: 0, tick: 500 }
    expect(await there.call('tick.get', place)).toEqual(await here.call('tick.get', place))
    expect((await there.call('runs.get', { run: 'synthetic' })).summary).toMatchObject({ note: 'from afar', ticks: 600 })
    expect(readChanges(path.join(there.home, 'runs', 'synthetic'))).toEqual(readChanges(dir))
    expect(readdirSync(there.home).filter((name) => name.startsWith('.incoming'))).toEqual([])
  })

  it('should open a copy of a run directory, and the directory of the home itself as it is', async () => {
    await using here = new TestDesk()
    await using there = new TestDesk()
    const { dir } = await syntheticRun(here.home, { ticks: 100 })
    expect(await here.call('runs.open', { path: dir })).toEqual({ run: 'synthetic' })
    expect(await there.call('runs.open', { path: dir })).toEqual({ run: 'synthetic' })
    expect((await there.call('runs.list', {})).total).toBe(1)
    await syntheticRun(there.home, { ticks: 100, runId: 'other' })
    await expect(there.call('runs.open', { path: path.dirname(dir) })).rejects.toMatchObject({ code: 'bad-run' })
  })

  it('should be refused when they were changed, cut, or hold what no run has', async () => {
    await using desk = new TestDesk()
    await syntheticRun(desk.home, { ticks: 50 })
    const [good = ''] = (await desk.job((await desk.call('runs.bundle', { run: 'synthetic' })).job)).files
    const work = path.join(desk.home, 'work')
    mkdirSync(work)
    const refused = async (file: string, words: RegExp) => {
      await expect(desk.call('runs.open', { path: file })).rejects.toMatchObject({ code: 'bad-run', message: expect.stringMatching(words) as string })
    }
    const bytes = readFileSync(good)
    writeFileSync(path.join(work, 'cut.ptprun'), bytes.subarray(0, bytes.length - 400))
    await refused(path.join(work, 'cut.ptprun'), /zip/)
    // A name of the same length takes the place of a harmless one, as a tampered archive would have it.
    const slip = await zipOf(path.join(work, 'slip.ptprun'), { 'aa/aa/evil': 'x' }, (zip) => Buffer.from(zip.toString('latin1').replaceAll('aa/aa/evil', '../../evil'), 'latin1'))
    await refused(slip, /relative path|no run has/)
    expect(existsSync(path.join(desk.home, 'evil'))).toBe(false)
    await refused(await zipOf(path.join(work, 'odd.ptprun'), { 'run.exe': 'x' }), /which no run has/)
    await refused(await zipOf(path.join(work, 'bare.ptprun'), { 'metadata.json': '{}' }), /bundle\.json/)
    const list = { format: 'ptp-bundle', version: 1, files: ['metadata.json', 'game_data.db'].map((name) => ({ name, sha256: '0'.repeat(64) })) }
    await refused(await zipOf(path.join(work, 'other.ptprun'), { 'metadata.json': '{}', 'game_data.db': '', 'bundle.json': JSON.stringify(list) }), /not the file that was packed/)
  })

  it('should only hold files a run has', () => {
    for (const name of ['metadata.json', 'game_data.db', 'screenshots/000/shot_b0_1.jpg', 'snapshots/anchors.pack']) expect(isBundleName(name)).toBe(true)
    for (const name of ['x', '../metadata.json', 'screenshots/../x', 'snapshots/.trash/x', '/etc/passwd', 'logs', 'logs/', 'screenshots\\x', 'roms/a.gb']) expect(isBundleName(name)).toBe(false)
  })

  it('should leave nothing behind when they are cancelled', async () => {
    await using desk = new TestDesk()
    const { dir } = await syntheticRun(desk.home, { ticks: 20_000 })
    const { job } = await desk.call('runs.bundle', { run: 'synthetic' })
    await desk.call('jobs.cancel', { id: job })
    expect((await desk.job(job)).state).toBe('cancelled')
    expect(readdirSync(path.join(dir, 'exports'))).toEqual([])
  })
})

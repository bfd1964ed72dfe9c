import { readFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { EVENT_KINDS } from '../../src-preload/contract/index.ts'
import { RunReader } from '../../src-main/recorder/index.ts'
import { RunArchive, type Verification } from '../../src-main/run/index.ts'
import { ptpJson } from '../support/engine.ts'
import { playedHome } from '../support/wholeRun.ts'

const played = playedHome('all-events', '--id', 'all', '--export', '--snapshot-on-event', 'catch,death,badge')

describe('a run of every kind of event', () => {
  it.each(EVENT_KINDS.filter((kind) => kind !== 'error'))('should have a %s', (kind) => {
    expect(played.whole.events[kind]).toBeGreaterThan(0)
  })

  it('should have no errors', () => {
    expect(played.whole).toMatchObject({ status: 'completed', message: null })
    expect(played.whole.events.error).toBeUndefined()
  })

  it('should agree with a second play of its inputs in another process, tick for tick and at each snapshot', async () => {
    const { ok, branches } = await ptpJson<{ ok: boolean; branches: Verification[] }>(played.home, 'verify', 'all')
    expect(ok).toBe(true)
    expect(branches).toMatchObject([{ ticks: played.whole.ticks, frames: played.whole.frames, final_state_hash: played.whole.final_state_hash, first_diverging_tick: null }])
    expect(branches[0]?.snapshots).toBe(played.whole.snapshots - 1)
  })

  it('should export CSV files that agree with its database', () => {
    const reader = new RunReader(played.whole.dir)
    const actions = parseCsv(file('actions.csv'))
    const rows = reader.actions({ line: 0, limit: 10_000 }).rows
    expect(actions).toHaveLength(played.whole.ticks)
    expect(actions.map(({ tick, action, frame }) => [Number(tick), action, Number(frame)])).toEqual(rows.map(({ tick, action, frame }) => [tick, action, frame]))
    const events = parseCsv(file('events.csv'))
    expect(events.map(({ tick, kind, title }) => [Number(tick), kind, title])).toEqual(reader.events().map(({ tick, kind, title }) => [tick, kind, title]))
    const states = parseCsv(file('states.csv'))
    const last = states.at(-1)
    expect({ location: last?.['location'], badges: last?.['badges'] }).toEqual({ location: played.whole.final_state.location, badges: '1' })
    const battles = parseCsv(file('battles.csv'))
    expect(battles).toHaveLength(played.whole.events.battle_end ?? 0)
    expect(battles.map(({ outcome }) => outcome)).toEqual(reader.battles().map(({ outcome }) => outcome))
    reader.close()
  })

  it('should be drawn as a contact sheet', async () => {
    const sheet = await sharp(file('timeline.png')).metadata()
    expect(sheet.width).toBeGreaterThan(800)
    expect(sheet.height).toBeGreaterThan(800)
  })

  it('should make a snapshot of the very tick of each catch, death and badge', async () => {
    await using archive = await RunArchive.open(played.whole.dir)
    const wanted = archive.reader.events().filter(({ kind }) => kind === 'catch' || kind === 'death' || kind === 'badge')
    const kept = archive.store.list().filter(({ reason }) => reason === 'event')
    expect(kept.map(({ tick }) => tick)).toEqual(wanted.map(({ tick }) => tick))
  })

  function file(name: string): string {
    return played.whole.exports.find((each) => path.basename(each) === name) ?? ''
  }
})

/** Reads RFC 4180 without knowing the writer: quotes, doubled quotes, commas and line ends inside. */
function parseCsv(file: string): Record<string, string>[] {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === '') break
    if (end !== ',') rows.push([])
  }
  const [header = [], ...body] = rows.filter((row) => row.length > 1)
  for (const row of body) expect(row).toHaveLength(header.length)
  return body.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ''])))
}

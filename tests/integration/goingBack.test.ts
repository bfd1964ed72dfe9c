import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunReport } from '../../src-main/cli/playRun.ts'
import { RunReader } from '../../src-main/recorder/index.ts'
import { RunArchive, seek } from '../../src-main/run/index.ts'
import { format } from '../../src-main/script/index.ts'
import type { Workbench } from '../../src-main/workbench.ts'
import { makeHome, openWorkbench, ptp, ptpBundle, ptpJson, removeHome, runScript, SCRIPTS } from '../support/engine.ts'

let home: string
let workbench: Workbench

beforeAll(async () => {
  home = makeHome()
  workbench = openWorkbench(home)
  await ptpBundle()
})

afterAll(() => {
  workbench.close()
  removeHome(home)
})

describe('replay', () => {
  let report: RunReport

  beforeAll(async () => {
    report = await runScript(home, 'fight', '--id', 'pictured', '--screenshot-interval', '1', '--screenshot-format', 'png')
  })

  it('should land on any tick with the state and the picture that were recorded there', async () => {
    await using archive = await RunArchive.open(report.dir)
    const game = await workbench.gameOf(archive.metadata)
    await using emulator = await workbench.emulators.start(game, archive.metadata)
    const shots = new Map(archive.reader.screenshots({ line: 0, limit: 1000 }).rows.map(({ tick, file }) => [tick, file]))
    const line = archive.line(0)
    const reader = game.profile.createReader()
    const ticks = fc.sample(fc.integer({ min: 1, max: report.ticks }), { numRuns: 20, seed: 7 })
    let compared = 0
    for (const tick of ticks) {
      const sought = await seek(emulator, archive, line, tick, { observe: game.profile.observe, picture: true })
      expect(reader.read(sought.memory), `state of tick ${tick}`).toEqual(archive.reader.stateAt(0, tick))
      const shot = shots.get(tick)
      if (!shot) continue
      const recorded = await sharp(path.join(report.dir, shot)).removeAlpha().raw().toBuffer()
      expect(recorded.equals(sought.picture ?? new Uint8Array()), `picture of tick ${tick}`).toBe(true)
      compared++
    }
    expect(compared).toBeGreaterThanOrEqual(15)
  })

  it('should write the picture of a tick and tell its state on the command line', async () => {
    const picture = path.join(home, 'tick.png')
    const found = await ptpJson<RunReport>(home, 'replay', 'pictured', '--to', String(report.ticks), '--picture', picture)
    expect(found).toMatchObject({ ticks: report.ticks, frames: report.frames, final_state: report.final_state, final_state_hash: report.final_state_hash })
    expect(await sharp(picture).metadata()).toMatchObject({ width: 160, height: 144 })
  })
})

describe('ROLLBACK', () => {
  let report: RunReport

  beforeAll(async () => {
    report = await runScript(home, 'rollback', '--id', 'ways')
  })

  it('should make a branch for each way that was tried', () => {
    const reader = new RunReader(report.dir)
    const branches = reader.branches()
    const forkTicks = new Set(branches.slice(1).map(({ fork_tick }) => fork_tick))
    expect(branches.length).toBeGreaterThanOrEqual(3)
    expect(branches.slice(1).every(({ parent }) => parent === 0)).toBe(true)
    expect(forkTicks.size).toBe(1)
    const ends = reader.battles().map(({ outcome }) => outcome)
    expect(new Set(ends.filter((outcome) => outcome !== null))).toEqual(new Set(['win', 'flee', 'caught']))
    reader.close()
  })

  it('should leave every line as it was: all of them can be played again', async () => {
    const { code } = await ptp(home, 'verify', 'ways')
    expect(code).toBe(0)
  })

  it('should let a run go on from any tick of a line by hand, on a branch', async () => {
    const run = await workbench.resumeRun(report.dir, { at: { branch: 0, tick: 30 } })
    await run.step()
    expect(run.present).toMatchObject({ tick: 31, branch: run.files.branches.length - 1 })
    await run.close()
    const reader = new RunReader(report.dir)
    expect(reader.branches().at(-1)).toMatchObject({ parent: 0, fork_tick: 30, head_tick: 31 })
    reader.close()
    const { code } = await ptp(home, 'verify', 'ways')
    expect(code).toBe(0)
  })
})

describe('the demo', () => {
  it('should win a badge within 15,000 frames and leave something to look at', async () => {
    const demo = await ptpJson<RunReport>(home, 'demo')
    expect(demo).toMatchObject({ status: 'completed', message: null, final_state: { badges: 1 } })
    expect(demo.frames).toBeLessThan(15_000)
    expect(demo.screenshots).toBeGreaterThan(20)
    expect(demo.exports.map((each) => path.basename(each))).toEqual(expect.arrayContaining(['actions.csv', 'timeline.png']))
  })

  it.each(readdirSync(SCRIPTS))('should be accompanied by scripts in the canonical form: %s', (name) => {
    const text = readFileSync(path.join(SCRIPTS, name), 'utf8')
    expect(format(text)).toBe(text)
  })
})

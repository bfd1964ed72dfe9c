import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EVENT_KINDS } from '../../src-preload/contract/index.ts'
import type { RunReport } from '../../src-main/cli/playRun.ts'
import { RunReader } from '../../src-main/recorder/index.ts'
import { defaultSettings, RunArchive, seek, type Run, type RunNews, type RunOutcome, type Verification } from '../../src-main/run/index.ts'
import { format } from '../../src-main/script/index.ts'
import type { Workbench } from '../../src-main/workbench.ts'
import { makeHome, openWorkbench, ptp, ptpBundle, ptpJson, removeHome, runScript, SCRIPTS, ticksOf } from '../support/engine.ts'

let home: string
let workbench: Workbench
/** Every worker thread there is: an emulator may have been up before the run that holds it. */
const workers = new Set<Worker>()
process.on('worker', (worker: Worker) => {
  workers.add(worker)
  worker.once('exit', () => workers.delete(worker))
})

/** Ends every emulator as a crash would. */
async function crash(): Promise<void> {
  await Promise.all([...workers].map((worker) => worker.terminate()))
}

beforeAll(async () => {
  home = makeHome()
  workbench = openWorkbench(home)
  await ptpBundle()
})

afterAll(() => {
  workbench.close()
  removeHome(home)
})

/** Loads a bundled script, paused at tick 0. */
async function load(script: string, id: string): Promise<Run> {
  const game = await workbench.loadGame('pocket-quest')
  const settings = defaultSettings()
  return workbench.startRun({ game, script: workbench.loadScript(script, game), settings, runId: id })
}

/** Plays a loaded run to its end. */
async function finish(run: Run): Promise<RunOutcome> {
  await run.resume()
  return run.close(await run.until((status) => status !== 'running'))
}

/** Where a closed run ended, and the state it was in. */
function archivedHash(outcome: RunOutcome, id: string): Promise<{ at: number; hash: string }> {
  return seekHash(id, outcome.tick).then((hash) => {
    expect(hash).toBe(outcome.finalStateHash)
    return { at: outcome.tick, hash }
  })
}

/** The state of the run `first` at a tick. */
function hashOfFirst(tick: number): Promise<string> {
  return seekHash('first', tick)
}

async function seekHash(id: string, tick: number): Promise<string> {
  await using archive = await RunArchive.open(dirOf(id))
  await using emulator = await workbench.emulators.start(await workbench.gameOf(archive.metadata), archive.metadata)
  await seek(emulator, archive, archive.line(0), tick, { observe: [], picture: false })
  return (await emulator.save()).hash
}

function dirOf(id: string): string {
  return path.join(home, 'runs', id)
}

describe('the same script', () => {
  let first: RunOutcome

  beforeAll(async () => {
    first = await finish(await load('fight', 'first'))
  })

  it('should complete', () => {
    expect(first).toMatchObject({ status: 'completed', message: null })
  })

  it('should press the same keys in the same frames and end in the same state when it is played again', async () => {
    const second = await finish(await load('fight', 'second'))
    expect(second).toEqual(first)
    expect(ticksOf(dirOf('second'))).toEqual(ticksOf(dirOf('first')))
  })

  it('should lead to the same state when it is paced', async () => {
    const run = await load('fight', 'paced')
    run.speed = 8
    const paced = await finish(run)
    expect(paced.finalStateHash).toBe(first.finalStateHash)
    expect(ticksOf(dirOf('paced'))).toEqual(ticksOf(dirOf('first')))
  })

  it('should lead to the same state when it is watched, paused, stepped and its speed changed', async () => {
    const run = await load('fight', 'fidgety')
    const paceOf = [0, 40, 0, 13, 64, 1, 0]
    const watching = run.picture.next(0)
    for (const speed of paceOf) {
      run.speed = speed
      await run.resume()
      await new Promise((resolve) => setTimeout(resolve, 25))
      await run.pause()
      if (run.status === 'completed') break
      await run.step()
    }
    await watching
    run.speed = 0
    if (run.status === 'paused') await run.resume()
    const outcome = await run.close(await run.until((status) => status !== 'running'))
    expect(outcome.finalStateHash).toBe(first.finalStateHash)
    expect(ticksOf(dirOf('fidgety'))).toEqual(ticksOf(dirOf('first')))
  })

  it('should take one tick a step, also where the script only looks, and then go on without pausing', async () => {
    const run = await load('walk', 'stepped')
    for (let tick = 1; tick <= 12; tick++) {
      await run.step()
      expect(run.live).toMatchObject({ status: 'paused', tick })
    }
    await run.resume()
    expect(await run.until((status) => status !== 'running')).toBe('completed')
    expect((await run.close()).tick).toBeGreaterThan(12)
  })

  it('should stop at a breakpoint, also when a step meets it, and go on from there to its end', async () => {
    const run = await load('walk', 'broken')
    run.breakpoints = [3]
    await run.step()
    await run.step()
    expect(run.live).toMatchObject({ status: 'paused', tick: 1, line: 3, message: 'breakpoint at line 3' })
    await run.resume()
    expect(await run.until((status) => status !== 'running')).toBe('completed')
    await run.close()
  })

  it('should end in another state when it starts a frame later', async () => {
    const game = await workbench.loadGame('pocket-quest')
    const text = readFileSync(path.join(SCRIPTS, 'fight.ptp'), 'utf8').replace(/^START$/m, 'WAIT 1\nSTART')
    const run = await workbench.startRun({ game, script: workbench.compileScript('later.ptp', text, game), runId: 'later' })
    expect((await finish(run)).finalStateHash).not.toBe(first.finalStateHash)
  })

  it.each([3, 20, 45])('should go on with a new emulator when its own dies at tick %i', async (tick) => {
    const run = await load('fight', `crash-${tick}`)
    const messages: string[] = []
    let killed = false
    run.listen((news: RunNews) => {
      if (news.kind === 'message') messages.push(news.text)
      if (killed || run.present.tick < tick) return
      killed = true
      void crash()
    })
    const outcome = await finish(run)
    expect(messages.join()).toContain('going on with a new emulator')
    expect(outcome).toMatchObject({ status: 'completed', finalStateHash: first.finalStateHash, tick: first.tick })
    expect(ticksOf(dirOf(`crash-${tick}`))).toEqual(ticksOf(dirOf('first')))
  })

  it.each(['rollback', 'snapshot', 'close'] as const)('should survive that its emulator dies while it is paused: %s', async (order) => {
    const run = await load('fight', `paused-${order}`)
    for (let i = 0; i < 12; i++) await run.step()
    await crash()
    if (order === 'rollback') await run.rollback(0, 9)
    if (order === 'snapshot') await run.snapshot('after the crash')
    const { at, hash } = await archivedHash(await run.close(), `paused-${order}`)
    expect(at).toBe(order === 'rollback' ? 9 : 12)
    expect(hash).toBe(await hashOfFirst(at))
  })

  it('should not lose what a script asked for when the emulator dies at it', async () => {
    const text = 'WAIT 60\nSTART\nWAIT 60\nUP LEFT\nSNAPSHOT "a"\nDOWN\nROLLBACK "a"\nGOTO 3 6\nEXPECT x == 3 and y == 6\n'
    const game = await workbench.loadGame('pocket-quest')
    const hashes: string[] = []
    for (const dies of [false, true]) {
      const run = await workbench.startRun({ game, script: workbench.compileScript('dies.ptp', text, game), runId: `dies-${dies}` })
      while (run.status === 'paused') {
        if (dies && run.present.tick < 5) await crash()
        await run.step()
      }
      expect(run.live).toMatchObject({ status: 'completed', message: null })
      expect(run.files.branches).toHaveLength(2)
      expect(run.files.store.findByName('a')).not.toBeNull()
      hashes.push((await run.close()).finalStateHash)
    }
    expect(hashes[1]).toBe(hashes[0])
  })

  it('should tell of a crash in the records of the run', () => {
    const reader = new RunReader(dirOf('crash-20'))
    expect(reader.errors()).toMatchObject([{ error_type: 'emulator-crashed', recovered: true }])
    reader.close()
  })
})

describe('a run of every kind of event', () => {
  let report: RunReport

  beforeAll(async () => {
    report = await runScript(home, 'all-events', '--id', 'all', '--export', '--snapshot-on-event', 'catch,death,badge')
  })

  it.each(EVENT_KINDS.filter((kind) => kind !== 'error'))('should have a %s', (kind) => {
    expect(report.events[kind]).toBeGreaterThan(0)
  })

  it('should have no errors', () => {
    expect(report).toMatchObject({ status: 'completed', message: null })
    expect(report.events.error).toBeUndefined()
  })

  it('should agree with a second play of its inputs in another process, tick for tick and at each snapshot', async () => {
    const { ok, branches } = await ptpJson<{ ok: boolean; branches: Verification[] }>(home, 'verify', 'all')
    expect(ok).toBe(true)
    expect(branches).toMatchObject([{ ticks: report.ticks, frames: report.frames, final_state_hash: report.final_state_hash, first_diverging_tick: null }])
    expect(branches[0]?.snapshots).toBe(report.snapshots - 1)
  })

  it('should export CSV files that agree with its database', () => {
    const reader = new RunReader(report.dir)
    const actions = parseCsv(file('actions.csv'))
    const rows = reader.actions({ line: 0, limit: 10_000 }).rows
    expect(actions).toHaveLength(report.ticks)
    expect(actions.map(({ tick, action, frame }) => [Number(tick), action, Number(frame)])).toEqual(rows.map(({ tick, action, frame }) => [tick, action, frame]))
    const events = parseCsv(file('events.csv'))
    expect(events.map(({ tick, kind, title }) => [Number(tick), kind, title])).toEqual(reader.events().map(({ tick, kind, title }) => [tick, kind, title]))
    const states = parseCsv(file('states.csv'))
    const last = states.at(-1)
    expect({ location: last?.['location'], badges: last?.['badges'] }).toEqual({ location: report.final_state.location, badges: '1' })
    const battles = parseCsv(file('battles.csv'))
    expect(battles).toHaveLength(report.events.battle_end ?? 0)
    expect(battles.map(({ outcome }) => outcome)).toEqual(reader.battles().map(({ outcome }) => outcome))
    reader.close()
  })

  it('should be drawn as a contact sheet', async () => {
    const sheet = await sharp(file('timeline.png')).metadata()
    expect(sheet.width).toBeGreaterThan(800)
    expect(sheet.height).toBeGreaterThan(800)
  })

  it('should make a snapshot of the very tick of each catch, death and badge', async () => {
    await using archive = await RunArchive.open(report.dir)
    const wanted = archive.reader.events().filter(({ kind }) => kind === 'catch' || kind === 'death' || kind === 'badge')
    const kept = archive.store.list().filter(({ reason }) => reason === 'event')
    expect(kept.map(({ tick }) => tick)).toEqual(wanted.map(({ tick }) => tick))
  })

  function file(name: string): string {
    return report.exports.find((each) => path.basename(each) === name) ?? ''
  }
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

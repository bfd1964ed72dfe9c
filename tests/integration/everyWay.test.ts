import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ScriptAgent } from '../../src-main/agent/index.ts'
import { startEmbedded } from '../../src-main/emulator/index.ts'
import { createRun, RunArchive, verifyLine, type EmulatorFactory, type Run, type RunOutcome } from '../../src-main/run/index.ts'
import type { Workbench } from '../../src-main/workbench.ts'
import { defaultSettings, withSettings, type SettingsChanges } from '../../src-preload/contract/index.ts'
import { makeHome, openWorkbench, removeHome, SCRIPTS, ticksOf } from '../support/engine.ts'
import { read } from '../support/policyRuns.ts'

/** Some eight hundred ticks with every kind of event: loops over the state, waits, steps, battles. */
const SCRIPT = readFileSync(path.join(SCRIPTS, 'all-events.ptp'), 'utf8')

let home: string
let workbench: Workbench
let plain: RunOutcome
const workers: Worker[] = []
const notice = (worker: Worker): void => void workers.push(worker)

beforeAll(async () => {
  process.on('worker', notice)
  home = makeHome()
  workbench = openWorkbench(home)
  plain = await finish(await load('plain'))
  expect(plain).toMatchObject({ status: 'completed', message: null })
})

afterAll(() => {
  process.off('worker', notice)
  workbench.close()
  removeHome(home)
})

async function load(id: string, changes: SettingsChanges = {}): Promise<Run> {
  const game = await workbench.loadGame('pocket-quest')
  return workbench.startRun({ game, script: workbench.compileScript('all.ptp', SCRIPT, game), settings: withSettings(defaultSettings(), changes), runId: id })
}

async function finish(run: Run): Promise<RunOutcome> {
  if (run.status === 'paused') await run.resume()
  return run.close(await run.until((status) => status !== 'running' && status !== 'paused'))
}

function dirOf(id: string): string {
  return path.join(home, 'runs', id)
}

/** The same keys in the same frames, the same outcome after each, the same machine at the end. */
function expectSameAsPlain(id: string, outcome: RunOutcome): void {
  expect(outcome).toMatchObject({ status: 'completed', message: null, tick: plain.tick, frame: plain.frame, finalStateHash: plain.finalStateHash })
  expect(ticksOf(dirOf(id))).toEqual(ticksOf(dirOf('plain')))
  expect(eventsOf(id)).toEqual(eventsOf('plain'))
}

function eventsOf(id: string): unknown[] {
  return read(dirOf(id), (reader) => reader.events().map(({ tick, kind, title }) => [tick, kind, title]))
}

function chance(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648
}

const soon = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

describe('one script, played in every way', () => {
  it('should be the same run when it is stepped tick by tick', async () => {
    const run = await load('stepped')
    while (run.status === 'paused') await run.step()
    expectSameAsPlain('stepped', await run.close())
  })

  it('should be the same run when every tick has to end its batch for a snapshot of an event', async () => {
    const id = 'snapshots'
    const run = await load(id, { snapshot: { on_event: ['battle', 'battle_turn', 'battle_end', 'catch', 'badge', 'death', 'level_up', 'item', 'dialog', 'location_change'] } })
    expectSameAsPlain(id, await finish(run))
    await using archive = await RunArchive.open(dirOf(id))
    const kept = archive.store.list().filter(({ reason }) => reason === 'event').map(({ tick }) => tick)
    expect(kept).toEqual(archive.reader.events().map(({ tick }) => tick))
    // Each of them is compared with the state that the inputs lead to.
    const verified = await verifyLine(archive, await workbench.gameOf(archive.metadata), workbench.emulators, 0)
    expect(verified).toMatchObject({ ok: true, ticks: plain.tick })
    expect(verified.snapshots).toBeGreaterThanOrEqual(new Set(kept).size)
  })

  it.each([1, 2])('should be the same run when it is disturbed at random (%i)', async (seed) => {
    const id = `disturbed-${seed}`
    const run = await load(id)
    const next = chance(seed)
    const watching = run.picture.next(0)
    const orders = [
      () => run.pause(),
      () => run.step(),
      () => run.snapshot(`at random ${next()}`).then(() => undefined),
      () => Promise.resolve((run.speed = [0, 30, 64][Math.floor(next() * 3)] ?? 0)).then(() => undefined),
      () => Promise.resolve((run.breakpoints = [Math.floor(next() * 60)])).then(() => undefined),
    ]
    for (let i = 0; i < 40 && run.status !== 'completed'; i++) {
      if (run.status === 'paused') await run.resume()
      await soon(next() * 12)
      if (run.status === 'running' || run.status === 'paused') await orders[Math.floor(next() * orders.length)]?.()
    }
    await watching
    run.speed = 0
    run.breakpoints = []
    expectSameAsPlain(id, await finish(run))
  })

  it('should be the same run when its emulators are killed again and again', async () => {
    const run = await load('killed')
    const messages: string[] = []
    let killAt = 30
    run.listen((news) => {
      if (news.kind === 'message') messages.push(news.text)
      if (run.present.tick < killAt) return
      killAt = run.present.tick + 120
      for (const worker of workers.splice(0)) void worker.terminate()
    })
    expectSameAsPlain('killed', await finish(run))
    expect(messages.filter((text) => text.includes('going on with a new emulator')).length).toBeGreaterThan(2)
  })

  it('should be the same run when its emulator hangs in the middle', async () => {
    const game = await workbench.loadGame('pocket-quest')
    const emulators: EmulatorFactory = { start: (each) => startEmbedded(each.rom, { hangTimeout: 400 }) }
    const { program, source } = workbench.compileScript('all.ptp', SCRIPT, game)
    workers.length = 0
    const run = await createRun({ home, game, emulators, settings: defaultSettings(), agent: new ScriptAgent('all.ptp', program), source, workbenchVersion: '0', runId: 'hung' })
    const [worker] = workers
    const messages: string[] = []
    let isFrozen = false
    run.listen((news) => {
      if (news.kind === 'message') messages.push(news.text)
      if (isFrozen || run.present.tick < 100) return
      isFrozen = true
      // Busy for hours with one piece of work, as with a game that the core never comes back from.
      worker?.postMessage({ id: -1, call: { op: 'advance', batch: { steps: [{ buttons: 0, hold: 0, frames: 2 ** 30 }], observe: [] } } })
    })
    expectSameAsPlain('hung', await finish(run))
    expect(messages.join()).toContain('no sign of life')
    expect(read(dirOf('hung'), (reader) => reader.errors())).toMatchObject([{ error_type: 'emulator-hung', recovered: true }])
  })
})

describe('a breakpoint', () => {
  it('should stop once at a statement of many ticks, and again each time it is reached', async () => {
    const game = await workbench.loadGame('pocket-quest')
    const text = 'WAIT 60\nSTART\nWAIT 60\nREPEAT 3 TIMES\n  WAIT 200\n  MOVE LEFT 2\nEND\n'
    const run = await workbench.startRun({ game, script: workbench.compileScript('stops.ptp', text, game), runId: 'stops' })
    run.breakpoints = [5, 6]
    const lines: (number | null)[] = []
    for (;;) {
      await run.resume()
      if ((await run.until((status) => status !== 'running')) !== 'paused') break
      lines.push(run.live.line)
    }
    expect(lines).toEqual([5, 6, 5, 6, 5, 6])
    await run.close()
  })
})

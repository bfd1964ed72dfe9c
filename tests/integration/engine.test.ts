import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RunReader } from '../../src-main/recorder/index.ts'
import { defaultSettings, RunArchive, seek, type Run, type RunNews, type RunOutcome } from '../../src-main/run/index.ts'
import type { Workbench } from '../../src-main/workbench.ts'
import { makeHome, openWorkbench, removeHome, SCRIPTS, ticksOf } from '../support/engine.ts'

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

beforeAll(() => {
  home = makeHome()
  workbench = openWorkbench(home)
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

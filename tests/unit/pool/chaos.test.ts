import { randomInt } from 'node:crypto'
import type { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PoolEvent } from '../../../src-preload/contract/index.ts'
import { embeddedBackend } from '../../../src-main/pool/index.ts'
import { Workbench } from '../../../src-main/workbench.ts'
import { longScript, playMany, playOnPool } from '../../support/batchRuns.ts'
import { makeHome, removeHome } from '../../support/engine.ts'

/** The twin of the test with containers: the same harm to worker threads, where no engine is needed. */
const RUNS = 12
const SIZE = 4
const EVERY_MS = 500
/** Then they are left in peace: on a slow machine the runs would never end. */
const HITS = 12
const SCRIPT = longScript(150)

let home: string
let workbench: Workbench
const events: PoolEvent[] = []
const threads = new Set<Worker>()
const notice = (worker: Worker): void => {
  threads.add(worker)
  worker.once('exit', () => threads.delete(worker))
}

beforeAll(() => {
  home = makeHome()
  workbench = new Workbench({ home, poolSize: SIZE, makeBackend: () => embeddedBackend() })
  workbench.pools.listen({ changed: () => undefined, logged: () => undefined, event: (event) => void events.push(event) })
  process.on('worker', notice)
})

afterAll(async () => {
  process.off('worker', notice)
  await workbench.closed()
  removeHome(home)
})

/** Ends threads, as a crash of the core would, without a word to the pool. @returns how many */
async function wreak(isOver: () => boolean): Promise<number> {
  let hits = 0
  while (!isOver() && hits < HITS) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
    const victim = [...threads][randomInt(Math.max(1, threads.size))]
    if (isOver() || !victim) continue
    await victim.terminate()
    hits++
  }
  return hits
}

describe('runs on worker threads that die at random', () => {
  it('should all end in the state of an undisturbed run', { timeout: 240_000 }, async () => {
    const reference = await playOnPool(workbench, 'reference', SCRIPT)
    let isOver = false
    const harm = wreak(() => isOver)
    const outcomes = await playMany(workbench, 'chaos', RUNS, SCRIPT, RUNS).finally(() => (isOver = true))
    expect(outcomes.map(({ finalStateHash, tick, status }) => ({ finalStateHash, tick, status }))).toEqual(
      Array.from({ length: RUNS }, () => ({ finalStateHash: reference.finalStateHash, tick: reference.tick, status: 'completed' })),
    )
    expect(await harm).toBeGreaterThan(2)
    const { failures, replaced, recovery } = workbench.pools.status.statistics
    expect([failures, replaced, recovery.calls].every((count) => count > 0)).toBe(true)
    // Each was noticed by name, and each run that was hit went on.
    expect(events.filter(({ kind, run }) => kind === 'failed' && run !== null).length).toBeGreaterThan(0)
    expect(events.filter(({ kind }) => kind === 'resumed').length).toBeGreaterThan(0)
  })
})

import { randomInt } from 'node:crypto'
import type { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { embeddedBackend } from '../../../src-main/pool/index.ts'
import { Workbench } from '../../../src-main/workbench.ts'
import { longScript, playOnPool } from '../../support/batchRuns.ts'
import { CHAOS_SIZE, expectToSurvive } from '../../support/chaos.ts'
import { makeHome, removeHome } from '../../support/engine.ts'

/** The twin of the test with containers: the same harm to worker threads, where no engine is needed. */
const SCRIPT = longScript(150)

let home: string
let workbench: Workbench
const threads = new Set<Worker>()
const notice = (worker: Worker): void => {
  threads.add(worker)
  worker.once('exit', () => threads.delete(worker))
}

beforeAll(() => {
  home = makeHome()
  workbench = new Workbench({ home, poolSize: CHAOS_SIZE, makeBackend: () => embeddedBackend() })
  process.on('worker', notice)
})

afterAll(async () => {
  process.off('worker', notice)
  await workbench.closed()
  removeHome(home)
})

/** Ends a thread, as a crash of the core would, without a word to the pool. @returns whether there was one */
async function endOne(): Promise<boolean> {
  const victim = [...threads][randomInt(Math.max(1, threads.size))]
  await victim?.terminate()
  return victim !== undefined
}

describe('runs on worker threads that die at random', () => {
  it('should all end in the state of an undisturbed run', { timeout: 240_000 }, async () => {
    const reference = await playOnPool(workbench, 'reference', SCRIPT)
    await expectToSurvive(workbench, SCRIPT, reference, { everyMs: 500, most: 12, strike: endOne })
    const { failures, recovery } = workbench.pools.status.statistics
    expect([failures, recovery.calls].every((count) => count > 0)).toBe(true)
  })
})

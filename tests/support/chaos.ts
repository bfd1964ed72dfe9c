import { expect } from 'vitest'
import type { PoolEvent } from '../../src-preload/contract/index.ts'
import type { RunOutcome } from '../../src-main/run/index.ts'
import type { Workbench } from '../../src-main/workbench.ts'
import { playMany } from './batchRuns.ts'

/** Runs that are played while harm is done. */
const RUNS = 12
/** Emulators they are played on. */
export const CHAOS_SIZE = 4

/** What befalls the emulators of a pool while it is played on. */
export interface Harm {
  /** ms between two strikes */
  everyMs: number
  /** Then they are left in peace: on a slow machine the runs would never end. */
  most: number
  /** @param nth strike, from 0 @returns whether there was somebody to hit */
  strike(nth: number): Promise<boolean>
}

/** Plays a script many times while harm is done, and holds each run against one that was left in peace. */
export async function expectToSurvive(workbench: Workbench, script: string, reference: RunOutcome, harm: Harm): Promise<void> {
  const events: PoolEvent[] = []
  const stop = workbench.pools.listen({ changed: () => undefined, logged: () => undefined, event: (event) => void events.push(event) })
  let isOver = false
  const wreaking = wreak(harm, () => isOver)
  const outcomes = await playMany(workbench, 'chaos', RUNS, script, RUNS).finally(() => (isOver = true))
  stop()
  expect(outcomes.map(({ finalStateHash, tick, status }) => ({ finalStateHash, tick, status }))).toEqual(
    Array.from({ length: RUNS }, () => ({ finalStateHash: reference.finalStateHash, tick: reference.tick, status: 'completed' })),
  )
  expect(await wreaking).toBeGreaterThan(2)
  expect(workbench.pools.status.statistics.replaced).toBeGreaterThan(0)
  // Each was noticed by name, and each run that was hit went on.
  expect(events.filter(({ kind, run }) => kind === 'failed' && run !== null).length).toBeGreaterThan(0)
  expect(events.filter(({ kind }) => kind === 'resumed').length).toBeGreaterThan(0)
}

/** @returns how often somebody was hit */
async function wreak({ everyMs, most, strike }: Harm, isOver: () => boolean): Promise<number> {
  let done = 0
  while (!isOver() && done < most) {
    await new Promise((resolve) => setTimeout(resolve, everyMs))
    if (!isOver() && (await strike(done))) done++
  }
  return done
}

import { setImmediate as turn } from 'node:timers/promises'

/** So long one piece of work may hold up everything else, ms. */
const TURN_MS = 8

/**
 * Does work that pauses, giving others their turn whenever it took long: a run is played and a page answered meanwhile.
 * @returns what the work comes to
 */
export async function inTurns<T>(work: Generator<unknown, T>): Promise<T> {
  for (let began = performance.now(); ; ) {
    const step = work.next()
    if (step.done) return step.value
    if (performance.now() - began < TURN_MS) continue
    await turn()
    began = performance.now()
  }
}

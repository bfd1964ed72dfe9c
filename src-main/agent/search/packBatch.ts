import type { Step, StepResult } from '../../emulator/index.ts'
import type { KeptStates } from './keptStates.ts'

/** Some actions to be played from a state. */
export interface Exploration {
  /** names the state: the same for the same state only */
  name: number
  state: Uint8Array
  /** at least one */
  steps: readonly Step[]
  /** @param results one for each step */
  done: (results: readonly StepResult[]) => void
}

/** Explorations that an emulator plays on one message. */
export interface ExplorationBatch {
  explorations: readonly Exploration[]
  /** state to bring along, undefined where all are kept in slots */
  from?: Uint8Array
  steps: readonly Step[]
  /** Gives each exploration its results. @param results of `steps` */
  deliver(results: readonly StepResult[]): void
}

/** Explorations in a batch at most: enough that messages cost little, few enough that the last of a round is not waited for long. */
const MOST = 8
/** Plays nothing: keeps the state that was brought along, for the next time. */
const KEEP = { buttons: 0, hold: 0, frames: 0 } as const

/**
 * Takes the next explorations out of the line. One message can bring one state along: it is the first's, and the batch ends
 * before the next one whose state the emulator does not keep.
 * @returns null when none waits
 */
export function packBatch(waiting: Exploration[], kept: KeptStates): ExplorationBatch | null {
  const explorations: Exploration[] = []
  const steps: Step[] = []
  /** where the results of each begin */
  const begins: number[] = []
  let from: Uint8Array | undefined
  for (let next = waiting[0]; next && explorations.length < MOST; next = waiting[0]) {
    const slot = kept.find(next.name)
    if (slot === null && explorations.length > 0) break
    waiting.shift()
    explorations.push(next)
    if (slot !== null) {
      begins.push(steps.length)
      steps.push(...next.steps.map((step, i) => (i === 0 ? { ...step, resume: slot } : step)))
      continue
    }
    from = next.state
    const place = kept.place(next.name)
    if (place !== null) steps.push({ ...KEEP, keep: place })
    begins.push(steps.length)
    steps.push(...next.steps)
    // Without slots there is no going back in the same message.
    if (place === null) break
  }
  if (explorations.length === 0) return null
  return {
    explorations,
    steps,
    ...(from ? { from } : {}),
    deliver(results) {
      for (const [i, exploration] of explorations.entries()) {
        const begin = begins[i] ?? 0
        exploration.done(results.slice(begin, begin + exploration.steps.length))
      }
    },
  }
}

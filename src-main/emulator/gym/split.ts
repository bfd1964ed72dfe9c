import type { Advance, Step } from '../emulator.ts'
import { answerBytes } from './wire/batch.ts'
import { MAX_ANSWER_BYTES, MAX_STEPS } from './wire/limits.ts'

/** Share of the limit that is used, since a state may be larger than it usually is. */
const MOST_BYTES = MAX_ANSWER_BYTES / 4

/**
 * Cuts a batch whose answer would be too large into several that lead to the same: each further part
 * plays nothing when the one before it was left early.
 */
export function splitBatch(batch: Advance): Advance[] {
  const { steps, observe, from, unlessCut, ...rest } = batch
  if (steps.length <= MAX_STEPS && answerBytes(steps, observe) <= MOST_BYTES) return [batch]
  const head = { ...(from ? { from } : {}), ...(unlessCut ? { unlessCut } : {}) }
  return chunksOf(steps, (chunk) => chunk.length <= MAX_STEPS && answerBytes(chunk, observe) <= MOST_BYTES).map((chunk, i) => ({
    ...rest,
    observe,
    steps: chunk,
    ...(i === 0 ? head : { unlessCut: true }),
  }))
}

function chunksOf(steps: readonly Step[], fits: (chunk: readonly Step[]) => boolean): Step[][] {
  if (fits(steps) || steps.length <= 1) return [[...steps]]
  const middle = steps.length >> 1
  return [...chunksOf(steps.slice(0, middle), fits), ...chunksOf(steps.slice(middle), fits)]
}

import { z } from 'zod'
import type { Direction } from '../../src-preload/contract/index.ts'

const count = z.number().int().min(0)
const direction = z.enum(['UP', 'DOWN', 'LEFT', 'RIGHT'] satisfies Direction[])

/** How far the instruction at hand has come. */
const progressSchema = z.discriminatedUnion('op', [
  /** `left` more times `frames`, of which `done` are over in this one */
  z.object({ op: z.literal('play'), left: count, frames: count, done: count }),
  /** `pending` of the spent frames are a guess until `advanced` tells */
  z.object({ op: z.literal('until'), max: count, spent: z.number(), pending: count }),
  z.object({
    op: z.literal('goto'),
    x: count,
    y: count,
    /** detours left */
    left: count,
    /** the rest of the way, null when there is none */
    path: z.array(direction).nullable(),
    /** no answer to `find-path` yet */
    waiting: z.boolean(),
    /** where the last step leads */
    expected: z.object({ x: z.number(), y: z.number(), location: z.string() }).nullable(),
  }),
])
export type Progress = z.infer<typeof progressSchema>

/** Where an interpreter stands: kept with each snapshot, so that a run goes on exactly there. */
export const interpreterStateSchema = z.object({
  /** checksum of the program */
  program: z.string(),
  /** the instruction that comes next */
  at: count,
  /** rounds left of the loops around it, innermost last */
  counts: z.array(count),
  /** the macros around it, innermost last */
  calls: z.array(z.object({ back: count, args: z.array(z.number()) })),
  progress: progressSchema.nullable(),
})
export type InterpreterState = z.infer<typeof interpreterStateSchema>

export function copyState(state: InterpreterState): InterpreterState {
  const { program, at, counts, calls, progress } = state
  return { program, at, counts: [...counts], calls: calls.map(({ back, args }) => ({ back, args: [...args] })), progress: copyProgress(progress) }
}

export function copyProgress(progress: Progress | null): Progress | null {
  if (progress?.op !== 'goto') return progress && { ...progress }
  return { ...progress, path: progress.path && [...progress.path], expected: progress.expected && { ...progress.expected } }
}

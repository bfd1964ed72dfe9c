import { z } from 'zod'
import { EVENT_KINDS } from './gameEvent.ts'
import { branchSchema } from './records.ts'

/** Events of one kind within one bucket of ticks; the first of them stands for all. */
export const eventMarkSchema = z.object({
  branch: z.number(),
  tick: z.number(),
  kind: z.enum(EVENT_KINDS),
  count: z.number(),
  title: z.string(),
})

export const snapshotMarkSchema = z.object({
  id: z.string(),
  branch: z.number(),
  tick: z.number(),
  name: z.string().nullable(),
  reason: z.string(),
  pinned: z.boolean(),
})

/** What the timeline draws of a window of ticks, over all branches. Its size does not grow with the run. */
export const timelineSchema = z.object({
  /** last tick of any branch */
  end: z.number(),
  branches: z.array(branchSchema),
  marks: z.array(eventMarkSchema),
  /** named, event and other durable snapshots in the window (at most one an asked bucket and branch; named ones always) */
  snapshots: z.array(snapshotMarkSchema),
  /** per branch: runs of ticks [from, to] that can be reached within one snapshot's distance */
  coverage: z.array(z.object({ branch: z.number(), from: z.number(), to: z.number() })),
})
export type Timeline = z.infer<typeof timelineSchema>
export type EventMark = z.infer<typeof eventMarkSchema>
export type SnapshotMark = z.infer<typeof snapshotMarkSchema>

/** A difference between two game states: the path of a value and both sides, null where it is missing. */
export const stateChangeSchema = z.object({
  path: z.string(),
  a: z.union([z.number(), z.string(), z.boolean(), z.null()]),
  b: z.union([z.number(), z.string(), z.boolean(), z.null()]),
})

export const comparisonSchema = z.object({
  changes: z.array(stateChangeSchema),
  /** runs of differing bytes in work RAM (0xC000–0xDFFF), at most 500 */
  memory: z.array(z.object({ address: z.number(), a: z.string(), b: z.string() })),
  memory_differing: z.number(),
  /** pixels that differ, of 23,040 */
  pixels: z.number(),
  /** first tick after their last common one where the inputs or the state differ; null when one line contains the other */
  first_difference: z.number().nullable(),
})
export type Comparison = z.infer<typeof comparisonSchema>

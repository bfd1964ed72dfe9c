import { z } from 'zod'
import { centralEvents } from './central.ts'
import { experimentEvents } from './experiments.ts'
import { gameStateSchema } from './gameState.ts'
import { poolEvents } from './pool.ts'
import { RUN_STATUSES } from './records.ts'
import { searchEvents } from './search.ts'

/** Who decides the inputs of a live run right now. */
export const DRIVERS = ['script', 'keyboard', 'none'] as const

/** The present of a run that is loaded in the engine; sent at most 30 times a second. */
export const liveRunSchema = z.object({
  run: z.string(),
  status: z.enum(RUN_STATUSES),
  branch: z.number(),
  tick: z.number(),
  frame: z.number(),
  /** 0 = as fast as possible, 1 = the console's own speed */
  speed: z.number(),
  driver: z.enum(DRIVERS),
  /** script line about to run, null when no script drives */
  line: z.number().nullable(),
  /** ticks a second, over the last second */
  tick_rate: z.number(),
  frames_per_second: z.number(),
  state: gameStateSchema,
  /** the text of the last error or of why it stopped */
  message: z.string().nullable(),
})
export type LiveRun = z.infer<typeof liveRunSchema>

/** Long work in the background: an export, an import, a bundle. */
export const jobSchema = z.object({
  id: z.string(),
  title: z.string(),
  done: z.number(),
  total: z.number(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  message: z.string().nullable(),
  /** files made, absolute paths */
  files: z.array(z.string()),
})
export type Job = z.infer<typeof jobSchema>

/** A line of LOG or OBSERVE, a warning or an error of a run, for people. */
export const runMessageSchema = z.object({
  /** that it was said on; absent where the log is of an older version, which did not write it down */
  branch: z.number().int().exactOptional(),
  tick: z.number(),
  level: z.enum(['info', 'warning', 'error']),
  text: z.string(),
})
export type RunMessage = z.infer<typeof runMessageSchema>

/** Everything the engine tells without being asked. */
export const eventSchemas = {
  /** The present of a live run; coalesced, the newest wins. */
  'run.live': liveRunSchema,
  /** The list of runs, or one run's facts (tags, branches, snapshots), changed: ask again. */
  'runs.changed': z.object({ run: z.string().nullable() }),
  /** The person gave the app a run from outside (a file that was double-clicked): show it. */
  'run.opened': z.object({ run: z.string() }),
  'scripts.changed': z.object({}),
  'job.progress': jobSchema,
  ...poolEvents,
  /** What a live run says; what belongs to no run ('') concerns everybody. */
  'run.message': runMessageSchema.extend({
    run: z.string(),
    /** counts the messages of runs in this engine, from 1; `runs.messages` says up to which it has told */
    serial: z.number().int().exactOptional(),
  }),
  ...experimentEvents,
  ...searchEvents,
  ...centralEvents,
} as const

export type EventName = keyof typeof eventSchemas
export type EventOf<N extends EventName> = z.infer<(typeof eventSchemas)[N]>

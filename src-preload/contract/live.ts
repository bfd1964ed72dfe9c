import { z } from 'zod'
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
  /** A line of LOG, OBSERVE or an error, for people. */
  'run.message': z.object({
    run: z.string(),
    tick: z.number(),
    level: z.enum(['info', 'warning', 'error']),
    text: z.string(),
  }),
  ...experimentEvents,
  ...searchEvents,
} as const

export type EventName = keyof typeof eventSchemas
export type EventOf<N extends EventName> = z.infer<(typeof eventSchemas)[N]>

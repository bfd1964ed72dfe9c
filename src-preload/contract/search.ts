import { z } from 'zod'

/** A cell that a search shows: a state of the game it has been to. */
export const searchSightSchema = z.object({
  /** names its picture, see `pictureUrl.search` */
  number: z.number().int(),
  progress: z.number(),
  /** frames from the start of the search to there */
  frames: z.number(),
  /** e.g. `Route 1 (12, 7)` */
  place: z.string(),
})
export type SearchSight = z.infer<typeof searchSightSchema>

/** How a search stands: it explores, then records the lines it found as the branches of its run. */
export const searchProgressSchema = z.object({
  run: z.string(),
  /** the condition it is after */
  goal: z.string(),
  /** `ended`: told once; what came of it is in the run */
  phase: z.enum(['exploring', 'recording', 'ended']),
  seconds: z.number(),
  /** explorations, each a restore of a state and some actions from there */
  restores: z.number(),
  /** since it began */
  restores_per_second: z.number(),
  frames_per_second: z.number(),
  /** cells that are kept */
  cells: z.number(),
  /** the most progress of any cell */
  best: z.number(),
  /** the cell with the most progress, and the one that was found last; another at most once a second, null before the first round */
  sights: z.object({ best: searchSightSchema, newest: searchSightSchema }).nullable(),
  /** lines recorded */
  lines: z.number(),
  /** null until it has ended */
  found: z.boolean().nullable(),
  /** why it failed */
  message: z.string().nullable(),
})
export type LiveSearch = z.infer<typeof searchProgressSchema>

/** What is on disk of a search, for a run that it records into. */
export const recordedSearchSchema = z.object({
  /** the condition it is after */
  goal: z.string(),
  found: z.boolean(),
  /** null when `search.resume` can go on with it, else why it cannot */
  problem: z.string().nullable(),
})
export type RecordedSearch = z.infer<typeof recordedSearchSchema>

const nothing = z.object({})
const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output })

/** The calls of searches. `run.stop` ends one early, with the best line recorded. */
export const searchCalls = {
  /** Starts a search in a new run, from where the console is switched on. */
  'search.start': call(
    z.object({
      game: z.string(),
      /** a condition of the script language */
      goal: z.string().min(1).max(1000),
      /** null: by lot */
      seed: z.number().int().min(0).max(0xffffffff).nullable(),
      /** a number that says how promising a state is; null: badges, levels, party, catches and battles */
      prefer: z.string().min(1).max(500).nullable().default(null),
      /** ends it without the goal, null: never */
      max_seconds: z.number().positive().nullable().default(null),
      max_restores: z.number().int().positive().nullable().default(null),
      /** emulators side by side; default: one for each core */
      workers: z.number().int().min(1).max(64).nullable().default(null),
    }),
    z.object({ run: z.string() }),
  ),
  /** Goes on with a search that was stopped, reached a limit or was killed. */
  'search.resume': call(z.object({ run: z.string(), max_seconds: z.number().positive().nullable().default(null) }), nothing),
  /** Those that go on now. */
  'search.list': call(nothing, z.array(searchProgressSchema)),
} as const

/** What searches tell without being asked, at most ten times a second each. */
export const searchEvents = { 'search.progress': searchProgressSchema } as const

import { z } from 'zod'
import { centralCalls } from './central.ts'
import { experimentCalls } from './experiments.ts'
import { actionRowSchema, branchSchema, brokenRunSchema, runMetadataSchema, runSummarySchema } from './records.ts'
import { gameEventSchema, EVENT_KINDS } from './gameEvent.ts'
import { gameStateSchema } from './gameState.ts'
import { jobSchema, liveRunSchema, runMessageSchema, type EventName, type EventOf } from './live.ts'
import { placeSchema, windowSchema } from './places.ts'
import { poolCalls } from './pool.ts'
import { recordedSearchSchema, searchCalls } from './search.ts'
import { givenSettingsSchema, runSettingsStateSchema, settingsChangeSchema, settingsDescriptionSchema } from './settings/index.ts'
import { snapshotMetaSchema } from './snapshot.ts'
import { comparisonSchema, timelineSchema } from './timeline.ts'

const nothing = z.object({})
const run = z.object({ run: z.string() })
const diagnosticSchema = z.object({
  from: z.number(), to: z.number(), line: z.number(), column: z.number(),
  severity: z.enum(['error', 'warning']), message: z.string(),
  expected: z.string().optional(), suggestion: z.string().optional(),
})
export const gameSchema = z.object({
  /** SHA-256 of the ROM */
  id: z.string(),
  title: z.string(),
  file: z.string(),
  profile: z.string(),
  bundled: z.boolean(),
})
export type Game = z.infer<typeof gameSchema>
const nameDocSchema = z.object({
  path: z.string(), type: z.enum(['number', 'text', 'boolean']), doc: z.string(), values: z.array(z.string()).optional(),
})
export const scriptSummarySchema = z.object({
  name: z.string(),
  bundled: z.boolean(),
  updated_at: z.string(),
  versions: z.number(),
  lines: z.number(),
})
export type ScriptSummary = z.infer<typeof scriptSummarySchema>
const snapshotSummarySchema = snapshotMetaSchema.omit({ agent: true })
export type SnapshotSummary = z.infer<typeof snapshotSummarySchema>
/** How far to go back, and whether to play on from there at once. */
const stepsBack = z.object({ run: z.string(), count: z.number().int().min(1).max(100_000), resume: z.boolean().optional() })
const placeBack = z.object({ branch: z.number(), tick: z.number() })
const estimateSchema = z.object({ min: z.number(), expected: z.number(), max: z.number().nullable() })

/** Where the screenshot nearest to a tick lies; pictures are fetched by URL, see pictures.ts. */
const shotSchema = z.object({ id: z.string(), branch: z.number(), tick: z.number() })
/** Agents that play a run by themselves, tick by tick. */
export const RUN_AGENTS = ['random'] as const
export const TABLES = ['actions', 'states', 'battles', 'events', 'metrics'] as const

const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output })

/** Every call of the engine: what it takes and what it gives. Both faces speak exactly these. */
export const callSchemas = {
  'app.info': call(nothing, z.object({ version: z.string(), home: z.string(), face: z.enum(['desktop', 'browser']), core: z.string() })),

  /** Every setting of a run: its flag, kind, range, default and help, for forms. */
  'settings.describe': call(nothing, settingsDescriptionSchema),

  'games.list': call(nothing, z.array(gameSchema)),
  /** Adds a ROM: by path (desktop) or by its bytes, base64 (browser). */
  'games.add': call(z.object({ path: z.string().optional(), name: z.string().optional(), bytes: z.string().optional() }), gameSchema),
  /** The names a script may use with this game, for completion and hover. */
  'games.vocabulary': call(z.object({ game: z.string() }), z.object({ names: z.array(nameDocSchema) })),

  'scripts.list': call(nothing, z.array(scriptSummarySchema)),
  'scripts.read': call(z.object({ name: z.string(), version: z.number().optional() }), z.object({ name: z.string(), source: z.string(), version: z.number() })),
  'scripts.versions': call(z.object({ name: z.string() }), z.array(z.object({ version: z.number(), saved_at: z.string(), checksum: z.string() }))),
  /** Saves a new version; saving the text of the newest again makes none. */
  'scripts.save': call(z.object({ name: z.string().min(1).max(200), source: z.string().max(5_000_000) }), scriptSummarySchema),
  'scripts.delete': call(z.object({ name: z.string() }), nothing),
  'scripts.restore': call(z.object({ name: z.string() }), nothing),
  'scripts.check': call(
    z.object({ source: z.string().max(5_000_000), game: z.string().nullable() }),
    z.object({ diagnostics: z.array(diagnosticSchema), estimate: estimateSchema.nullable(), instructions: z.number() }),
  ),
  'scripts.format': call(z.object({ source: z.string().max(5_000_000) }), z.object({ source: z.string() })),

  'runs.list': call(
    z.object({
      search: z.string().optional(),
      sort: z.enum(['started_at', 'ticks', 'game', 'script', 'status']).optional(),
      descending: z.boolean().optional(),
      limit: z.number().int().max(1000).optional(),
      offset: z.number().int().optional(),
    }),
    z.object({
      runs: z.array(runSummarySchema),
      total: z.number(),
      /** those that cannot be read, by name; all that fit the search, whatever the limit */
      broken: z.array(brokenRunSchema),
    }),
  ),
  'runs.get': call(
    run,
    z.object({
      summary: runSummarySchema,
      metadata: runMetadataSchema,
      branches: z.array(branchSchema),
      live: liveRunSchema.nullable(),
      /** where it is shown first: the goal of a search, or else the end of the line that was made last */
      opens_at: z.object({ branch: z.number(), tick: z.number() }),
      /** of a run that a search records into, else null */
      search: recordedSearchSchema.nullable(),
    }),
  ),
  /** What a run said so far, the oldest first: the newest of it when there is more than `limit`. */
  'runs.messages': call(
    run.extend({ limit: z.number().int().min(1).max(5000).default(500) }),
    z.object({
      messages: z.array(runMessageSchema),
      /** there is more, in the run's log */
      is_cut: z.boolean(),
      /** messages with a `serial` up to this are among them */
      up_to: z.number().int(),
    }),
  ),
  /** Exact text of the script a branch ran, null when something else drove it. */
  'runs.script': call(z.object({ run: z.string(), branch: z.number() }), z.object({ name: z.string(), source: z.string() }).nullable()),
  'runs.tag': call(z.object({ run: z.string(), tags: z.array(z.string().max(50)).max(50) }), nothing),
  'runs.note': call(z.object({ run: z.string(), note: z.string().max(100_000) }), nothing),
  /** Mends the database of a run that cannot be read; the damaged file is kept beside. `bad-run` when nothing could be saved. */
  'runs.repair': call(
    run,
    z.object({
      /** `false_alarm`: nothing was wrong; `repaired`: everything is there again; the others: as of an earlier tick, or of its last backup */
      status: z.enum(['false_alarm', 'repaired', 'restored_from_snapshot', 'restored_from_backup']),
      /** that have to be played again */
      lost_ticks: z.number().int(),
    }),
  ),
  /** Moves the run, damaged or not, to the bin; `runs.restore` brings it back. */
  'runs.delete': call(run, nothing),
  'runs.restore': call(run, nothing),
  /** Opens a run directory or a .ptprun bundle. */
  'runs.open': call(z.object({ path: z.string() }), z.object({ run: z.string() })),
  /** Writes a .ptprun bundle of the run (its ROM is not in it). */
  'runs.bundle': call(run, z.object({ job: z.string() })),

  /**
   * Starts a new run of a script; when `source` is null, one that an agent plays, or else one played by hand.
   * Breakpoints are script lines.
   */
  'run.start': call(
    z.object({
      game: z.string(),
      script: z.string(),
      source: z.string().nullable(),
      agent: z.enum(RUN_AGENTS).nullable().optional(),
      speed: z.number().min(0).max(64),
      seed: z.number().int().nullable(),
      breakpoints: z.array(z.number().int()).optional(),
      /** settings that are not as they come, by section; see `settings.describe` */
      settings: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
    }),
    z.object({ run: z.string() }),
  ),
  /** Makes a recorded run live again where it ended, paused, so that it can go on. */
  'run.load': call(run, nothing),
  'run.pause': call(run, nothing),
  'run.resume': call(run, nothing),
  'run.stop': call(run, nothing),
  /** One tick forward, then paused. */
  'run.step': call(run, nothing),
  'run.speed': call(z.object({ run: z.string(), speed: z.number().min(0).max(64) }), nothing),
  'run.breakpoints': call(z.object({ run: z.string(), lines: z.array(z.number().int()) }), nothing),
  /**
   * Puts the live run back to a tick of any branch, paused. What is done next makes a branch there;
   * nothing of the old line is lost. Loads the run first when it is not live.
   */
  'run.rollback': call(
    placeSchema.extend({
      /** play on from there at once */
      resume: z.boolean().optional(),
    }),
    z.object({ branch: z.number(), tick: z.number(), picture: z.string() }),
  ),
  /** Takes back the last commands of the live run, as far as their history reaches. */
  'run.undo': call(stepsBack, placeBack.extend({ undone: z.number() })),
  /** Puts the live run back by so many snapshots; 1 is the latest. */
  'run.back': call(stepsBack, placeBack.extend({ snapshot: z.string() })),
  /** The settings of a run, live or not. */
  'run.settings': call(run, runSettingsStateSchema),
  /**
   * Changes settings of the live run between two ticks, section by section: those that are not decided when a run starts, see
   * `settings.describe`. Giving a rate or a speed decides what holds it back. All of them are changed, or none.
   */
  'run.configure': call(z.object({ run: z.string(), changes: givenSettingsSchema, by: z.string().min(1).max(100).optional() }), z.object({ change: settingsChangeSchema, settings: runSettingsStateSchema })),
  /** Rolls back to the place (if given) and runs a script from there on a new branch. */
  'run.script': call(
    z.object({ run: z.string(), from: z.object({ branch: z.number(), tick: z.number() }).nullable(), script: z.string(), source: z.string(), breakpoints: z.array(z.number().int()).optional() }),
    z.object({ branch: z.number() }),
  ),
  /** Take over by hand (true) or give back to the script (false). */
  'run.takeover': call(z.object({ run: z.string(), on: z.boolean() }), nothing),
  /** The keys held now, while taken over; a bit mask as everywhere. */
  'run.keys': call(z.object({ run: z.string(), buttons: z.number().int().min(0).max(255) }), nothing),

  /** Everything about one tick. `exact` is the picture URL of exactly this tick, `shot` the nearest recorded screenshot. */
  'tick.get': call(
    placeSchema,
    z.object({ action: actionRowSchema.nullable(), state: gameStateSchema, previous: gameStateSchema.nullable(), events: z.array(gameEventSchema), shot: shotSchema.nullable(), exact: z.string() }),
  ),
  /** Bytes of the address space at a tick, as hex; exact seek on a spare emulator. */
  'tick.memory': call(
    placeSchema.extend({ address: z.number().int().min(0).max(0xffff), length: z.number().int().min(1).max(0x10000) }),
    z.object({ hex: z.string() }),
  ),
  /** The 18 rows × 20 columns of tile ids on screen (hex, row by row) and what the profile knows they mean. */
  'tick.tiles': call(placeSchema, z.object({ hex: z.string(), meanings: z.record(z.string(), z.string()) })),
  /**
   * Finds variables: addresses of work RAM whose byte at each of the places fits.
   * `equals` a value there, or `changed`/`unchanged`/`increased`/`decreased` against the place before it.
   */
  'memory.search': call(
    z.object({
      run: z.string(),
      steps: z.array(z.object({ branch: z.number(), tick: z.number(), is: z.enum(['any', 'equals', 'changed', 'unchanged', 'increased', 'decreased']), value: z.number().optional() })).min(1).max(50),
    }),
    z.object({ total: z.number(), found: z.array(z.object({ address: z.number(), values: z.array(z.number()) })) }),
  ),
  /** Adds a variable to the game's profile (a copy in the user's home when it is a bundled one). */
  'profile.add': call(
    z.object({ game: z.string(), name: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/), address: z.number().int().min(0).max(0xffff), type: z.string(), doc: z.string() }),
    z.object({ file: z.string() }),
  ),
  compare: call(z.object({ a: placeSchema, b: placeSchema }), comparisonSchema),

  'timeline.get': call(windowSchema.omit({ branch: true }).extend({ buckets: z.number().int().min(1).max(4000) }), timelineSchema),
  /** Ticks of all screenshots of a line, ascending, with their ids: the filmstrip picks from them by binary search. */
  'timeline.shots': call(z.object({ run: z.string(), branch: z.number(), after: z.number() }), z.object({ ticks: z.array(z.number()), branches: z.array(z.number()), ids: z.array(z.string()) })),
  /** The next (+1) or previous (−1) event of a line, null at its end. */
  'timeline.jump': call(
    placeSchema.extend({ to: z.enum(['event', 'snapshot']), direction: z.union([z.literal(1), z.literal(-1)]), kinds: z.array(z.enum(EVENT_KINDS)).optional() }),
    z.object({ tick: z.number(), title: z.string() }).nullable(),
  ),

  /** Rows of the action log of a line in the window, with what happened beside them. Row i is `offset + i` of `total`. */
  'actions.page': call(
    windowSchema.extend({
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(500),
      text: z.string().optional(),
      kinds: z.array(z.enum(EVENT_KINDS)).optional(),
      /** only rows with an event */
      events_only: z.boolean().optional(),
    }),
    z.object({ rows: z.array(actionRowSchema.extend({ events: z.array(gameEventSchema) })), total: z.number() }),
  ),
  /** Index of the row at or before a tick under the same filter. */
  'actions.index': call(
    windowSchema.extend({ tick: z.number(), text: z.string().optional(), kinds: z.array(z.enum(EVENT_KINDS)).optional(), events_only: z.boolean().optional() }),
    z.object({ index: z.number() }),
  ),

  /** Numeric variables that can be charted: state paths (`money`, `party[0].hp`) and metrics (`tick_rate`, `latency`, `cost`, `reward`). */
  'series.names': call(run, z.array(z.object({ name: z.string(), unit: z.string() }))),
  /** Minimum, maximum and last value of each bucket; null where nothing is known. */
  'series.get': call(
    windowSchema.extend({ name: z.string(), buckets: z.number().int().min(1).max(2000) }),
    z.object({ ticks: z.array(z.number()), min: z.array(z.number().nullable()), max: z.array(z.number().nullable()), last: z.array(z.number().nullable()) }),
  ),

  'snapshots.list': call(run, z.array(snapshotSummarySchema)),
  /** Makes a named snapshot of any tick. */
  'snapshots.create': call(placeSchema.extend({ name: z.string().min(1).max(200), note: z.string().max(10_000).optional() }), snapshotSummarySchema),
  'snapshots.edit': call(
    z.object({ run: z.string(), id: z.string(), name: z.string().max(200).nullable().optional(), note: z.string().max(10_000).nullable().optional(), pinned: z.boolean().optional() }),
    snapshotSummarySchema,
  ),
  'snapshots.delete': call(z.object({ run: z.string(), id: z.string() }), nothing),
  'snapshots.restore': call(z.object({ run: z.string(), id: z.string() }), nothing),
  /** Writes the snapshot as our file or as BESS into the run's exports. */
  'snapshots.export': call(z.object({ run: z.string(), id: z.string(), format: z.enum(['ptp', 'bess']) }), z.object({ file: z.string() })),
  'snapshots.import': call(z.object({ run: z.string(), path: z.string() }), snapshotSummarySchema),

  'export.start': call(
    z.object({ run: z.string(), tables: z.array(z.enum(TABLES)).min(1), format: z.enum(['csv', 'json']), branch: z.number().nullable(), from: z.number().nullable(), to: z.number().nullable() }),
    z.object({ job: z.string() }),
  ),
  'jobs.list': call(nothing, z.array(jobSchema)),
  'jobs.cancel': call(z.object({ id: z.string() }), nothing),

  ...poolCalls,

  ...experimentCalls,

  ...searchCalls,

  ...centralCalls,
} as const

export type CallName = keyof typeof callSchemas
export type InputOf<N extends CallName> = z.input<(typeof callSchemas)[N]['input']>
export type OutputOf<N extends CallName> = z.output<(typeof callSchemas)[N]['output']>

/** One typed way to ask the engine; the preload bridge and the WebSocket client both are one. */
export interface Transport {
  call<N extends CallName>(name: N, input: InputOf<N>): Promise<OutputOf<N>>
  subscribe<N extends EventName>(name: N, listener: (event: EventOf<N>) => void): () => void
  /** Base of the picture URLs: '' in the browser face, `ptp://engine` on the desktop. */
  readonly pictures: string
}

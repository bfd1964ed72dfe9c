import { z } from 'zod'
import { EVENT_KINDS } from './gameEvent.ts'
import { gameStateSchema } from './gameState.ts'
import { RUN_STATUSES } from './records.ts'
import { settingsSchema } from './settings/index.ts'

export const RESULT_FORMATS = ['json', 'csv', 'parquet'] as const
export type ResultFormat = (typeof RESULT_FORMATS)[number]

/** `interrupted`: the process that ran it is gone; `resume` goes on with it, as with a `stopped` or `failed` one. */
export const EXPERIMENT_STATES = ['running', 'stopping', 'completed', 'stopped', 'failed', 'interrupted'] as const
export type ExperimentState = (typeof EXPERIMENT_STATES)[number]

/** Agents an arm can name beside scripts. */
export const ARM_AGENTS = ['random', 'search'] as const
/** One of these, or the address of a program that is asked for each decision. */
export const armAgentSchema = z.union([z.enum(ARM_AGENTS), z.url({ protocol: /^https?$/, error: 'an agent is random, search, or the address of a program: http://… or https://…' })])

const scalar = z.union([z.number(), z.string(), z.boolean(), z.null()])
const word = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name: letters, digits and _')

/** What an arm with the agent `search` is after. Its runs are the ways it finds; their seeds are those of the searches. */
export const armSearchSchema = z.strictObject({
  /** a condition of the script language; default: `stop_when` of the plan */
  goal: z.string().min(1).max(1000).optional(),
  /** a number that says how promising a state is; default: badges, levels, party, catches and battles */
  prefer: z.string().min(1).max(500).optional(),
  /** explorations after which it goes as far as it came */
  max_restores: z.number().int().min(1).max(100_000_000).default(200_000),
  /** most actions played after a restore */
  actions: z.number().int().min(1).max(100).optional(),
})
export type ArmSearch = z.output<typeof armSearchSchema>

/** One thing that is compared: a script or an agent, and what is particular about it. */
export const armSchema = z.strictObject({
  /** how results call it; default: the name of the script or agent */
  name: z.string().min(1).max(60).optional(),
  /** a script file, or the name of a bundled or saved one */
  script: z.string().min(1).optional(),
  /** text of a script, in place of a file */
  source: z.string().min(1).max(5_000_000).optional(),
  agent: armAgentSchema.optional(),
  /** of the agent `search` */
  search: armSearchSchema.optional(),
  /** replaces `${name}` and `${name:default}` in the script */
  constants: z.record(word, scalar).default({}),
  /** bodies of macros: put in place of the script's own, or added to it */
  macros: z.record(word, z.string().max(100_000)).default({}),
  /** SET values of the script, in frames: `hold`, `gap`… */
  timing: z.record(word, z.number().int().min(0).max(3600)).default({}),
  /** settings of its runs, by section, over those of all runs */
  settings: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
})
export type Arm = z.output<typeof armSchema>

/** Where runs start: as the console is switched on, or from a place of a recorded run. */
export const startSchema = z.union([
  z.literal('power-on'),
  z.strictObject({
    name: z.string().min(1).max(60).optional(),
    run: z.string().min(1),
    /** name or id of a snapshot of that run… */
    snapshot: z.string().min(1).optional(),
    /** …or a tick of it */
    branch: z.number().int().min(0).optional(),
    tick: z.number().int().min(0).optional(),
  }),
])
export type StartPlace = z.output<typeof startSchema>

/** The `plan` section of an experiment's configuration: arms × seeds × starts × grid × repeats. */
export const experimentPlanSchema = z.strictObject({
  description: z.string().max(10_000).default(''),
  /** ROM file, or the name of a bundled game */
  game: z.string().min(1).default('pocket-quest'),
  /** a text stands for `script: text`, or `agent: text` where it names one */
  arms: z.array(z.union([z.string().min(1), armSchema])).min(1).max(1000),
  /** the seeds themselves, or how many to draw from `system.random_seed` */
  seeds: z.union([z.number().int().min(1).max(100_000), z.array(z.number().int().min(0).max(0xffffffff)).min(1).max(100_000)]).default(1),
  repeats: z.number().int().min(1).max(100_000).default(1),
  starts: z.array(startSchema).min(1).max(1000).default(['power-on']),
  /** values to try of `constants.NAME`, `macros.NAME`, `timing.NAME`, `settings.SECTION.NAME`: every combination is played */
  grid: z.record(z.string().regex(/^(constants|macros|timing|settings)\..+/, 'constants.…, macros.…, timing.… or settings.…'), z.array(scalar).min(1).max(1000)).default({}),
  /** a script waits for so many frames at most, drawn from the seed, before it begins: makes seeds matter to scripts */
  start_wait: z.number().int().min(0).max(60).default(0),
  /** a condition of the script language: a run ends as completed when it holds */
  stop_when: z.string().min(1).max(1000).optional(),
  /** numbers the report is about; default: ticks, frames, milestones and what the game counts */
  metrics: z.array(z.string().min(1).max(100)).max(100).default([]),
})
export type ExperimentPlan = z.output<typeof experimentPlanSchema>

/** What one run came to. */
export const runResultSchema = z.object({
  /** place in the plan, from 0 */
  index: z.number().int(),
  run: z.string(),
  arm: z.string(),
  seed: z.number(),
  start: z.string(),
  repeat: z.number().int(),
  /** the point of the grid */
  params: z.record(z.string(), scalar),
  status: z.enum(RUN_STATUSES),
  /** true when it came to a proper end */
  ok: z.boolean(),
  attempts: z.number().int(),
  error: z.string().nullable(),
  ticks: z.number(),
  frames: z.number(),
  wall_seconds: z.number(),
  final_state_hash: z.string(),
  final_state: gameStateSchema.nullable(),
  events: z.partialRecord(z.enum(EVENT_KINDS), z.number()),
  /** tick at which each milestone of the profile was reached first, null when it was not */
  milestones: z.record(z.string(), z.number().nullable()),
})
export type RunResult = z.infer<typeof runResultSchema>

/** A run that is under way. */
export const runUnderWaySchema = z.object({
  index: z.number().int(),
  run: z.string(),
  arm: z.string(),
  seed: z.number(),
  attempt: z.number().int(),
  tick: z.number(),
  /** 0–1, null when nobody knows */
  progress: z.number().nullable(),
})
export type RunUnderWay = z.infer<typeof runUnderWaySchema>

export const experimentSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(EXPERIMENT_STATES),
  started_at: z.string(),
  ended_at: z.string().nullable(),
  /** where its results lie */
  dir: z.string(),
  game: z.string(),
  arms: z.array(z.string()),
  random_seed: z.number(),
  total: z.number().int(),
  /** runs that are over, with or without success */
  done: z.number().int(),
  failed: z.number().int(),
  /** at the same time; 0 while it is not running */
  workers: z.number().int(),
  /** what bounds them, for people */
  workers_note: z.string(),
  frames: z.number(),
  /** over the time it was running */
  seconds: z.number(),
  frames_per_second: z.number(),
  /** seconds left, null when nobody knows */
  eta_seconds: z.number().nullable(),
  /** calls of paid services that wait for their turn */
  api_waiting: z.number().int(),
  under_way: z.array(runUnderWaySchema),
  message: z.string().nullable(),
})
export type ExperimentSummary = z.infer<typeof experimentSummarySchema>

/** One metric over a group of runs. Runs without the number do not count. */
export const groupStatsSchema = z.object({
  arm: z.string(),
  n: z.number().int(),
  mean: z.number(),
  /** of a sample (n − 1); 0 for a single run */
  sd: z.number(),
  min: z.number(),
  p5: z.number(),
  p25: z.number(),
  median: z.number(),
  p75: z.number(),
  p95: z.number(),
  max: z.number(),
  /** 95 % confidence interval of the mean, by a seeded bootstrap */
  ci_low: z.number(),
  ci_high: z.number(),
})
export type GroupStats = z.infer<typeof groupStatsSchema>

/** Two groups against each other in one metric. */
export const armComparisonSchema = z.object({
  metric: z.string(),
  a: groupStatsSchema,
  b: groupStatsSchema,
  /** mean of b − mean of a, with a 95 % interval by bootstrap */
  difference: z.number(),
  difference_low: z.number(),
  difference_high: z.number(),
  /** chance that a run of b is above one of a, minus the reverse: −1…1 */
  cliffs_delta: z.number(),
  magnitude: z.enum(['negligible', 'small', 'medium', 'large']),
  /** null where neither group varies */
  cohens_d: z.number().nullable(),
  /** two-sided, of a permutation test of the means, seeded */
  p_value: z.number(),
})
export type ArmComparison = z.infer<typeof armComparisonSchema>

/** One metric of an experiment, arm by arm, and each pair of arms. */
export const metricStatsSchema = z.object({
  metric: z.string(),
  groups: z.array(groupStatsSchema.extend({ values: z.array(z.number()) })),
  comparisons: z.array(armComparisonSchema),
})
export type MetricStats = z.infer<typeof metricStatsSchema>

/** What a plan comes to before anything is played. */
export const planCheckSchema = z.object({
  /** null when the plan cannot be carried out */
  plan: experimentPlanSchema.nullable(),
  /** the configuration with every default filled in; `settings.experiment` says how the runs are carried out */
  settings: settingsSchema.nullable(),
  /** the configuration as text */
  yaml: z.string(),
  problems: z.array(z.object({ path: z.string(), message: z.string(), line: z.number().nullable() })),
  runs: z.number().int(),
  arms: z.array(z.string()),
  grid_points: z.number().int(),
  seeds: z.number().int(),
  workers: z.number().int(),
  workers_note: z.string(),
})
export type PlanCheck = z.infer<typeof planCheckSchema>

const experiment = z.object({ experiment: z.string() })
const nothing = z.object({})
const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output })
const planText = z.object({ yaml: z.string().max(5_000_000) })
/** A configuration: as YAML, or as its `plan` section and what is set beside it. */
const draft = z.union([planText, z.object({ plan: z.unknown(), settings: z.record(z.string(), z.record(z.string(), z.unknown())).default({}) })])

/** Calls about experiments. An experiment is named by its id, its name (the newest of that name) or its folder. */
export const experimentCalls = {
  /** The newest first. */
  'experiments.list': call(nothing, z.array(experimentSummarySchema)),
  /** `metrics`: names that have a number in some run, for `experiments.metric`. */
  'experiments.get': call(
    experiment,
    z.object({ summary: experimentSummarySchema, plan: experimentPlanSchema, settings: settingsSchema, yaml: z.string(), runs: z.array(runResultSchema), metrics: z.array(z.string()), chosen: z.array(z.string()) }),
  ),
  /** Statistics of any metric; runs are grouped by arm, and by grid point where there is a grid. */
  'experiments.metric': call(experiment.extend({ metric: z.string() }), metricStatsSchema),
  /** Text of the plan that comes with the workbench, to begin with. */
  'experiments.example': call(nothing, planText),
  /** Checks a configuration and counts its runs; mistakes are in the answer. */
  'experiments.plan': call(draft, planCheckSchema),
  /** Starts it; progress comes as `experiments.changed`. @throws `bad-input` for a plan with mistakes */
  'experiments.start': call(draft, experiment),
  /** Ends it cleanly: runs under way are dropped and played again by `resume`. */
  'experiments.stop': call(experiment, nothing),
  /** Goes on with one that was stopped, failed or interrupted; finished runs are not played again. */
  'experiments.resume': call(experiment, nothing),
  /** One metric of an arm against one of another arm, also of another experiment. */
  'experiments.compare': call(
    z.object({ a: z.object({ experiment: z.string(), arm: z.string() }), b: z.object({ experiment: z.string(), arm: z.string() }), metric: z.string() }),
    armComparisonSchema,
  ),
  /** Writes the report, one HTML file that needs nothing else, and gives its text as well. */
  'experiments.report': call(experiment, z.object({ file: z.string(), html: z.string() })),
  /** Writes the results with the whole configuration. */
  'experiments.export': call(experiment.extend({ formats: z.array(z.enum(RESULT_FORMATS)).min(1) }), z.object({ files: z.array(z.string()) })),
} as const

export const experimentEvents = {
  /** The progress of an experiment, at most ten times a second; `list` and `get` have more when its state changed. */
  'experiments.changed': experimentSummarySchema,
} as const

import { z } from 'zod'
import { EVENT_KINDS } from './gameEvent.ts'

export const RUN_STATUSES = ['running', 'paused', 'completed', 'failed', 'crashed', 'manual_stop', 'limit'] as const
export type RunStatus = (typeof RUN_STATUSES)[number]

/** metadata.json of a run directory: what makes the run repeatable. */
export const runMetadataSchema = z.object({
  format: z.literal('ptp-run'),
  version: z.literal(1),
  run_id: z.string().regex(/^[a-z0-9_-]{1,80}$/),
  experiment_name: z.string(),
  created_at: z.string(),
  rom: z.object({ sha256: z.string(), title: z.string(), file: z.string(), bytes: z.number() }),
  profile: z.string(),
  /** `boot_rom`: SHA-256 of the boot ROM it started with, absent without one */
  core: z.object({ name: z.string(), version: z.string(), model: z.string(), sound: z.boolean(), boot_rom: z.string().exactOptional() }),
  /** of the states the core saves */
  state_format: z.string(),
  backend: z.string(),
  image_digest: z.string().nullable(),
  script: z.object({ name: z.string(), checksum: z.string() }).nullable(),
  seed: z.number().nullable(),
  versions: z.object({ workbench: z.string(), node: z.string(), schema: z.string() }),
  host: z.object({ platform: z.string(), arch: z.string(), cpus: z.number() }),
})
export type RunMetadata = z.infer<typeof runMetadataSchema>

/** One line of the run list. */
export const runSummarySchema = z.object({
  run_id: z.string(),
  dir: z.string(),
  experiment_name: z.string(),
  game: z.string(),
  script: z.string().nullable(),
  /** what drives its first line: a script's name, `random`, `search`, `keyboard`…; null when nobody knows */
  agent: z.string().nullable().default(null),
  /** the condition a search is after, null for every other run */
  goal: z.string().nullable().default(null),
  seed: z.number().nullable().default(null),
  status: z.enum(RUN_STATUSES),
  started_at: z.string(),
  completed_at: z.string().nullable(),
  ticks: z.number(),
  frames: z.number(),
  branches: z.number(),
  snapshots: z.number(),
  screenshots: z.number(),
  events: z.partialRecord(z.enum(EVENT_KINDS), z.number()),
  tags: z.array(z.string()),
  note: z.string(),
})
export type RunSummary = z.infer<typeof runSummarySchema>

/** A directory of a run that cannot be read. */
export const brokenRunSchema = z.object({
  /** name of the directory */
  run_id: z.string(),
  dir: z.string(),
  /** what is wrong with it, and what to do about it; for people */
  message: z.string(),
  hint: z.string().nullable(),
  /** whether `runs.repair` is worth a try */
  can_repair: z.boolean(),
})
export type BrokenRun = z.infer<typeof brokenRunSchema>

/**
 * A line of ticks. Branch 0 is `main` and starts at tick 0. Any other forks from its parent after
 * `fork_tick`: its own ticks begin at fork_tick + 1, the ones before are its parent's.
 */
export const branchSchema = z.object({
  branch: z.number().int(),
  name: z.string(),
  parent: z.number().int().nullable(),
  fork_tick: z.number().int(),
  /** last tick of the line; fork_tick while it is empty */
  head_tick: z.number().int(),
  created_at: z.string(),
  /** what drives it: a script's name, `keyboard`… */
  agent: z.string(),
})
export type Branch = z.infer<typeof branchSchema>

/** One row of the action log: what was done in one tick. */
export const actionRowSchema = z.object({
  branch: z.number(),
  tick: z.number(),
  /** frames since the start of the run, at the end of the tick */
  frame: z.number(),
  timestamp: z.string(),
  /** e.g. `MOVE UP`, `PRESS A`, `WAIT 60`, `keys` */
  action: z.string(),
  /** BATTLE_MOVE, NAVIGATION_MOVE, MENU, WAIT… */
  type: z.string(),
  /** where that led: `Route 1 (12, 7)` */
  result: z.string(),
  buttons: z.number(),
  hold: z.number(),
  frames: z.number(),
  /** line of the script it came from, null for other agents */
  line: z.number().nullable(),
  latency_ms: z.number().nullable(),
  confidence: z.number().nullable(),
  cost: z.number().nullable(),
  reasoning: z.string().nullable(),
})
export type ActionRow = z.infer<typeof actionRowSchema>

export const screenshotRowSchema = z.object({
  id: z.string(),
  branch: z.number(),
  tick: z.number(),
  frame: z.number(),
  timestamp: z.string(),
  screen_type: z.string(),
  /** why it was taken: interval, battle, error, change, script, final */
  reason: z.string(),
  label: z.string().nullable(),
  /** relative to the run directory */
  file: z.string(),
  thumbnail: z.string(),
  bytes: z.number(),
  format: z.enum(['jpeg', 'png']),
  quality: z.number(),
})
export type ScreenshotRow = z.infer<typeof screenshotRowSchema>

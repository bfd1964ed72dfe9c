import { z } from 'zod'
import { EVENT_KINDS, SCREENS, settingsChangeSchema, settingsSchema, snapshotMetaSchema } from '../../../src-preload/contract/index.ts'

const iso = z.string().describe('ISO 8601, UTC')

export const statusSchema = z.object({
  run_id: z.string(),
  experiment_name: z.string(),
  status: z.string().describe('running, paused, completed, failed, crashed, manual_stop or limit'),
  live: z.boolean(),
  branch: z.number(),
  tick: z.number(),
  started_at: iso,
  elapsed_seconds: z.number(),
  current_state: z.object({
    screen_type: z.enum(SCREENS),
    location: z.string(),
    coordinates: z.object({ x: z.number(), y: z.number() }),
    party: z.array(z.object({ name: z.string(), level: z.number(), hp: z.number(), max_hp: z.number(), status: z.string().nullable() })),
    inventory: z.record(z.string(), z.number()).describe('items by name; pokeballs and potions sum up what catches and what heals'),
    badges: z.number(),
    pokemon_caught: z.number(),
  }),
  decision_pipeline: z.object({
    last_decision_at: iso.nullable(),
    last_decision_type: z.string().nullable(),
    last_decision_confidence: z.number().nullable(),
    last_decision_latency_ms: z.number().nullable(),
    tokens_this_decision: z.number().nullable(),
    cost_this_decision: z.number().nullable(),
    current_decision_status: z.enum(['pending', 'processing', 'completed', 'failed']),
  }),
  system_health: z.object({
    tick_rate_actual: z.number(),
    tick_rate_target: z.number().describe('0: as fast as possible'),
    memory_usage_mb: z.number(),
    api_calls_remaining: z.number().nullable().describe('null while nothing limits them'),
    error_count: z.number(),
    snapshot_count: z.number(),
  }),
})

const box = z.tuple([z.number(), z.number(), z.number(), z.number()])
const annotationsSchema = z.object({
  detected_text: z.array(z.object({ text: z.string(), bbox: box, confidence: z.number() })).default([]),
  detected_sprites: z.array(z.object({ type: z.string(), name: z.string(), bbox: box, confidence: z.number() })).default([]),
  menu_regions: z.array(z.object({ type: z.string(), bbox: box, confidence: z.number() })).default([]),
})
export { annotationsSchema }

export const screenshotSchema = z.object({
  screenshot_id: z.string(),
  timestamp: iso,
  branch: z.number(),
  tick: z.number(),
  screen_type: z.string(),
  resolution: z.object({ width: z.number(), height: z.number() }),
  file_size_bytes: z.number(),
  compression: z.string(),
  quality: z.number(),
  image_url: z.string(),
  thumbnail_url: z.string(),
  annotations: annotationsSchema,
})

export const screenshotPageSchema = z.object({
  screenshots: z.array(z.object({ id: z.string(), timestamp: iso, tick: z.number(), screen_type: z.string(), thumbnail_url: z.string() })),
  total_count: z.number(),
  page: z.number(),
  page_size: z.number(),
})

export const actionSchema = z.object({
  timestamp: iso,
  tick: z.number(),
  action: z.string().describe('what was done, as MOVE_UP, or what happened, as BATTLE_START'),
  context: z.record(z.string(), z.unknown()),
  confidence: z.number().nullable(),
  latency_ms: z.number().nullable(),
  cost: z.number().nullable(),
})
export type ActionJson = z.infer<typeof actionSchema>

export const actionPageSchema = z.object({ actions: z.array(actionSchema), total_count: z.number(), page: z.number(), page_size: z.number() })

const count = z.number()
export const metricsSchema = z.object({
  run_id: z.string(),
  performance: z.object({
    tick_rate_actual: count.describe('ticks a second, over the last second'),
    tick_rate_target: count.describe('0: as fast as possible'),
    decision_latency_avg: count.nullable().describe('ms, of the last 200 decisions; every 10 s'),
    decision_latency_p95: count.nullable().describe('ms; every 10 s'),
    api_calls_per_minute: count.describe('every minute'),
    api_cost_per_hour: count.describe('dollars, as in the last minute; every minute'),
    memory_usage_mb: count.describe('of the engine; every 5 s'),
    screenshot_queue_size: count.describe('screenshots that are not on the disk yet'),
    error_rate: count.describe('errors per 1,000 ticks; every minute'),
  }),
  game: z.object({
    pokemon_caught: count, battles_won: count, battles_lost: count, battles_fled: count, badges_earned: count,
    current_level: count.describe('of the highest party member'), pokemon_party_size: count, money: count,
  }),
})

export const runsSchema = z.object({ runs: z.array(z.object({ run_id: z.string(), status: z.string(), tick: z.number(), location: z.string() })) })

export const snapshotSchema = snapshotMetaSchema.omit({ agent: true, thumbnail: true })
export const snapshotListSchema = z.object({ run_id: z.string(), snapshots: z.array(snapshotSchema) })
export const restoredSchema = z.object({ run_id: z.string(), snapshot_id: z.string(), branch: z.number(), tick: z.number(), status: z.string() })
export const deletedSchema = z.object({ run_id: z.string(), deleted: z.string() })
export const standsSchema = z.object({ run_id: z.string(), branch: z.number(), tick: z.number(), status: z.string() })

export const logSchema = z.object({ run_id: z.string(), lines: z.array(z.string()) })
const plainConfig = z.record(z.string(), z.unknown())
export const configSchema = z.object({ run_id: z.string(), config: plainConfig, started: plainConfig, changes: z.array(settingsChangeSchema) })
export const changedConfigSchema = z.object({
  run_id: z.string(),
  change: settingsChangeSchema,
  config: settingsSchema,
  tick_rate_target: z.number().nullable().describe('ticks a second the run is held to now; null: it is not'),
})

export const errorSchema = z.object({
  error: z.object({ code: z.string(), kind: z.string(), message: z.string(), hint: z.string().optional(), details: z.record(z.string(), z.unknown()).optional() }),
})

/** Pages begin at 1. */
export const pageQuery = (size: number, most: number) => ({
  page: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(most).default(size),
})

/** "a,b" as a list. */
export const listOf = <T extends z.ZodType<unknown, string>>(each: T) => z.string().transform((text) => text.split(',').map((part) => part.trim()).filter((part) => part !== '')).pipe(z.array(each))
export const kindsQuery = listOf(z.enum(EVENT_KINDS))

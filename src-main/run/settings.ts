import { z } from 'zod'
import { EVENT_KINDS } from '../../src-preload/contract/index.ts'

/** How one run is played and what is kept of it. Written to the run's config.yaml. */
export const runSettingsSchema = z.strictObject({
  /** 0 = as fast as possible, 1 = the console's own speed, 4 = four times that */
  speed: z.number().min(0).max(64).default(0),
  limits: z
    .strictObject({
      /** ticks after which the run ends, null: none */
      ticks: z.number().int().positive().nullable().default(null),
      /** wall-clock seconds after which the run ends, null: none */
      seconds: z.number().positive().nullable().default(null),
    })
    .prefault({}),
  screenshots: z
    .strictObject({
      /** ticks between two, 0: none by interval */
      interval: z.number().int().min(0).default(100),
      /** each battle turn */
      battleTurn: z.boolean().default(true),
      /** whenever screen or location change */
      onChange: z.boolean().default(false),
      format: z.enum(['jpeg', 'png']).default('jpeg'),
      /** JPEG quality, 1–100 */
      quality: z.number().int().min(1).max(100).default(85),
    })
    .prefault({}),
  snapshots: z
    .strictObject({
      /** newest states kept in memory */
      memory: z.number().int().min(0).max(10_000).default(10),
      /** ticks between two durable ones, 0: none by interval */
      disk: z.number().int().min(0).default(1000),
      /** events that make one */
      onEvent: z.array(z.enum(EVENT_KINDS)).default(['catch', 'badge', 'death']),
      /** restore each durable snapshot into a second emulator before it counts */
      validate: z.boolean().default(false),
      /** most that durable snapshots take on disk, GB; the least valuable go first, named ones never */
      maxDiskGb: z.number().positive().default(20),
    })
    .prefault({}),
})
export type RunSettings = z.infer<typeof runSettingsSchema>

/** @returns the settings with every default filled in */
export function defaultSettings(): RunSettings {
  return runSettingsSchema.parse({})
}

import { z } from 'zod'
import { settingValueSchema } from './fields.ts'
import { settingsSchema } from './schema.ts'

/** Settings that were changed together while a run went. */
export const settingsChangeSchema = z.object({
  /** ISO 8601, UTC */
  at: z.string(),
  /** the run stood here; what was played up to this tick was played by the settings before */
  branch: z.number().int(),
  tick: z.number().int(),
  /** who or what changed them, for people */
  by: z.string(),
  set: z.array(z.object({ setting: z.string().describe('section.key'), from: settingValueSchema, to: settingValueSchema })),
})
export type SettingsChange = z.infer<typeof settingsChangeSchema>

/** The settings of a run: as it was started, as they are now, and how they came to be. */
export const runSettingsStateSchema = z.object({
  started: settingsSchema,
  present: settingsSchema,
  /** the earliest first */
  changes: z.array(settingsChangeSchema),
  /** ticks a second the run is held to at this moment; null: it is not */
  target: z.number().nullable(),
})
export type RunSettingsState = z.infer<typeof runSettingsStateSchema>

/** Settings as they are given, section by section; what they are is for the engine to judge. */
export const givenSettingsSchema = z.record(z.string(), z.unknown())

import { z } from 'zod'
import { PtpError, SNAPSHOT_REASONS, type ModelConfiguration } from '../../../src-preload/contract/index.ts'
import type { RunDatabase } from '../database.ts'

const flag = z.number().transform((value) => value !== 0)
const json = z.string().transform((text): unknown => JSON.parse(text))

const snapshotRowSchema = z.object({
  id: z.string(), run_id: z.string(), branch: z.number(), parent: z.string().nullable(), tick: z.number(), frame: z.number(),
  created_at: z.string(), reason: z.enum(SNAPSHOT_REASONS), name: z.string().nullable(), note: z.string().nullable(), pinned: flag,
  state_hash: z.string(), state_bytes: z.number(),
  /** relative to the run directory; null: it was only in memory */
  file: z.string().nullable(),
  file_bytes: z.number(), metadata: json,
})
export type SnapshotRow = z.infer<typeof snapshotRowSchema>

const battleRowSchema = z.object({
  battle_id: z.string(), branch: z.number(), start_tick: z.number(), end_tick: z.number().nullable(), started_at: z.string(),
  ended_at: z.string().nullable(), battle_type: z.string(), enemy_species: z.string().nullable(), enemy_level: z.number().nullable(),
  enemy_trainer: z.string().nullable(), outcome: z.string().nullable(), turns_taken: z.number(), player_pokemon: z.string().nullable(),
  used_items: json, money_earned: z.number().nullable(),
})
export type BattleRow = z.infer<typeof battleRowSchema>

const metricRowSchema = z.object({ metric_type: z.string(), value: z.number(), unit: z.string(), branch: z.number(), tick: z.number(), timestamp: z.string() })
export type MetricRow = z.infer<typeof metricRowSchema>

const errorRowSchema = z.object({
  error_id: z.string(), timestamp: z.string(), error_type: z.string(), error_message: z.string(), stack_trace: z.string().nullable(), context: json,
  recovered: flag, recovery_action: z.string().nullable(), branch: z.number().nullable(), tick: z.number().nullable(),
})
export type ErrorRow = z.infer<typeof errorRowSchema>

const scriptRowSchema = z.object({ branch: z.number(), tick: z.number(), name: z.string(), text: z.string(), checksum: z.string(), started_at: z.string() })
/** A script as it ran: `tick` is the one before its first action. */
export type ScriptRow = z.infer<typeof scriptRowSchema>

const resumeRowSchema = z.object({ branch: z.number(), tick: z.number(), frame: z.number(), agent: json, saved_at: z.string() })
export type ResumePoint = z.infer<typeof resumeRowSchema>

const modelRowSchema = z.object({
  model_name: z.string(), temperature: z.number().nullable(), max_tokens: z.number().nullable(), system_prompt: z.string().nullable(), model_parameters: json.pipe(z.record(z.string(), z.unknown())),
}).transform(({ model_name: name, model_parameters: parameters, ...rest }): ModelConfiguration => ({ name, ...rest, parameters }))

/** The models a run was decided by, the one that was told last at the end. */
export function readModels(database: RunDatabase): ModelConfiguration[] {
  return database.all('SELECT model_name, temperature, max_tokens, system_prompt, model_parameters FROM ai_model_configurations ORDER BY rowid').map((row) => modelRowSchema.parse(row))
}

export function readSnapshots(database: RunDatabase): SnapshotRow[] {
  return database.all('SELECT * FROM snapshots ORDER BY branch, tick').map((row) => snapshotRowSchema.parse(row))
}

export function readBattles(database: RunDatabase, branch: number | null, limit: number): BattleRow[] {
  const where = branch === null ? '' : 'WHERE branch = ?'
  const params = branch === null ? [limit] : [branch, limit]
  return database.all(`SELECT * FROM battles ${where} ORDER BY branch, start_tick LIMIT ?`, ...params).map((row) => battleRowSchema.parse(row))
}

/** Samples of one metric, or of all, in the order they were taken. */
export function readMetrics(database: RunDatabase, type: string | null): MetricRow[] {
  const rows = type === null
    ? database.all('SELECT * FROM performance_metrics ORDER BY timestamp, tick')
    : database.all('SELECT * FROM performance_metrics WHERE metric_type = ? ORDER BY timestamp, tick', type)
  return rows.map((row) => metricRowSchema.parse(row))
}

export function readErrors(database: RunDatabase): ErrorRow[] {
  return database.all('SELECT * FROM errors ORDER BY timestamp, error_id').map((row) => errorRowSchema.parse(row))
}

/** Every script that ran, in the order they started. */
export function readScripts(database: RunDatabase): ScriptRow[] {
  return database.all('SELECT branch, tick, name, text, checksum, started_at FROM scripts ORDER BY script_id').map((row) => scriptRowSchema.parse(row))
}

/** Where a branch can be gone on with; without one, the branch that was written to last. Throws `not-found`. */
export function readResumePoint(database: RunDatabase, branch: number | null): ResumePoint {
  const row = branch === null
    ? database.get('SELECT * FROM resume_points ORDER BY saved_at DESC, branch DESC LIMIT 1')
    : database.get('SELECT * FROM resume_points WHERE branch = ?', branch)
  if (row === null) {
    throw new PtpError('not-found', `${database.file} has no point to resume from`, { hint: 'Nothing was played yet: start the run anew.' })
  }
  return resumeRowSchema.parse(row)
}

import { readFileSync, statSync } from 'node:fs'
import { parse } from 'yaml'
import { PtpError, type GameState } from '../../../src-preload/contract/index.ts'
import type { RunReader } from '../../recorder/index.ts'
import { plainJson, plainText } from './json.ts'

const MAX_CONFIG_BYTES = 1 << 20

/** A row of `aggregated_runs`, by its columns. */
export interface RunFacts {
  run_id: string
  experiment_id: string
  model_name: string
  rom_hash: string
  started_at: string
  completed_at: string | null
  /** from start to end, pauses included; null while it has no end */
  duration_seconds: number | null
  /** of all branches together, as everything that is counted */
  duration_ticks: number
  total_cost: number
  final_level: number | null
  pokemon_caught: number
  battles_won: number
  battles_lost: number
  badges_earned: number
  errors_count: number
  status: string
  /** JSON */
  config_snapshot: string
  game: string
  seed: number | null
  duration_frames: number
  branches: number
  error_message: string | null
  workbench_version: string
  schema_version: string
}

/** @returns what is told of a run as a whole @throws PtpError `bad-run` for what cannot be read */
export function runFacts(reader: RunReader): RunFacts {
  const { metadata } = reader
  const summary = reader.summary()
  const [run] = reader.query('SELECT model_name, final_level, coalesce(total_cost, 0) AS total_cost FROM runs')
  const [session] = reader.query('SELECT error_message FROM sessions')
  const [battles] = reader.query("SELECT count(*) FILTER (WHERE outcome = 'win') AS won, count(*) FILTER (WHERE outcome = 'loss') AS lost FROM battles")
  const [errors] = reader.query('SELECT count(*) AS n FROM errors')
  const end = finalState(reader)
  return {
    run_id: metadata.run_id,
    experiment_id: plainText(metadata.experiment_name) ?? '',
    model_name: plainText(run?.['model_name']) ?? 'unknown',
    rom_hash: metadata.rom.sha256,
    started_at: summary.started_at,
    completed_at: summary.completed_at,
    duration_seconds: summary.completed_at === null ? null : Math.max(0, Math.round((Date.parse(summary.completed_at) - Date.parse(summary.started_at)) / 1000)),
    duration_ticks: summary.ticks,
    total_cost: Number(run?.['total_cost'] ?? 0),
    final_level: run?.['final_level'] === null || run?.['final_level'] === undefined ? null : Number(run['final_level']),
    pokemon_caught: end?.caught ?? 0,
    battles_won: Number(battles?.['won'] ?? 0),
    battles_lost: Number(battles?.['lost'] ?? 0),
    badges_earned: end?.badges ?? 0,
    errors_count: Number(errors?.['n'] ?? 0),
    status: summary.status,
    config_snapshot: configJson(reader.paths.config),
    game: plainText(metadata.rom.title) ?? '',
    seed: metadata.seed,
    duration_frames: summary.frames,
    branches: summary.branches,
    error_message: plainText(session?.['error_message']),
    workbench_version: metadata.versions.workbench,
    schema_version: metadata.versions.schema,
  }
}

/** Where the branch ended that was played last; null where nothing was played. */
function finalState(reader: RunReader): GameState | null {
  const [last] = reader.query('SELECT branch, tick FROM resume_points ORDER BY saved_at DESC, branch DESC LIMIT 1')
  return last ? reader.stateAt(Number(last['branch']), Number(last['tick'])) : null
}

/** The settings of the run; they never hold a password. */
function configJson(file: string): string {
  const bad = (what: string, cause?: unknown): PtpError => new PtpError('bad-run', `${file} ${what}`, { hint: 'take it from a backup, or mend it by hand', cause })
  const { size } = statSync(file)
  if (size > MAX_CONFIG_BYTES) throw bad(`has ${size} bytes, more than the ${MAX_CONFIG_BYTES} it may have`)
  let config: unknown
  try {
    config = parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw bad('is no YAML', cause)
  }
  return plainJson(JSON.stringify(config ?? {})) ?? '{}'
}

import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { RunReader, RunRecorder } from '../../../src-main/recorder/index.ts'
import { newRun, tick } from './support.ts'

/** Section 4.1 of the source, at its version 2.0: action_history for decisions, and what 1.1, 1.2 and 2.0 added. */
const SOURCE: Record<string, string> = {
  _schema_version: 'version created_at',
  sessions: 'session_id experiment_name started_at completed_at random_seed config_snapshot status error_message',
  runs: 'run_id session_id model_name rom_hash started_at completed_at duration_ticks final_level total_cost status',
  pokemon_party: 'party_id run_id pokemon_id species nickname level current_hp max_hp experience moves status caught_at catch_location',
  battles: 'battle_id run_id started_at ended_at battle_type enemy_species enemy_level enemy_trainer outcome turns_taken player_pokemon used_items money_earned',
  battle_turns:
    'turn_id battle_id turn_number timestamp player_action player_move player_target player_damage enemy_action enemy_move enemy_damage player_hp_after enemy_hp_after turn_result',
  action_history:
    'action_id run_id timestamp tick game_state decision_type decision_context reasoning confidence_score decision_latency_ms tokens_used api_cost model_used execution_status execution_error context_version execution_duration_ms',
  navigation_events: 'event_id run_id timestamp tick event_type from_location to_location direction map_name coordinates encountered_pokemon',
  inventory_transactions: 'transaction_id run_id timestamp action item quantity source context',
  objectives: 'objective_id run_id objective_type target status started_at completed_at progress',
  errors: 'error_id run_id timestamp error_type error_message stack_trace context recovered recovery_action',
  performance_metrics: 'metric_id run_id timestamp tick metric_type value unit',
  performance_profiles: 'profile_id run_id cpu_usage memory_usage_mb disk_usage_bytes timestamp',
  ai_model_configurations: 'config_id run_id model_name temperature max_tokens system_prompt model_parameters',
  screenshots: 'screenshot_id run_id timestamp tick screen_type file_path file_size_bytes annotations metadata',
}
const OURS = ['inputs', 'branches', 'snapshots', 'events', 'scripts', 'states', 'state_blocks', 'resume_points']

test('should have the tables and columns of the source, its columns first and in its order', () => {
  const recorder = newRun()
  recorder.close()
  const database = new Database(recorder.paths.database, { readonly: true })
  for (const [table, columns] of Object.entries(SOURCE)) {
    const found = database.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table)
    const wanted = columns.split(' ')
    expect(found.slice(0, wanted.length), table).toEqual(wanted)
  }
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all()
  expect(tables.sort()).toEqual([...Object.keys(SOURCE), ...OURS].sort())
  expect(database.prepare('SELECT version FROM _schema_version').pluck().get()).toBe('2.1')
  expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
  database.close()
})

function recordedRun(): string {
  const recorder = newRun()
  for (let i = 1; i <= 500; i++) recorder.tick(tick(i))
  recorder.close()
  return recorder.dir
}

function setVersion(dir: string, version: string): void {
  const database = new Database(path.join(dir, 'game_data.db'))
  database.prepare('UPDATE _schema_version SET version = ?').run(version)
  database.close()
}

test('should refuse a database of a later schema, and say which version it has', () => {
  const dir = recordedRun()
  setVersion(dir, '2.10')
  expect(() => new RunReader(dir)).toThrow(expect.objectContaining({ code: 'newer-format', message: expect.stringContaining('2.10') }))
  expect(() => RunRecorder.open(dir)).toThrow(expect.objectContaining({ code: 'newer-format' }))
})

test('should refuse a database of an older schema with a hint', () => {
  const dir = recordedRun()
  setVersion(dir, '1.2')
  expect(() => new RunReader(dir)).toThrow(expect.objectContaining({ code: 'bad-run', hint: expect.any(String) }))
})

test('should say that a damaged database is damaged, and name the file', () => {
  const file = (dir: string) => path.join(dir, 'game_data.db')
  const garbage = recordedRun()
  writeFileSync(file(garbage), 'this is no database, it only has its name '.repeat(50))
  const cut = recordedRun()
  truncateSync(file(cut), Math.floor(readFileSync(file(cut)).length / 2))
  const empty = recordedRun()
  truncateSync(file(empty), 0)
  for (const dir of [garbage, cut, empty]) {
    expect(() => new RunReader(dir)).toThrow(expect.objectContaining({ code: 'bad-run', message: expect.stringContaining('game_data.db'), hint: expect.any(String) }))
  }
})

test('should say what is wrong with metadata.json', () => {
  const dir = recordedRun()
  const file = path.join(dir, 'metadata.json')
  const good = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  writeFileSync(file, '{"format": ')
  expect(() => new RunReader(dir)).toThrow(expect.objectContaining({ code: 'bad-run', message: expect.stringContaining('no JSON') }))
  writeFileSync(file, JSON.stringify({ ...good, rom: { title: 'x' } }))
  expect(() => new RunReader(dir)).toThrow(expect.objectContaining({ code: 'bad-run', message: expect.stringContaining('rom.sha256') }))
  writeFileSync(file, JSON.stringify({ ...good, version: 2 }))
  expect(() => new RunReader(dir)).toThrow(expect.objectContaining({ code: 'newer-format' }))
})

/** Version of the tables below. 2.0 is the source's; 2.1 adds what exact replay needs. */
export const SCHEMA_VERSION = '2.1'

/** A state row holds the whole state at least this often (in rows of one branch), merge patches between. */
export const FULL_STATE_EVERY = 64

/** Ticks one row of `state_blocks` sums up. */
export const BLOCK_TICKS = 256

/**
 * Tables of the source's section 4.1, its columns first and in its order; `branch`, `tick` and the
 * like after them are ours, since a run is a tree of branches. Timestamps are ISO 8601, UTC.
 */
const SOURCE_TABLES = `
CREATE TABLE _schema_version (version TEXT PRIMARY KEY, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);

CREATE TABLE sessions (
  session_id TEXT PRIMARY KEY, experiment_name TEXT, started_at TIMESTAMP, completed_at TIMESTAMP,
  random_seed INTEGER, config_snapshot TEXT, status TEXT, error_message TEXT);

CREATE TABLE runs (
  run_id TEXT PRIMARY KEY, session_id TEXT, model_name TEXT, rom_hash TEXT, started_at TIMESTAMP,
  completed_at TIMESTAMP, duration_ticks INTEGER, final_level INTEGER, total_cost DECIMAL(10,4), status TEXT,
  updated_at TIMESTAMP);

CREATE TABLE pokemon_party (
  party_id TEXT PRIMARY KEY, run_id TEXT, pokemon_id TEXT, species TEXT, nickname TEXT, level INTEGER,
  current_hp INTEGER, max_hp INTEGER, experience INTEGER, moves TEXT, status TEXT, caught_at TIMESTAMP,
  catch_location TEXT,
  branch INTEGER NOT NULL, tick INTEGER NOT NULL, slot INTEGER);

CREATE TABLE battles (
  battle_id TEXT PRIMARY KEY, run_id TEXT, started_at TIMESTAMP, ended_at TIMESTAMP, battle_type TEXT,
  enemy_species TEXT, enemy_level INTEGER, enemy_trainer TEXT, outcome TEXT, turns_taken INTEGER,
  player_pokemon TEXT, used_items TEXT, money_earned INTEGER,
  branch INTEGER NOT NULL, start_tick INTEGER NOT NULL, end_tick INTEGER);

CREATE TABLE battle_turns (
  turn_id TEXT PRIMARY KEY, battle_id TEXT, turn_number INTEGER, timestamp TIMESTAMP, player_action TEXT,
  player_move TEXT, player_target TEXT, player_damage INTEGER, enemy_action TEXT, enemy_move TEXT,
  enemy_damage INTEGER, player_hp_after INTEGER, enemy_hp_after INTEGER, turn_result TEXT,
  branch INTEGER NOT NULL, tick INTEGER NOT NULL);

CREATE TABLE action_history (
  action_id TEXT NOT NULL, run_id TEXT, timestamp TIMESTAMP, tick INTEGER NOT NULL, game_state TEXT,
  decision_type TEXT, decision_context TEXT, reasoning TEXT, confidence_score DECIMAL(5,4),
  decision_latency_ms INTEGER, tokens_used INTEGER, api_cost DECIMAL(10,6), model_used TEXT,
  execution_status TEXT DEFAULT 'success', execution_error TEXT,
  context_version TEXT DEFAULT '${SCHEMA_VERSION}', execution_duration_ms INTEGER,
  branch INTEGER NOT NULL, action TEXT NOT NULL, result TEXT, line INTEGER, instruction INTEGER,
  PRIMARY KEY (branch, tick)) WITHOUT ROWID;

CREATE TABLE navigation_events (
  event_id TEXT NOT NULL, run_id TEXT, timestamp TIMESTAMP, tick INTEGER NOT NULL, event_type TEXT NOT NULL,
  from_location TEXT, to_location TEXT, direction TEXT, map_name TEXT, coordinates TEXT, encountered_pokemon TEXT,
  branch INTEGER NOT NULL, PRIMARY KEY (branch, tick, event_type)) WITHOUT ROWID;

CREATE TABLE inventory_transactions (
  transaction_id TEXT PRIMARY KEY, run_id TEXT, timestamp TIMESTAMP, action TEXT, item TEXT, quantity INTEGER,
  source TEXT, context TEXT,
  branch INTEGER NOT NULL, tick INTEGER NOT NULL);

CREATE TABLE objectives (
  objective_id TEXT PRIMARY KEY, run_id TEXT, objective_type TEXT, target TEXT, status TEXT,
  started_at TIMESTAMP, completed_at TIMESTAMP, progress TEXT,
  branch INTEGER NOT NULL, tick INTEGER NOT NULL);

CREATE TABLE errors (
  error_id TEXT PRIMARY KEY, run_id TEXT, timestamp TIMESTAMP, error_type TEXT, error_message TEXT,
  stack_trace TEXT, context TEXT, recovered BOOLEAN, recovery_action TEXT,
  branch INTEGER, tick INTEGER);

CREATE TABLE performance_metrics (
  metric_id TEXT PRIMARY KEY, run_id TEXT, timestamp TIMESTAMP, tick INTEGER, metric_type TEXT,
  value DECIMAL(10,4), unit TEXT,
  branch INTEGER NOT NULL);

CREATE TABLE performance_profiles (
  profile_id TEXT PRIMARY KEY, run_id TEXT, cpu_usage DECIMAL(5,2), memory_usage_mb INTEGER,
  disk_usage_bytes INTEGER, timestamp TIMESTAMP);

CREATE TABLE ai_model_configurations (
  config_id TEXT PRIMARY KEY, run_id TEXT, model_name TEXT, temperature DECIMAL(4,2), max_tokens INTEGER,
  system_prompt TEXT, model_parameters TEXT);

CREATE TABLE screenshots (
  screenshot_id TEXT PRIMARY KEY, run_id TEXT, timestamp TIMESTAMP, tick INTEGER, screen_type TEXT,
  file_path TEXT, file_size_bytes INTEGER, annotations TEXT, metadata TEXT,
  branch INTEGER NOT NULL, frame INTEGER NOT NULL, reason TEXT NOT NULL, label TEXT, thumbnail TEXT NOT NULL,
  format TEXT NOT NULL, quality INTEGER NOT NULL);
`

/** What exact replay, branches and fast looking need. */
const OWN_TABLES = `
-- With the ROM and the start state, these are the run. fingerprint: the core's hash after the tick;
-- agent: JSON of what the agent needs to go on after it, null where it needs nothing.
CREATE TABLE inputs (
  branch INTEGER NOT NULL, tick INTEGER NOT NULL, frame INTEGER NOT NULL, buttons INTEGER NOT NULL,
  hold INTEGER NOT NULL, frames INTEGER NOT NULL, fingerprint INTEGER NOT NULL, agent TEXT,
  PRIMARY KEY (branch, tick)) WITHOUT ROWID;

CREATE TABLE branches (
  branch INTEGER PRIMARY KEY, name TEXT NOT NULL, parent INTEGER, fork_tick INTEGER NOT NULL,
  head_tick INTEGER NOT NULL, created_at TIMESTAMP NOT NULL, agent TEXT NOT NULL,
  fork_frame INTEGER NOT NULL, head_frame INTEGER NOT NULL);

CREATE TABLE snapshots (
  id TEXT PRIMARY KEY, run_id TEXT NOT NULL, branch INTEGER NOT NULL, parent TEXT, tick INTEGER NOT NULL,
  frame INTEGER NOT NULL, created_at TIMESTAMP NOT NULL, reason TEXT NOT NULL, name TEXT, note TEXT,
  pinned INTEGER NOT NULL, state_hash TEXT NOT NULL, state_bytes INTEGER NOT NULL, file TEXT, file_bytes INTEGER NOT NULL,
  metadata TEXT NOT NULL);

CREATE TABLE events (
  branch INTEGER NOT NULL, tick INTEGER NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, frame INTEGER NOT NULL,
  title TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (branch, tick, seq)) WITHOUT ROWID;

CREATE TABLE scripts (
  script_id INTEGER PRIMARY KEY, branch INTEGER NOT NULL, tick INTEGER NOT NULL, name TEXT NOT NULL,
  text TEXT NOT NULL, checksum TEXT NOT NULL, started_at TIMESTAMP NOT NULL);

-- A row only where the state changed. kind 1: the whole state; kind 0: a patch to the row before it on
-- its branch: each member given replaces the old one, except vars, whose members are merged one by one
-- (null takes one away). The first row of a branch and every ${FULL_STATE_EVERY}th are whole.
CREATE TABLE states (
  branch INTEGER NOT NULL, tick INTEGER NOT NULL, kind INTEGER NOT NULL, state TEXT NOT NULL,
  PRIMARY KEY (branch, tick)) WITHOUT ROWID;

-- Least and greatest value of each number of the state in each full block of ${BLOCK_TICKS} ticks: {"x":[3,17],…}.
-- Derived from states, for charts of long runs; a block that is missing is read from states.
CREATE TABLE state_blocks (
  branch INTEGER NOT NULL, block INTEGER NOT NULL, ranges TEXT NOT NULL,
  PRIMARY KEY (branch, block)) WITHOUT ROWID;

-- What the agent needs to go on after a crash: written with the rows up to that tick, or not at all.
CREATE TABLE resume_points (
  branch INTEGER PRIMARY KEY, tick INTEGER NOT NULL, frame INTEGER NOT NULL, agent TEXT NOT NULL, saved_at TIMESTAMP NOT NULL);

CREATE INDEX idx_events_kind ON events (branch, kind, tick);
CREATE INDEX idx_screenshots_tick ON screenshots (branch, tick);
CREATE INDEX idx_snapshots_tick ON snapshots (branch, tick);
CREATE INDEX idx_battles_start ON battles (branch, start_tick);
CREATE INDEX idx_battle_turns_battle ON battle_turns (battle_id, turn_number);
CREATE INDEX idx_metrics_type ON performance_metrics (metric_type, branch, tick);
CREATE INDEX idx_party_branch ON pokemon_party (branch);
CREATE INDEX idx_performance_profile_run ON performance_profiles (run_id);
`

export const SCHEMA_SQL = SOURCE_TABLES + OWN_TABLES

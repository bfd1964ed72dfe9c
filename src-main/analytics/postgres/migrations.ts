/** A step of the central schema. */
export interface CentralMigration {
  version: number
  /** for people: what it changes */
  about: string
  /** @param s the schema, in double quotes */
  up: (s: string) => string
}

/**
 * Every step there is, in order. Whoever changes the schema adds one; those that were released stay as they are. Names of tables,
 * views and columns are those of the published schema; what differs is told in docs/central.md.
 */
export const CENTRAL_MIGRATIONS: readonly CentralMigration[] = [{ version: 1, about: 'runs, decisions, battles and the three views', up: first }]

function first(s: string): string {
  return `
CREATE TABLE ${s}.aggregated_runs (
  run_id TEXT PRIMARY KEY, experiment_id TEXT NOT NULL, model_name TEXT NOT NULL, rom_hash TEXT NOT NULL,
  started_at TIMESTAMPTZ NOT NULL, completed_at TIMESTAMPTZ, duration_seconds INTEGER, duration_ticks BIGINT NOT NULL,
  total_cost NUMERIC(14,6) NOT NULL, final_level INTEGER, pokemon_caught INTEGER NOT NULL, battles_won INTEGER NOT NULL, battles_lost INTEGER NOT NULL,
  badges_earned INTEGER NOT NULL, errors_count INTEGER NOT NULL, status TEXT NOT NULL, config_snapshot JSONB NOT NULL,
  imported_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  game TEXT NOT NULL, seed BIGINT, duration_frames BIGINT NOT NULL, branches INTEGER NOT NULL, error_message TEXT,
  workbench_version TEXT NOT NULL, schema_version TEXT NOT NULL);
CREATE INDEX aggregated_runs_model ON ${s}.aggregated_runs (model_name, started_at);
CREATE INDEX aggregated_runs_experiment ON ${s}.aggregated_runs (experiment_id, started_at);
CREATE INDEX aggregated_runs_started ON ${s}.aggregated_runs (started_at);

CREATE TABLE ${s}.aggregated_decisions (
  run_id TEXT NOT NULL REFERENCES ${s}.aggregated_runs ON DELETE CASCADE, decision_id TEXT NOT NULL,
  experiment_id TEXT NOT NULL, model_name TEXT NOT NULL, decision_type TEXT NOT NULL, "timestamp" TIMESTAMPTZ NOT NULL, tick BIGINT NOT NULL,
  latency_ms INTEGER, tokens_used INTEGER, cost NUMERIC(14,6), confidence DOUBLE PRECISION, was_correct BOOLEAN, context JSONB,
  imported_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  branch INTEGER NOT NULL, action TEXT NOT NULL,
  PRIMARY KEY (run_id, decision_id));

CREATE TABLE ${s}.aggregated_battles (
  run_id TEXT NOT NULL REFERENCES ${s}.aggregated_runs ON DELETE CASCADE, battle_id TEXT NOT NULL,
  experiment_id TEXT NOT NULL, model_name TEXT NOT NULL, battle_type TEXT NOT NULL, pokemon_enemy TEXT, pokemon_enemy_level INTEGER,
  outcome TEXT, turns_taken INTEGER NOT NULL, pokemon_died BOOLEAN NOT NULL, items_used JSONB NOT NULL, moves_used JSONB NOT NULL,
  imported_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  branch INTEGER NOT NULL, start_tick BIGINT NOT NULL, started_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (run_id, battle_id));

CREATE MATERIALIZED VIEW ${s}.model_comparison AS
SELECT model_name, count(*) AS runs, round(avg(total_cost), 4) AS avg_cost, round(avg(duration_seconds), 0) AS avg_duration,
  round(avg(battles_won), 2) AS avg_wins, round(avg(badges_earned), 2) AS avg_badges,
  round(count(*) FILTER (WHERE status = 'completed')::numeric / count(*), 4) AS completion_rate,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_seconds) AS median_duration,
  percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_seconds) AS p95_duration
FROM ${s}.aggregated_runs GROUP BY model_name;
CREATE UNIQUE INDEX model_comparison_key ON ${s}.model_comparison (model_name);

CREATE MATERIALIZED VIEW ${s}.battle_analysis AS
SELECT model_name, battle_type, count(*) AS battles, round(avg(turns_taken), 2) AS avg_turns,
  count(*) FILTER (WHERE outcome = 'win')::numeric / count(*) AS win_rate,
  round(avg(turns_taken) FILTER (WHERE outcome = 'win'), 2) AS avg_win_turns
FROM ${s}.aggregated_battles GROUP BY model_name, battle_type;
CREATE UNIQUE INDEX battle_analysis_key ON ${s}.battle_analysis (model_name, battle_type);

CREATE MATERIALIZED VIEW ${s}.cost_analysis AS
SELECT model_name, date_trunc('hour', "timestamp", 'UTC') AS hour, sum(cost) AS total_cost, count(*) AS decisions,
  round(avg(cost), 6) AS avg_cost_per_decision
FROM ${s}.aggregated_decisions GROUP BY model_name, date_trunc('hour', "timestamp", 'UTC');
CREATE UNIQUE INDEX cost_analysis_key ON ${s}.cost_analysis (model_name, hour);
`
}

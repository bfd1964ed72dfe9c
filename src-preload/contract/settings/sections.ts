import { z } from 'zod'
import { bool, choice, float, int, list, optionalAddress, optionalChoice, optionalFloat, optionalInt, optionalText, text } from './field.ts'

/** Events that can make a snapshot: the published four first, then what else a game profile reports. */
export const SNAPSHOT_EVENTS = [
  'catch', 'battle', 'badge', 'death',
  'battle_turn', 'battle_end', 'level_up', 'location_change', 'item', 'dialog', 'error',
] as const
export type SnapshotEvent = (typeof SNAPSHOT_EVENTS)[number]

/** Who is held to a rate, and to which: see the help of `pace`. */
export const PACES = ['auto', 'ticks', 'speed'] as const
export const LIMIT_ACTIONS = ['save-and-exit', 'save-only', 'abort'] as const
export type LimitAction = (typeof LIMIT_ACTIONS)[number]

/** How fast a run is played, and what that may cost. */
export const tickRateSchema = z.strictObject({
  normal: int('tick-rate-base', 10, { unit: 'ticks/second', min: 1, max: 10_000, help: 'Base tick rate for overworld exploration' }),
  battle: int('tick-rate-battle', 2, { unit: 'ticks/second', min: 1, max: 10_000, help: 'Tick rate during battle sequences' }),
  timeout: int('tick-rate-timeout', 30, { unit: 'seconds', min: 1, help: 'Longest time without a state change before the run is stopped, while it is paced' }),
  adaptive: bool('tick-rate-adaptive', false, { help: 'Auto-adjust the rate to the decision latency' }),
  budget: optionalChoice('tick-rate-budget', ['hourly', 'daily', 'run'], { help: 'Cost budget mode of the run, also when it is resumed: reset each full hour, each midnight, or never', atStart: 'what is spent is counted by this period from the first tick on' }),
  budget_limit: optionalFloat('tick-rate-budget-limit', { unit: 'dollars', min: 0, help: 'Most that may be spent per budget period' }),
  speed: float('speed', 0, { unit: '× console', min: 0, max: 64, help: 'Multiple of the console’s own speed; 0: as fast as possible' }),
  pace: choice('tick-rate-pace', PACES, 'auto', {
    help: 'What holds the run back. auto: models by the tick rates, scripts by --speed; ticks: everybody by the tick rates; speed: everybody by --speed. Giving a rate or --speed decides it',
  }),
})

export const screenshotSchema = z.strictObject({
  interval: int('screenshot-interval', 100, { unit: 'ticks', min: 0, help: 'Base interval between two screenshots; 0: none by interval' }),
  battle_turn: int('screenshot-battle-turn', 1, { unit: 'pictures', min: 0, max: 60, help: 'Screenshots per battle turn; 0: none' }),
  on_error: int('screenshot-on-error', 1, { unit: 'pictures', min: 0, max: 60, help: 'Screenshots per error tick; 0: none' }),
  on_change: bool('screenshot-on-change', false, { help: 'Capture on any transition of screen or location' }),
  quality: int('screenshot-quality', 85, { min: 0, max: 100, help: 'JPEG quality, 0–100' }),
  max_storage: float('screenshot-max-storage', 50, { unit: 'GB', min: 0.000_001, help: 'Most that screenshots take on disk; the oldest are compressed, then deleted' }),
  async: bool('screenshot-async', false, { help: 'Never wait for a screenshot; some may be dropped under load, and are counted' }),
  compress: bool('screenshot-compress', false, { help: 'Compress old screenshots as the run goes on' }),
  format: choice('screenshot-format', ['jpeg', 'png'], 'jpeg', { help: 'File format; png keeps every pixel', atStart: 'the pictures of a run are all of one format' }),
})

/** The buffer of planned commands between an agent and the game. */
export const commandSchema = z.strictObject({
  buffer_size: int('command-buffer-size', 10, { unit: 'commands', min: 1, max: 1000, help: 'Most commands that are queued before the agent has to wait' }),
  timeout: int('command-timeout', 5, { unit: 'seconds', min: 1, help: 'Longest time a command can wait before it is removed' }),
  validate: bool('command-validate', false, { help: 'Remove commands that were planned in another state than the present one' }),
  rollback_history: int('command-rollback-history', 100, { unit: 'commands', min: 0, max: 100_000, help: 'Commands stored for potential rollback' }),
  interrupt_battle: bool('command-interrupt-battle', true, { help: 'Clear the buffer at once when a random battle starts; otherwise when the battle screen is reached' }),
  stale_threshold: int('command-stale-threshold', 2, { unit: 'seconds', min: 1, help: 'Age from which a command is reported as stale, and removed when commands are validated' }),
})

/** When a run ends by itself. */
export const limitsSchema = z.strictObject({
  max_time: optionalInt('max-time', { unit: 'seconds', min: 1, help: 'Maximum real time' }),
  max_ticks: optionalInt('max-ticks', { unit: 'ticks', min: 1, help: 'Maximum game ticks' }),
  max_cost: optionalFloat('max-cost', { unit: 'dollars', min: 0, help: 'Maximum cost of model calls' }),
  max_pokemon_caught: optionalInt('max-pokemon-caught', { unit: 'caught', min: 1, help: 'Stop after N creatures caught' }),
  max_badges: optionalInt('max-badges', { unit: 'badges', min: 1, help: 'Stop after N badges earned' }),
  max_level: optionalInt('max-level', { unit: 'level', min: 1, max: 255, help: 'Stop when a party member reaches this level' }),
  on_limit: choice('on-limit', LIMIT_ACTIONS, 'save-and-exit', {
    help: 'What is done at a limit: save-and-exit writes a report too, save-only does not, abort ends at once with exit code 1',
  }),
  grace_period: int('limit-grace-period', 30, { unit: 'seconds', min: 0, help: 'Time the decision in flight has to finish; 0: none' }),
})

export const snapshotSettingsSchema = z.strictObject({
  memory: int('snapshot-memory', 10, { unit: 'snapshots', min: 0, max: 10_000, help: 'Number of newest snapshots kept in RAM, for instant restore' }),
  disk: int('snapshot-disk', 1000, { unit: 'ticks', min: 0, help: 'Interval between two disk snapshots; 0: none by interval' }),
  on_event: list('snapshot-on-event', SNAPSHOT_EVENTS, { help: 'Events that make a snapshot' }),
  max_disk: float('snapshot-max-disk', 20, { unit: 'GB', min: 0.000_001, help: 'Most that snapshots take on disk; the least valuable go first, named ones never' }),
  compress: bool('snapshot-compress', false, { help: 'Compress disk snapshots with LZ4' }),
  validate: bool('snapshot-validate', false, { help: 'Restore each disk snapshot into a second emulator before it counts, and try again when it fails' }),
  rollback_on_error: bool('rollback-on-error', false, { help: 'Go back to the last good snapshot when an error is detected, and try again' }),
  rollback_grace: int('rollback-grace', 3, { unit: 'snapshots', min: 1, max: 1000, help: 'Maximum rollback depth' }),
  share: bool('snapshot-share', false, { help: 'Let other machines fetch the snapshots of this run from the dashboard' }),
  name: optionalText('snapshot-name', { help: 'Name of the snapshot at the end of the run' }),
})

export const experimentSettingsSchema = z.strictObject({
  name: text('experiment-name', 'default', { help: 'Experiment identifier for grouping' }),
  parallel_workers: int('parallel-workers', 1, { unit: 'workers', min: 1, max: 1024, help: 'Maximum concurrent game instances' }),
  sequential_retry: int('sequential-retry', 3, { unit: 'retries', min: 0, max: 100, help: 'Number of retries on failure' }),
  parallel_memory_limit: float('parallel-memory-limit', 8, { unit: 'GB', min: 0.05, help: 'Per-worker memory limit' }),
  parallel_api_rate_limit: int('parallel-api-rate-limit', 100, { unit: 'calls/minute', min: 1, help: 'Maximum model calls per minute, all workers together' }),
  aggregate_stats: bool('aggregate-stats', false, { help: 'Calculate mean, deviation and more over the runs' }),
  fail_mode: choice('fail-mode', ['continue', 'fast-fail', 'retry'], 'continue', {
    help: 'What a failed run does to the others. continue: nothing; fast-fail: they are stopped; retry: stopped once the retries are used up',
  }),
  checkpoint_frequency: int('checkpoint-frequency', 10_000, { unit: 'runs', min: 0, help: 'Checkpoint after every N runs; 0: none' }),
  resume_from: optionalText('resume-from', { help: 'Resume from a checkpoint or its directory' }),
  config: optionalText('experiment-config', { help: 'Load experiment settings from a YAML file' }),
  export_results: bool('export-results', false, { help: 'Export aggregated results' }),
  results_format: choice('results-format', ['json', 'csv', 'parquet'], 'json', { help: 'Output format of exported results' }),
})

export const systemSchema = z.strictObject({
  verbose: bool('verbose', false, { short: 'v', help: 'Enable verbose output' }),
  quiet: bool('quiet', false, { short: 'q', help: 'Suppress all output except errors and the result' }),
  log_file: optionalText('log-file', { help: 'Write logs to a file' }),
  config_file: optionalText('config-file', { help: 'Load additional config from a YAML file' }),
  random_seed: optionalInt('random-seed', { min: 0, max: Number.MAX_SAFE_INTEGER, help: 'Random seed for reproducibility' }),
  central_db: optionalAddress('central-db', { help: 'Central PostgreSQL database that finished runs are delivered to, as postgresql://USER@HOST/DATABASE; none: they stay on this machine' }),
})

/** The published examples of `ptp run`, and what each has to mean. */
export const PUBLISHED_RUNS: [line: string, meaning: object][] = [
  ['--tick-rate-base 10', { tick_rate: { normal: 10, pace: 'ticks' } }],
  ['--tick-rate-base 2', { tick_rate: { normal: 2 } }],
  ['--tick-rate-budget hourly --tick-rate-budget-limit 5.00', { tick_rate: { budget: 'hourly', budget_limit: 5 } }],
  ['--tick-rate-base 10 --tick-rate-adaptive', { tick_rate: { normal: 10, adaptive: true } }],
  ['--tick-rate-base 15 --tick-rate-battle 1', { tick_rate: { normal: 15, battle: 1 } }],
  ['--screenshot-interval 500 --screenshot-quality 70', { screenshot: { interval: 500, quality: 70 } }],
  ['--screenshot-interval 10 --screenshot-on-change --screenshot-quality 95', { screenshot: { interval: 10, on_change: true, quality: 95 } }],
  ['--screenshot-battle-turn 1 --screenshot-interval 1000', { screenshot: { battle_turn: 1, interval: 1000 } }],
  ['--screenshot-max-storage 10.0 --screenshot-compress', { screenshot: { max_storage: 10, compress: true } }],
  ['--screenshot-interval 100 --screenshot-async', { screenshot: { interval: 100, async: true } }],
  ['--command-buffer-size 10 --command-timeout 5', { command: { buffer_size: 10, timeout: 5 } }],
  ['--command-buffer-size 50 --command-timeout 30 --command-rollback-history 200', { command: { buffer_size: 50, timeout: 30, rollback_history: 200 } }],
  ['--command-validate --command-stale-threshold 1', { command: { validate: true, stale_threshold: 1 } }],
  ['--command-interrupt-battle False', { command: { interrupt_battle: false } }],
  ['--max-time 3600', { limits: { max_time: 3600 } }],
  ['--max-ticks 100000', { limits: { max_ticks: 100_000 } }],
  ['--max-cost 10.00 --on-limit save-and-exit', { limits: { max_cost: 10, on_limit: 'save-and-exit' } }],
  ['--max-badges 8 --max-level 100', { limits: { max_badges: 8, max_level: 100 } }],
  ['--max-pokemon-caught 150 --on-limit save-and-exit', { limits: { max_pokemon_caught: 150 } }],
  ['--max-time 3600 --limit-grace-period 0', { limits: { max_time: 3600, grace_period: 0 } }],
  ['--snapshot-memory 10 --snapshot-disk 5000', { snapshot: { memory: 10, disk: 5000 } }],
  ['--snapshot-memory 50 --snapshot-disk 500 --snapshot-on-event catch,battle,badge', { snapshot: { memory: 50, disk: 500, on_event: ['catch', 'battle', 'badge'] } }],
  ['--snapshot-disk 10000 --snapshot-compress --snapshot-max-disk 50.0', { snapshot: { disk: 10_000, compress: true, max_disk: 50 } }],
  ['--snapshot-memory 20 --rollback-on-error --rollback-grace 5', { snapshot: { memory: 20, rollback_on_error: true, rollback_grace: 5 } }],
  ['--experiment-name "test-run-001"', { experiment: { name: 'test-run-001' } }],
  ['--experiment-config config/experiment-001.yaml', { experiment: { config: 'config/experiment-001.yaml' } }],
  [
    '--verbose --experiment-name "debug-catch-bug" --max-time 1800 --tick-rate-base 5 --screenshot-interval 10 --screenshot-on-change --screenshot-quality 95 --command-validate --snapshot-on-event catch,battle --rollback-on-error --snapshot-name "debug-session"',
    { system: { verbose: true }, experiment: { name: 'debug-catch-bug' }, limits: { max_time: 1800 }, tick_rate: { normal: 5 }, command: { validate: true }, snapshot: { on_event: ['catch', 'battle'], rollback_on_error: true, name: 'debug-session' } },
  ],
  [
    '--experiment-name "budget-test" --max-cost 5.00 --on-limit save-and-exit --limit-grace-period 60 --tick-rate-budget hourly --tick-rate-budget-limit 5.00 --screenshot-interval 1000 --screenshot-quality 70 --snapshot-disk 10000',
    { experiment: { name: 'budget-test' }, limits: { max_cost: 5, grace_period: 60 }, tick_rate: { budget: 'hourly', budget_limit: 5, pace: 'auto' }, screenshot: { interval: 1000, quality: 70 }, snapshot: { disk: 10_000 } },
  ],
]

/** @returns a command line as a shell would part it */
export function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}

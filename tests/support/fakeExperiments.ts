import type { ExperimentSummary, GroupStats, MetricStats, OutputOf, RunResult } from '../../src-renderer/api/contract.ts'

const SINCE = '2026-11-20T10:00:00Z'
const ARMS = ['demo.ptp', 'demo.ptp, careful', 'random']
const DIR = '/home/someone/ptp/experiments/first-badge-20261120-100000'

const summaryOf = (fields: Partial<ExperimentSummary>): ExperimentSummary => ({
  id: 'exp_badge', name: 'first-badge', state: 'completed', started_at: SINCE, ended_at: '2026-11-20T10:04:00Z', dir: DIR, game: 'POCKET QUEST', arms: ARMS, random_seed: 7, total: 24, done: 24, failed: 1,
  workers: 0, workers_note: '', frames: 210_000, seconds: 212, frames_per_second: 0, eta_seconds: null, api_waiting: 0, under_way: [], message: null, ...fields,
})

function groupOf(arm: string, at: number): MetricStats['groups'][number] {
  const values = Array.from({ length: 8 }, (_, seed) => 8000 + at * 900 + ((seed * 7919) % 1300))
  const sorted = values.toSorted((a, b) => a - b)
  const pick = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { arm, n: 8, mean, sd: 412, min: pick(0), p5: pick(0.05), p25: pick(0.25), median: pick(0.5), p75: pick(0.75), p95: pick(0.95), max: pick(1), ci_low: mean - 260, ci_high: mean + 270, values }
}

function statsOf(metric: string): MetricStats {
  const groups = ARMS.map(groupOf)
  const pairs = groups.flatMap((a, at) => groups.slice(at + 1).map((b) => [a, b] as const))
  const bare = ({ values: _, ...group }: MetricStats['groups'][number]): GroupStats => group
  return {
    metric, groups,
    comparisons: pairs.map(([a, b]) => ({ metric, a: bare(a), b: bare(b), difference: b.mean - a.mean, difference_low: b.mean - a.mean - 420, difference_high: b.mean - a.mean + 430, cliffs_delta: 0.62, magnitude: 'large', cohens_d: 1.4, p_value: 0.0004 })),
  }
}

function resultOf(index: number): RunResult {
  const failed = index === 13
  return {
    index, run: `first-badge-${index}`, arm: ARMS[index % 3] ?? '', seed: 1000 + index * 77, start: 'power-on', repeat: 0, params: {}, status: failed ? 'failed' : 'completed', ok: !failed, attempts: failed ? 4 : 1,
    error: failed ? 'line 34: nobody came along' : null, ticks: 675 + index * 9, frames: 9071 + index * 120, wall_seconds: 1.4, final_state_hash: `5ee1e104bd16${index.toString(16).padStart(4, '0')}`, final_state: null, events: {}, milestones: {},
  }
}

/** Made-up experiments, one over and one going. Test code. */
export class FakeExperiments {
  #turn = 0

  list(): ExperimentSummary[] {
    return [this.going(), summaryOf({}), summaryOf({ id: 'exp_old', name: 'orbs-or-balms-and-a-name-that-is-too-long', state: 'interrupted', done: 11, total: 60, message: 'The process that ran it is gone; Resume goes on with it.' })]
  }

  going(): ExperimentSummary {
    const done = Math.min(40, 9 + Math.floor(this.#turn++ / 20))
    return summaryOf({
      id: 'exp_going', name: 'grass-walk', state: 'running', ended_at: null, total: 40, done, failed: 0, workers: 2, workers_note: '2 cores', frames_per_second: 3120, eta_seconds: 84,
      under_way: [0, 1].map((at) => ({ index: done + at, run: `grass-walk-${done + at}`, arm: ARMS[at] ?? '', seed: 1000 + at, attempt: at + 1, tick: (this.#turn * 7 + at * 91) % 675, progress: at === 0 ? ((this.#turn * 7) % 675) / 675 : null })),
    })
  }

  get(id: string): Pick<OutputOf<'experiments.get'>, 'summary' | 'yaml' | 'runs' | 'metrics' | 'chosen'> {
    const summary = this.list().find((one) => one.id === id) ?? summaryOf({})
    return { summary, yaml: 'version: "3.0"\nplan:\n  arms: [demo.ptp, random]\n  seeds: 8\n', runs: Array.from({ length: summary.done }, (_, index) => resultOf(index)), metrics: ['badges', 'caught', 'frames', 'ticks'], chosen: ['frames', 'ticks'] }
  }

  metric(metric: string): MetricStats {
    return statsOf(metric)
  }
}

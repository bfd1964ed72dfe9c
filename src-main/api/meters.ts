import type { GameState } from '../../src-preload/contract/index.ts'
import type { Run } from '../run/index.ts'
import type { OpenRun } from './runShelf.ts'

/** How a run goes and what was reached in it; null where nothing of the kind has happened yet. */
export interface RunMeters {
  performance: {
    tick_rate_actual: number
    /** 0: as fast as possible */
    tick_rate_target: number
    decision_latency_avg: number | null
    decision_latency_p95: number | null
    api_calls_per_minute: number
    api_cost_per_hour: number
    memory_usage_mb: number
    screenshot_queue_size: number
    /** errors per 1,000 ticks */
    error_rate: number
  }
  game: {
    pokemon_caught: number
    battles_won: number
    battles_lost: number
    battles_fled: number
    badges_earned: number
    current_level: number
    pokemon_party_size: number
    money: number
  }
}

interface Present {
  branch: number
  tick: number
  state: GameState
}

/** A value that is measured again only when it is older than it may be. */
class Kept<T> {
  #value: T | null = null
  #at = -Infinity

  get(maxAgeMs: number, measure: () => T): T {
    const now = performance.now()
    if (this.#value === null || now - this.#at >= maxAgeMs) {
      this.#value = measure()
      this.#at = now
    }
    return this.#value
  }
}

interface Keep {
  latency: Kept<{ avg: number | null; p95: number | null }>
  calls: Kept<{ perMinute: number; costPerHour: number; errorRate: number }>
  battles: Kept<Pick<RunMeters['game'], 'battles_won' | 'battles_lost' | 'battles_fled'>>
}

/** How old the values may be, as the dashboard's users are told. */
const LATENCY_MS = 10_000
const CALLS_MS = 60_000
const MEMORY_MS = 5_000
const BATTLES_MS = 1_000
/** Decisions whose latency counts. */
const RECENT = 200
const MAX_RUNS = 200

/** Measures runs. */
export class Meters {
  readonly #keep = new Map<string, Keep>()
  readonly #memory = new Kept<number>()

  of(open: OpenRun, run: Run | null, present: Present): RunMeters {
    const keep = this.#keepOf(open.id)
    const latency = keep.latency.get(LATENCY_MS, () => latencyOf(open, present.branch))
    const calls = keep.calls.get(CALLS_MS, () => callsOf(open, present))
    const { state } = present
    return {
      performance: {
        tick_rate_actual: run?.status === 'running' ? run.live.tick_rate : 0,
        tick_rate_target: run?.tickRate.target ?? 0,
        decision_latency_avg: latency.avg,
        decision_latency_p95: latency.p95,
        api_calls_per_minute: calls.perMinute,
        api_cost_per_hour: calls.costPerHour,
        memory_usage_mb: this.#memory.get(MEMORY_MS, () => Math.round(process.memoryUsage().rss / 1e5) / 10),
        screenshot_queue_size: run?.files.waitingPictures ?? 0,
        error_rate: calls.errorRate,
      },
      game: {
        pokemon_caught: state.caught,
        ...keep.battles.get(BATTLES_MS, () => battlesOf(open)),
        badges_earned: state.badges,
        current_level: Math.max(0, ...state.party.map(({ level }) => level)),
        pokemon_party_size: state.party.length,
        money: state.money,
      },
    }
  }

  #keepOf(run: string): Keep {
    const keep = this.#keep.get(run) ?? { latency: new Kept(), calls: new Kept(), battles: new Kept() }
    this.#keep.delete(run)
    this.#keep.set(run, keep)
    for (const oldest of [...this.#keep.keys()].slice(0, -MAX_RUNS)) this.#keep.delete(oldest)
    return keep
  }
}

function latencyOf({ reader }: OpenRun, branch: number): { avg: number | null; p95: number | null } {
  const rows = reader.query('SELECT decision_latency_ms AS ms FROM (SELECT decision_latency_ms FROM action_history WHERE branch = ? ORDER BY tick DESC LIMIT ?) WHERE decision_latency_ms IS NOT NULL', branch, RECENT)
  const sorted = rows.map(({ ms }) => Number(ms)).sort((a, b) => a - b)
  if (sorted.length === 0) return { avg: null, p95: null }
  return { avg: sorted.reduce((sum, ms) => sum + ms, 0) / sorted.length, p95: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? null }
}

/** Decisions that cost something are calls of a model. */
function callsOf({ reader }: OpenRun, { branch, tick }: Present): { perMinute: number; costPerHour: number; errorRate: number } {
  const minuteAgo = new Date(Date.now() - 60_000).toISOString()
  const [row] = reader.query(
    `SELECT count(*) AS calls, coalesce(sum(api_cost), 0) AS cost FROM (SELECT api_cost, timestamp FROM action_history WHERE branch = ? ORDER BY tick DESC LIMIT 10000)
     WHERE api_cost IS NOT NULL AND timestamp >= ?`,
    branch, minuteAgo,
  )
  const errors = Number(reader.query('SELECT count(*) AS n FROM errors')[0]?.['n'] ?? 0)
  return { perMinute: Number(row?.['calls'] ?? 0), costPerHour: Number(row?.['cost'] ?? 0) * 60, errorRate: tick === 0 ? 0 : (1000 * errors) / tick }
}

function battlesOf({ reader }: OpenRun): Pick<RunMeters['game'], 'battles_won' | 'battles_lost' | 'battles_fled'> {
  const counts = new Map(reader.query('SELECT outcome, count(*) AS n FROM battles WHERE outcome IS NOT NULL GROUP BY outcome').map(({ outcome, n }) => [String(outcome), Number(n)]))
  return { battles_won: counts.get('win') ?? 0, battles_lost: counts.get('loss') ?? 0, battles_fled: counts.get('flee') ?? 0 }
}

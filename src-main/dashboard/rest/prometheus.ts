import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Engine } from '../client.ts'

/** Names and meanings of what is told of each live run, by where it lies in the meters. */
const RUN_GAUGES = {
  performance: {
    tick_rate_actual: 'Ticks a second', tick_rate_target: 'Ticks a second asked for, 0: as fast as possible',
    decision_latency_avg: 'Average decision latency in milliseconds', decision_latency_p95: '95th percentile of the decision latency in milliseconds',
    api_calls_per_minute: 'Calls of models in the last minute', api_cost_per_hour: 'Dollars an hour, as in the last minute', error_rate: 'Errors per 1,000 ticks', screenshot_queue_size: 'Screenshots that are not on the disk yet',
  },
  game: {
    pokemon_caught: 'Creatures caught', battles_won: 'Battles won', battles_lost: 'Battles lost', battles_fled: 'Battles fled from',
    badges_earned: 'Badges', current_level: 'Highest level in the party', pokemon_party_size: 'Creatures in the party', money: 'Money',
  },
} as const

/** Everything Prometheus may scrape: the live runs, and the process they run in. */
export class Exposition {
  readonly #registry = new Registry()
  readonly #gauges = new Map<string, Gauge<'run'>>()
  readonly #runs: Gauge
  readonly #ticks: Gauge<'run'>
  readonly #frames: Gauge<'run'>

  constructor() {
    const registers = [this.#registry]
    collectDefaultMetrics({ register: this.#registry })
    this.#runs = new Gauge({ name: 'ptp_live_runs', help: 'Runs that are loaded in this engine', registers })
    this.#ticks = new Gauge({ name: 'ptp_tick', help: 'Newest tick of the run', labelNames: ['run'], registers })
    this.#frames = new Gauge({ name: 'ptp_frames_per_second', help: 'Frames emulated a second', labelNames: ['run'], registers })
    for (const names of Object.values(RUN_GAUGES)) {
      for (const [name, help] of Object.entries(names)) this.#gauges.set(name, new Gauge({ name: `ptp_${name}`, help, labelNames: ['run'], registers }))
    }
  }

  get type(): string {
    return this.#registry.contentType
  }

  async text({ observe }: Engine): Promise<string> {
    // Runs that ended are told of no more.
    for (const gauge of [this.#ticks, this.#frames, ...this.#gauges.values()]) gauge.reset()
    const live = observe.live()
    this.#runs.set(live.length)
    for (const { run, tick, frames_per_second } of live) {
      this.#ticks.set({ run }, tick)
      this.#frames.set({ run }, frames_per_second)
      const { performance, game } = await observe.meters(run)
      for (const [name, value] of [...Object.entries(performance), ...Object.entries(game)]) if (value !== null) this.#gauges.get(name)?.set({ run }, value)
    }
    return this.#registry.metrics()
  }
}

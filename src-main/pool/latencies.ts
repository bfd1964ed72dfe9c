import type { Latency } from '../../src-preload/contract/index.ts'

/** The newest so many times are kept. */
const KEEP = 512

/** How long calls took, over the newest of them. */
export class Latencies {
  readonly #times = new Float64Array(KEEP)
  #count = 0

  /** @param ms one call */
  add(ms: number): void {
    this.#times[this.#count % KEEP] = ms
    this.#count++
  }

  /** The value below which `share` of the calls lie, null before the first. */
  percentile(share: number): number | null {
    return at(this.#sorted(), share)
  }

  get summary(): Latency {
    const sorted = this.#sorted()
    return { p50: at(sorted, 0.5), p95: at(sorted, 0.95), p99: at(sorted, 0.99), max: at(sorted, 1), calls: this.#count }
  }

  #sorted(): Float64Array {
    return this.#times.slice(0, Math.min(this.#count, KEEP)).sort()
  }
}

function at(sorted: Float64Array, share: number): number | null {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return value === undefined ? null : Math.round(value * 1000) / 1000
}

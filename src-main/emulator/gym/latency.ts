/** What is asked of the time calls take. */
export interface Sla {
  /** share of the newest calls that must keep to it, e.g. 0.95 */
  percentile: number
  ms: number
}

/** Calls became slower than was asked. */
export interface SlaBreach extends Sla {
  /** ms the percentile really is */
  measured: number
  /** calls looked at */
  calls: number
}

export interface LatencySummary {
  /** calls since the start */
  count: number
  /** ms, of the newest 512 calls; 0 while there are none */
  p50: number
  p95: number
  p99: number
  max: number
}

const KEPT = 512
/** Calls between two looks, and the fewest that say anything. */
const LOOK_EVERY = 32

/** How long the calls of one emulator take, held against what was asked. */
export class Latency {
  readonly #sla: Sla
  readonly #times = new Float64Array(KEPT)
  readonly #listeners = new Set<(breach: SlaBreach) => void>()
  #count = 0
  #breach: SlaBreach | null = null
  /** times the calls became slower than was asked */
  breaches = 0

  constructor(sla: Sla) {
    this.#sla = sla
  }

  /** The breach that goes on now, null while all is well. */
  get breach(): SlaBreach | null {
    return this.#breach
  }

  record(ms: number): void {
    this.#times[this.#count % KEPT] = ms
    this.#count++
    if (this.#count % LOOK_EVERY === 0) this.#look()
  }

  summary(): LatencySummary {
    const times = this.#sorted()
    return { count: this.#count, p50: at(times, 0.5), p95: at(times, 0.95), p99: at(times, 0.99), max: times.at(-1) ?? 0 }
  }

  /** @returns the way to stop listening. Told once for each time the calls become too slow. */
  onBreach(listener: (breach: SlaBreach) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #look(): void {
    const { percentile, ms } = this.#sla
    const measured = at(this.#sorted(), percentile)
    const wasBroken = this.#breach !== null
    this.#breach = measured > ms ? { percentile, ms, measured, calls: Math.min(this.#count, KEPT) } : null
    if (!this.#breach || wasBroken) return
    this.breaches++
    for (const listener of this.#listeners) listener(this.#breach)
  }

  #sorted(): Float64Array {
    return this.#times.slice(0, Math.min(this.#count, KEPT)).sort()
  }
}

function at(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

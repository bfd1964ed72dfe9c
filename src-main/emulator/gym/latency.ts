/** What is asked of the time calls take. */
export interface Sla {
  /** share of the newest calls that must keep to it, e.g. 0.95 */
  percentile: number
  /** ms a call may take beyond what its frames take to play */
  ms: number
}

export const DEFAULT_SLA: Sla = { percentile: 0.95, ms: 1000 }

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
  /** the same calls, without what was granted them */
  readonly #beyond = new Float64Array(KEPT)
  readonly #listeners = new Set<(breach: SlaBreach) => void>()
  readonly #relieved = new Set<() => void>()
  #count = 0
  #breach: SlaBreach | null = null
  /** times the calls became slower than was asked */
  breaches = 0

  constructor(sla: Sla = DEFAULT_SLA) {
    this.#sla = sla
  }

  /** The breach that goes on now, null while all is well. */
  get breach(): SlaBreach | null {
    return this.#breach
  }

  /** @param granted ms the call could not do without, as its frames had to be played */
  record(ms: number, granted = 0): void {
    this.#times[this.#count % KEPT] = ms
    this.#beyond[this.#count % KEPT] = Math.max(0, ms - granted)
    this.#count++
    if (this.#count % LOOK_EVERY === 0) this.#look()
  }

  summary(): LatencySummary {
    const times = this.#sorted(this.#times)
    return { count: this.#count, p50: at(times, 0.5), p95: at(times, 0.95), p99: at(times, 0.99), max: times.at(-1) ?? 0 }
  }

  /** @returns the way to stop listening. Told once for each time the calls become too slow. */
  onBreach(listener: (breach: SlaBreach) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** @returns the way to stop listening. Told once the calls are again as fast as was asked. */
  onRelief(listener: () => void): () => void {
    this.#relieved.add(listener)
    return () => void this.#relieved.delete(listener)
  }

  #look(): void {
    const { percentile, ms } = this.#sla
    const measured = at(this.#sorted(this.#beyond), percentile)
    const wasBroken = this.#breach !== null
    this.#breach = measured > ms ? { percentile, ms, measured, calls: Math.min(this.#count, KEPT) } : null
    if (wasBroken && !this.#breach) for (const listener of this.#relieved) listener()
    if (!this.#breach || wasBroken) return
    this.breaches++
    for (const listener of this.#listeners) listener(this.#breach)
  }

  #sorted(times: Float64Array): Float64Array {
    return times.slice(0, Math.min(this.#count, KEPT)).sort()
  }
}

function at(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

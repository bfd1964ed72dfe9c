import type { Health, HealthChange } from '../../src-preload/contract/index.ts'
import type { Vitals } from './backend.ts'

/** Where the lines lie between well and not well. */
export interface HealthLimits {
  /** an answer that takes longer is slow, ms */
  slow: number
  /** slow answers in a row until it counts as degraded */
  slowInARow: number
  /** silent looks in a row until it counts as failed */
  silentInARow: number
  /** good looks in a row until a degraded one is healthy again */
  goodInARow: number
  /** share of its memory above which it is degraded, and below which it is well again */
  memoryHigh: number
  memoryLow: number
}

export const HEALTH_LIMITS: HealthLimits = { slow: 500, slowInARow: 2, silentInARow: 3, goodInARow: 3, memoryHigh: 0.9, memoryLow: 0.8 }

/** Changes that are remembered. */
const KEEP_CHANGES = 100

/**
 * Decides how well an emulator is from looks at it. One odd look changes little: it takes several
 * in a row to get worse or better, so that the verdict does not flutter.
 */
export class HealthJudge {
  readonly #limits: HealthLimits
  readonly #history: HealthChange[] = []
  #health: Health = 'healthy'
  #reason = ''
  #slow = 0
  #silent = 0
  #good = 0
  #isFull = false

  constructor(limits: HealthLimits = HEALTH_LIMITS) {
    this.#limits = limits
  }

  get health(): Health {
    return this.#health
  }

  /** Why it is not healthy, '' when it is. */
  get reason(): string {
    return this.#reason
  }

  /** Changes of health, oldest first. */
  get history(): readonly HealthChange[] {
    return this.#history
  }

  /** Takes a look that was answered. @returns whether the health changed */
  saw(vitals: Vitals): boolean {
    if (this.#health === 'failed') return false
    this.#silent = 0
    const trouble = this.#slowness(vitals) ?? this.#fullness(vitals)
    if (trouble !== null) {
      this.#good = 0
      return this.#become('degraded', trouble)
    }
    if (this.#health === 'healthy') return false
    this.#good++
    return this.#good >= this.#limits.goodInARow && this.#become('healthy', '')
  }

  /** Takes a look that was not answered. @returns whether the health changed */
  missed(why: string): boolean {
    if (this.#health === 'failed') return false
    this.#good = 0
    this.#silent++
    const { silentInARow } = this.#limits
    if (this.#silent >= silentInARow) return this.#become('failed', `${why} (${this.#silent} times in a row)`)
    return this.#become('degraded', why)
  }

  /** It is lost for good. @returns whether that is news */
  lost(why: string): boolean {
    return this.#become('failed', why)
  }

  /** A new emulator took the place; the history stays. */
  renew(why: string): void {
    this.#slow = this.#silent = this.#good = 0
    this.#isFull = false
    if (this.#health !== 'healthy') this.#become('healthy', '', why)
  }

  #slowness({ latency }: Vitals): string | null {
    const { slow, slowInARow } = this.#limits
    this.#slow = latency > slow ? this.#slow + 1 : 0
    return this.#slow >= slowInARow ? `answers slowly: ${Math.round(latency)} ms, more than ${slow} ms` : null
  }

  #fullness({ memory, memoryLimit }: Vitals): string | null {
    if (memory === null || memoryLimit === null || memoryLimit <= 0) return null
    const share = memory / memoryLimit
    const { memoryHigh, memoryLow } = this.#limits
    this.#isFull = share >= (this.#isFull ? memoryLow : memoryHigh)
    return this.#isFull ? `uses ${Math.round(100 * share)} % of its memory` : null
  }

  #become(health: Health, reason: string, told = reason): boolean {
    const isNews = health !== this.#health
    this.#health = health
    this.#reason = reason
    if (!isNews) return false
    this.#good = 0
    this.#history.push({ at: new Date().toISOString(), health, reason: told })
    if (this.#history.length > KEEP_CHANGES) this.#history.shift()
    return true
  }
}

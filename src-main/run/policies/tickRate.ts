import type { Settings } from '../../../src-preload/contract/index.ts'

export type TickRateSettings = Settings['tick_rate']

/** What the rate hangs on at one moment. */
export interface Pace {
  /** whether a model decides: scripts and people are not held to the tick rates unless that is asked for */
  isModel: boolean
  inBattle: boolean
  /** average time of the latest decisions, ms; null before the first */
  decisionLatencyMs: number | null
  /** whether more was spent than the budget allows */
  isOverBudget: boolean
}

/** The rate to play at: ticks a second, a multiple of the console's speed, or as fast as possible. */
export type Rate = { kind: 'ticks'; perSecond: number } | { kind: 'speed'; speed: number } | { kind: 'free' }

/**
 * @returns how fast to play now. Adaptive: as fast as decisions come, at most the base rate, and half of the base rate while the
 * budget is exceeded
 */
export function rateAt(settings: TickRateSettings, pace: Pace): Rate {
  const byTicks = settings.pace === 'ticks' || (settings.pace === 'auto' && pace.isModel)
  if (!byTicks) return settings.speed === 0 ? { kind: 'free' } : { kind: 'speed', speed: settings.speed }
  const base = pace.inBattle ? settings.battle : settings.normal
  return { kind: 'ticks', perSecond: settings.adaptive ? adapted(base, pace) : base }
}

function adapted(base: number, { decisionLatencyMs, isOverBudget }: Pace): number {
  if (isOverBudget) return base * 0.5
  return decisionLatencyMs === null || decisionLatencyMs <= 0 ? base : Math.min(base, 1000 / decisionLatencyMs)
}

/** Average of the latest values. */
export class RecentAverage {
  readonly #size: number
  readonly #values: number[] = []

  /** @param size values that count */
  constructor(size = 20) {
    this.#size = size
  }

  add(value: number): void {
    this.#values.push(value)
    if (this.#values.length > this.#size) this.#values.shift()
  }

  /** null before the first value */
  get value(): number | null {
    return this.#values.length === 0 ? null : this.#values.reduce((sum, each) => sum + each, 0) / this.#values.length
  }
}

/** When the next tick is due at a rate that may change; it does not wait by itself. */
export class TickSchedule {
  #due: number | null = null

  /**
   * Notes that a tick was played at `now`.
   * @param perSecond ticks a second
   * @returns milliseconds to wait before the next one; what was lost to a slow decision is not made up for
   */
  played(perSecond: number, now: number): number {
    const interval = 1000 / perSecond
    const due: number = this.#due === null || this.#due + interval < now ? now + interval : this.#due + interval
    this.#due = due
    return Math.max(0, due - now)
  }

  /** Forgets the schedule, as after a pause. */
  restart(): void {
    this.#due = null
  }
}

/** Tells when nothing has changed for too long. */
export class StallWatch {
  #since: number

  constructor(now: number) {
    this.#since = now
  }

  /** Notes that the game state changed at `now`, or that the clock was stopped until then. */
  changed(now: number): void {
    this.#since = now
  }

  /** @param timeout seconds @returns the seconds without a change, null while they are within the timeout */
  stalled(timeout: number, now: number): number | null {
    const seconds = (now - this.#since) / 1000
    return seconds > timeout ? seconds : null
  }
}

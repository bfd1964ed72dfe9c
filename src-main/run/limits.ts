import type { EventKind } from '../../src-preload/contract/index.ts'
import type { Moment } from './head.ts'
import { Grace, limitReached, type LimitHit, type LimitSettings } from './policies/index.ts'
import type { Tempo } from './tempo.ts'

/** Tells when a run has to end by itself. */
export class Limits {
  /** Those of a run that goes may be others from now on: one that is reached already ends it at once, one that was lifted does so no more. */
  settings: LimitSettings
  /** said once a limit is reached, when there is something left to finish */
  warn: (text: string) => void = () => undefined
  readonly #tempo: Tempo
  readonly #grace = new Grace()
  #cost: number

  /** @param cost dollars spent in earlier sittings of the run */
  constructor(settings: LimitSettings, tempo: Tempo, cost: number) {
    this.settings = settings
    this.#tempo = tempo
    this.#cost = cost
  }

  /** Events at which a limit may be reached: a batch ends with them, so that the run ends at that very tick. */
  get kinds(): EventKind[] {
    const { max_pokemon_caught, max_badges, max_level } = this.settings
    return [
      ...(max_pokemon_caught === null ? [] : (['catch'] as const)),
      ...(max_badges === null ? [] : (['badge'] as const)),
      ...(max_level === null ? [] : (['level_up', 'catch'] as const)),
    ]
  }

  spend(dollars: number): void {
    this.#cost += dollars
  }

  get cost(): number {
    return this.#cost
  }

  /** The limit that was reached, whether or not the run has ended by it. */
  get hit(): LimitHit | null {
    return this.#grace.hit
  }

  /** Whether a limit of the run's own is reached; those of its pace are left aside. */
  isReached(at: Moment, seconds: number): boolean {
    return this.#own(at, seconds) !== null
  }

  /**
   * @param seconds the run has been played
   * @param isDeciding whether a decision is being carried out that may be finished first
   * @returns the limit the run has to end at now
   */
  look(at: Moment, seconds: number, isDeciding: boolean): LimitHit | null {
    const hit = this.#own(at, seconds) ?? this.#tempo.hit()
    if (hit === null) {
      if (this.#grace.hit !== null) this.#grace.lift()
      return null
    }
    const now = performance.now()
    const isFirst = this.#grace.start(hit, this.settings.grace_period, now)
    if (this.#grace.isOver(isDeciding && this.settings.grace_period > 0, now)) return this.#grace.hit
    if (isFirst) this.warn(`Limit reached (${hit.message}), finishing current decision…`)
    return null
  }

  #own({ tick, state }: Moment, seconds: number): LimitHit | null {
    return limitReached(this.settings, { seconds, ticks: tick, cost: this.#cost, state })
  }
}

import type { GameEvent, GameState } from '../../src-preload/contract/index.ts'
import type { RunSettings } from './settings.ts'

/** Why a screenshot is kept; the first that holds names it. */
export type ScreenshotReason = 'error' | 'battle' | 'change' | 'interval'

/** Decides which ticks are pictured. Priority: error, battle turn, change, interval. */
export class ScreenshotPolicy {
  readonly #settings: RunSettings['screenshots']

  constructor(settings: RunSettings['screenshots']) {
    this.#settings = settings
  }

  /** Whether the picture of this coming tick may be kept, so that the emulator has to draw it. */
  mayKeep(tick: number, now: GameState): boolean {
    const { interval, battleTurn, onChange } = this.#settings
    return onChange || (battleTurn && now.battle !== null) || (interval > 0 && tick % interval === 0)
  }

  /** @returns why the picture of this tick is kept, null when it is not */
  reason(tick: number, before: GameState | null, after: GameState, events: readonly GameEvent[]): ScreenshotReason | null {
    const { interval, battleTurn, onChange } = this.#settings
    if (events.some((event) => event.kind === 'error')) return 'error'
    if (battleTurn && events.some((event) => event.kind.startsWith('battle_'))) return 'battle'
    if (onChange && before && (before.screen !== after.screen || before.location !== after.location)) return 'change'
    return interval > 0 && tick % interval === 0 ? 'interval' : null
  }
}

import type { GameEvent, GameState, Settings } from '../../../src-preload/contract/index.ts'

export type ScreenshotSettings = Settings['screenshot']

/** Why a screenshot is kept, the strongest reason first. */
export const SCREENSHOT_REASONS = ['error', 'battle', 'change', 'interval'] as const
export type ScreenshotReason = (typeof SCREENSHOT_REASONS)[number]

/** Decides which ticks are pictured. Has to see every tick, in order. */
export class ScreenshotPolicy {
  settings: ScreenshotSettings
  /** pictures that a battle turn or an error still asks for */
  #left = { error: 0, battle: 0 }

  constructor(settings: ScreenshotSettings) {
    this.settings = settings
  }

  /** Whether the picture of this coming tick may be kept, so that the emulator has to draw it; `changed`: only if screen or location change. */
  mayKeep(tick: number, now: Pick<GameState, 'battle'>): boolean | 'changed' {
    const { on_change, battle_turn } = this.settings
    const isLikely = this.#left.error > 0 || this.#left.battle > 0 || (battle_turn > 0 && now.battle !== null) || this.#isDue(tick)
    return isLikely || (on_change && 'changed')
  }

  /**
   * Takes note of a tick.
   * @returns why its picture is kept: error, then battle turn, then change, then interval; null when it is not
   */
  see(tick: number, before: GameState | null, after: GameState, events: readonly GameEvent[]): ScreenshotReason | null {
    const { on_error, battle_turn, on_change } = this.settings
    if (events.some(({ kind }) => kind === 'error')) this.#left.error = on_error
    if (events.some(({ kind }) => kind.startsWith('battle_'))) this.#left.battle = battle_turn
    const wanted = { error: this.#left.error > 0, battle: this.#left.battle > 0 }
    this.#left = { error: Math.max(0, this.#left.error - 1), battle: Math.max(0, this.#left.battle - 1) }
    if (wanted.error) return 'error'
    if (wanted.battle) return 'battle'
    if (on_change && before !== null && (before.screen !== after.screen || before.location !== after.location)) return 'change'
    return this.#isDue(tick) ? 'interval' : null
  }

  /** Notes an error that no tick tells of. Its own picture is taken at once; this asks for the others. */
  failed(): void {
    this.#left.error = Math.max(0, this.settings.on_error - 1)
  }

  /** Forgets what was asked for, as after going back. */
  restart(): void {
    this.#left = { error: 0, battle: 0 }
  }

  #isDue(tick: number): boolean {
    const { interval } = this.settings
    return interval > 0 && tick % interval === 0
  }
}

/**
 * Pictures that wait to be written, at most `capacity`. When it is full the weakest gives way: the oldest one of the lowest
 * priority, or the new one itself. What is dropped is counted by its reason.
 */
export class PictureQueue<T> {
  /** where it is made smaller, what waits already may still be written */
  capacity: number
  readonly dropped: Record<ScreenshotReason, number> = { error: 0, battle: 0, change: 0, interval: 0 }
  readonly #waiting: { reason: ScreenshotReason; picture: T }[] = []

  constructor(capacity: number) {
    this.capacity = capacity
  }

  get size(): number {
    return this.#waiting.length
  }

  get isFull(): boolean {
    return this.#waiting.length >= this.capacity
  }

  /** @returns the picture that was dropped for it, null when there was room */
  push(picture: T, reason: ScreenshotReason): T | null {
    this.#waiting.push({ reason, picture })
    if (this.#waiting.length <= this.capacity) return null
    const weakest = this.#waiting.reduce((worst, each) => (rank(each.reason) > rank(worst.reason) ? each : worst))
    // Among equals the newcomer gives way: what waits is nearer to being written.
    const gone = weakest.reason === reason ? this.#waiting.length - 1 : this.#waiting.indexOf(weakest)
    const [lost] = this.#waiting.splice(gone, 1)
    if (!lost) return null
    this.dropped[lost.reason]++
    return lost.picture
  }

  /** @returns the next one to write, in the order they were taken */
  shift(): { reason: ScreenshotReason; picture: T } | undefined {
    return this.#waiting.shift()
  }
}

function rank(reason: ScreenshotReason): number {
  return SCREENSHOT_REASONS.indexOf(reason)
}

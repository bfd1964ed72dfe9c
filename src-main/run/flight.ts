import { PtpError } from '../../src-preload/contract/index.ts'
import type { Place } from './head.ts'
import type { PlayedTick } from './player.ts'

/** Acts that are with the emulator. */
interface Batch {
  ticks: number
  /** frames they take at the most */
  frames: number
  /** the last place whose state is asked for, with these or before; null when there is none */
  keeps: Place | null
  played: Promise<PlayedTick[]>
}

/** The batches that were sent to the emulator and whose outcome is not known yet, in order. */
export class Flight {
  #batches: Batch[] = []
  /** a batch was left early, so nothing may have been played of those behind it */
  #isCut = false

  get count(): number {
    return this.#batches.length
  }

  get ticks(): number {
    return this.#batches.reduce((sum, { ticks }) => sum + ticks, 0)
  }

  get frames(): number {
    return this.#batches.reduce((sum, { frames }) => sum + frames, 0)
  }

  /** The last place whose state is on its way. */
  get keeps(): Place | null {
    return this.#batches.at(-1)?.keeps ?? null
  }

  add(batch: Batch): void {
    if (this.#batches.length === 0) this.#isCut = false
    // Of two that fail together, the loop only waits for the first.
    batch.played.catch(() => undefined)
    this.#batches.push(batch)
  }

  /**
   * Waits for the first batch.
   * @returns what was played of it, and whether all of it was
   * @throws PtpError what the emulator failed with
   */
  async land(): Promise<{ played: PlayedTick[]; isWhole: boolean }> {
    const [batch] = this.#batches
    if (!batch) return { played: [], isWhole: true }
    const played = await batch.played
    this.#batches.shift()
    if (this.#isCut && played.length > 0) throw new PtpError('internal', 'the emulator played on where it had to stop')
    this.#isCut ||= played.length < batch.ticks
    return { played, isWhole: !this.#isCut }
  }

  /** Forgets what is under way: the emulator it was sent to is gone. */
  clear(): void {
    this.#batches = []
  }
}

import type { GameState } from '../../../src-preload/contract/index.ts'
import { BLOCK_TICKS } from '../schema.ts'
import { visitNumbers } from '../stateNumbers.ts'

/** A finished row of `state_blocks`. */
export interface BlockRow {
  block: number
  ranges: string
}

/** Keeps the least and greatest value of every number of the state in the block of ticks that is being played. */
export class RangeLog {
  private ranges = new Map<string, [number, number]>()
  private block = -1
  private isWhole = false

  /**
   * Starts the tick; the numbers it changes follow by {@link see}.
   * @param state the state after the tick
   * @returns the row of the block before it, when that is finished and was seen whole
   */
  enter(tick: number, state: GameState): BlockRow | null {
    const block = Math.floor(tick / BLOCK_TICKS)
    if (block === this.block) return null
    const done = this.isWhole && block === this.block + 1 ? { block: this.block, ranges: JSON.stringify(Object.fromEntries(this.ranges)) } : null
    this.ranges = new Map()
    this.block = block
    this.isWhole = tick % BLOCK_TICKS === 0
    this.seeAll(state)
    return done
  }

  seeAll(state: GameState): void {
    visitNumbers(state, this.see)
  }

  readonly see = (name: string, value: number): void => {
    const range = this.ranges.get(name)
    if (range === undefined) this.ranges.set(name, [value, value])
    else if (value < range[0]) range[0] = value
    else if (value > range[1]) range[1] = value
  }
}

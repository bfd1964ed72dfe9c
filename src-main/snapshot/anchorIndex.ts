import type { HeldState } from './heldState.ts'
import { TickIndex } from './tickIndex.ts'
import type { Line } from './line.ts'

/** Where an anchor stands in its run. */
export type AnchorPlace = Pick<HeldState, 'branch' | 'tick' | 'frame'>

/** An anchor and the record it lies in. */
export interface AnchorEntry extends AnchorPlace {
  /** where its record begins, bytes from the start of the file */
  readonly offset: number
  /** of the whole record */
  readonly bytes: number
}

/** The anchors of a pack that are not void, one a place. */
export class AnchorIndex {
  readonly #ticks = new TickIndex<AnchorEntry>()
  #count = 0
  #bytes = 0

  get count(): number {
    return this.#count
  }

  /** Bytes of their records together. */
  get bytes(): number {
    return this.#bytes
  }

  /** All places, branch by branch, by tick. */
  places(): AnchorPlace[] {
    return [...this.#ticks.branches()].flat()
  }

  /** Voids the one that stood there before. */
  add(entry: AnchorEntry): void {
    const before = this.at(entry.branch, entry.tick)
    if (before !== undefined) this.remove(before)
    this.#ticks.add(entry)
    this.#count++
    this.#bytes += entry.bytes
  }

  /** @returns false if it was void already */
  remove(entry: AnchorEntry): boolean {
    const removed = this.#ticks.remove(entry)
    if (removed) {
      this.#count--
      this.#bytes -= entry.bytes
    }
    return removed
  }

  removeWhere(isVoid: (entry: AnchorEntry) => boolean): void {
    for (const entry of [...this.#ticks.branches()].flat()) if (isVoid(entry)) this.remove(entry)
  }

  at(branch: number, tick: number): AnchorEntry | undefined {
    return this.#ticks.at(branch, tick)
  }

  nearest(line: Line, tick: number): AnchorEntry | null {
    return this.#ticks.nearest(line, tick)
  }

  onBranch(branch: number): readonly AnchorEntry[] {
    return this.#ticks.onBranch(branch)
  }
}

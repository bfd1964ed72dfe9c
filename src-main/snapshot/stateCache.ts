import { copyOf, type HeldState } from './heldState.ts'
import type { Line } from './line.ts'
import { TickIndex } from './tickIndex.ts'

/** How much nearer than its ticks say a state on the play head's branch is, against one on another branch. */
const OTHER_BRANCH = 4
/** Within so many ticks of the play head all are equally near. */
const NEAR_TICKS = 8

/**
 * States for seeking, in memory: dense around the play head, ever sparser away from it, one byte
 * budget for all. Marked states are never evicted, even if they alone exceed the budget.
 */
export class StateCache {
  readonly budget: number
  readonly #ticks = new TickIndex<HeldState>()
  readonly #marked = new Set<HeldState>()
  #bytes = 0
  #head = { branch: 0, tick: 0 }

  /** @param budgetBytes default 256 MiB */
  constructor(budgetBytes = 256 * 1024 * 1024) {
    this.budget = budgetBytes
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Where states are wanted dense from now on: to be called as the run plays or is seeked. Costs nothing until the next {@link put}. */
  moveHead(branch: number, tick: number): void {
    this.#head = { branch, tick }
  }

  /** Takes a state over without copying it; the caller must not change or transfer it any more. One at the same place is replaced. */
  put(held: HeldState, options: { marked?: boolean } = {}): void {
    const before = this.#ticks.at(held.branch, held.tick)
    const marked = options.marked ?? (before !== undefined && this.#marked.has(before))
    if (before !== undefined) this.#drop(before)
    this.#ticks.add(held)
    this.#bytes += held.state.length
    if (marked) this.#marked.add(held)
    while (this.#bytes > this.budget) {
      const least = this.#leastWanted()
      if (least === null) return
      this.#drop(least)
    }
  }

  /** @returns false if there is no state at that place */
  mark(branch: number, tick: number, marked: boolean): boolean {
    const held = this.#ticks.at(branch, tick)
    if (held === undefined) return false
    if (marked) this.#marked.add(held)
    else this.#marked.delete(held)
    return true
  }

  /** @returns a copy of the last state at or before `tick` on the line */
  nearest(line: Line, tick: number): HeldState | null {
    const held = this.#ticks.nearest(line, tick)
    return held === null ? null : copyOf(held)
  }

  /** The place {@link nearest} would give, without copying the state. */
  nearestPlace(line: Line, tick: number): { branch: number; tick: number; frame: number } | null {
    const held = this.#ticks.nearest(line, tick)
    return held === null ? null : { branch: held.branch, tick: held.tick, frame: held.frame }
  }

  /** Forgets what lies beyond `tick` on a branch, when the branch is played anew from there. */
  dropAfter(branch: number, tick: number): void {
    for (const held of this.#ticks.onBranch(branch).filter((each) => each.tick > tick)) this.#drop(held)
  }

  clear(): void {
    for (const held of [...this.#ticks.branches()].flat()) this.#drop(held)
  }

  /** The one whose loss hurts least: a small gap between its neighbours, far from the play head. */
  #leastWanted(): HeldState | null {
    let least: HeldState | null = null
    let hurt = Infinity
    for (const states of this.#ticks.branches()) {
      states.forEach((held, at) => {
        if (this.#marked.has(held)) return
        // Without the first of a branch, a seek starts far before it; so each branch keeps one to the last.
        const before = states[at - 1]?.tick ?? 0
        const after = states[at + 1]?.tick ?? held.tick + 1 + (held.tick - before)
        const value = (after - before) / this.#distance(held)
        if (value >= hurt) return
        hurt = value
        least = held
      })
    }
    return least
  }

  #distance(held: HeldState): number {
    const ticks = NEAR_TICKS + Math.abs(held.tick - this.#head.tick)
    return held.branch === this.#head.branch ? ticks : ticks * OTHER_BRANCH
  }

  #drop(held: HeldState): void {
    this.#ticks.remove(held)
    this.#marked.delete(held)
    this.#bytes -= held.state.length
  }
}

import type { TickInput } from '../../../src-preload/contract/index.ts'
import type { Run } from '../../run/index.ts'

/** A tick of the recorded tree, with what was played after it. */
interface Point {
  branch: number
  tick: number
  next: Map<string, Point>
}

/** The ticks that a run has recorded, all branches as one tree of inputs. */
export class RecordedTree {
  readonly #root: Point = { branch: 0, tick: 0, next: new Map() }
  /** the points of each branch, from its fork on */
  readonly #points = new Map<number, { from: number; points: Point[] }>()
  readonly #run: Run

  constructor(run: Run) {
    this.#run = run
    this.refresh()
  }

  /** Takes in what was recorded since. */
  refresh(): void {
    const { files } = this.#run
    files.recorder.flush()
    for (const { branch, parent, fork_tick, head_tick } of files.branches) {
      const known = this.#points.get(branch)
      const from = parent === null ? 0 : fork_tick
      const points = known?.points ?? [parent === null ? this.#root : this.#at(parent, fork_tick)]
      for (const input of files.inputs(files.line(branch), from + points.length, head_tick)) {
        const before = points.at(-1) ?? this.#root
        const point: Point = { branch, tick: from + points.length, next: new Map() }
        // The first branch that played it keeps the place; both lead to the same state.
        if (!before.next.has(keyOf(input))) before.next.set(keyOf(input), point)
        points.push(point)
      }
      this.#points.set(branch, { from, points })
    }
  }

  /** @returns how far a line is recorded already, and where that ends */
  follow(inputs: readonly TickInput[]): { done: number; branch: number; tick: number } {
    let at = this.#root
    let done = 0
    for (const input of inputs) {
      const next = at.next.get(keyOf(input))
      if (!next) break
      at = next
      done++
    }
    return { done, branch: at.branch, tick: at.tick }
  }

  #at(branch: number, tick: number): Point {
    const own = this.#points.get(branch)
    if (!own) return this.#root
    if (tick >= own.from) return own.points[tick - own.from] ?? this.#root
    const parent = this.#run.files.branches.find((each) => each.branch === branch)?.parent
    return parent === null || parent === undefined ? this.#root : this.#at(parent, tick)
  }
}

function keyOf({ buttons, hold, frames }: TickInput): string {
  return `${buttons}/${hold}/${frames}`
}

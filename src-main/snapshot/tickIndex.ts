import type { Line } from './line.ts'

interface Placed {
  branch: number
  tick: number
}

/** Things that have a place in a run, found by binary search. */
export class TickIndex<T extends Placed> {
  readonly #branches = new Map<number, T[]>()

  /** Several things may stand at one tick; the one added last is found first. */
  add(item: T): void {
    const items = this.#branches.get(item.branch)
    if (items === undefined) this.#branches.set(item.branch, [item])
    else items.splice(countUpTo(items, item.tick), 0, item)
  }

  /** @returns false if `item` itself was not there */
  remove(item: T): boolean {
    const items = this.#branches.get(item.branch)
    if (items === undefined) return false
    for (let at = countUpTo(items, item.tick) - 1; at >= 0 && items[at]?.tick === item.tick; at--) {
      if (items[at] !== item) continue
      items.splice(at, 1)
      if (items.length === 0) this.#branches.delete(item.branch)
      return true
    }
    return false
  }

  /** @returns what stands exactly there, the one added last */
  at(branch: number, tick: number): T | undefined {
    const items = this.#branches.get(branch) ?? []
    const item = items[countUpTo(items, tick) - 1]
    return item?.tick === tick ? item : undefined
  }

  /** @returns the last one at or before `tick` on the line, null if there is none */
  nearest(line: Line, tick: number): T | null {
    for (let at = line.length - 1; at >= 0; at--) {
      const segment = line[at]
      if (segment === undefined || segment.from > tick) continue
      const items = this.#branches.get(segment.branch) ?? []
      const item = items[countUpTo(items, Math.min(tick, segment.to)) - 1]
      if (item !== undefined && item.tick >= segment.from) return item
    }
    return null
  }

  /** The things of each branch, by tick. Not to be changed. */
  branches(): Iterable<readonly T[]> {
    return this.#branches.values()
  }

  onBranch(branch: number): readonly T[] {
    return this.#branches.get(branch) ?? []
  }
}

function countUpTo(items: readonly Placed[], tick: number): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((items[middle]?.tick ?? Infinity) <= tick) low = middle + 1
    else high = middle
  }
  return low
}

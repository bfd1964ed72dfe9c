import { SumTree } from './sumTree.ts'

interface Visited {
  visits: number
}

interface Spot<C> {
  place: number
  visits: number
  cells: Set<C>
}

/**
 * Where in the world the cells are. A place where much can happen has many cells; by spots it counts no more than any other,
 * so that the edge of the known world is explored however much goes on inside.
 */
export class Spots<C extends Visited> {
  readonly #spots = new Map<string, Spot<C>>()
  readonly #byPlace: Spot<C>[] = []
  readonly #of = new Map<C, Spot<C>>()
  readonly #weights = new SumTree()

  add(name: string, cell: C): void {
    let spot = this.#spots.get(name)
    if (!spot) {
      spot = { place: this.#byPlace.length, visits: 0, cells: new Set() }
      this.#spots.set(name, spot)
      this.#byPlace.push(spot)
    }
    spot.cells.add(cell)
    this.#of.set(cell, spot)
    this.#weigh(spot)
  }

  remove(cell: C): void {
    const spot = this.#of.get(cell)
    if (!spot) return
    spot.cells.delete(cell)
    this.#of.delete(cell)
    this.#weigh(spot)
  }

  /** @returns the cell that was visited least at a spot that was not chosen much; null when there are no cells */
  choose(lot: number): C | null {
    const spot = this.#byPlace[this.#weights.pick(lot)]
    if (!spot) return null
    spot.visits++
    this.#weigh(spot)
    let least: C | null = null
    for (const cell of spot.cells) if (least === null || cell.visits < least.visits) least = cell
    return least
  }

  #weigh({ place, visits, cells }: Spot<C>): void {
    this.#weights.set(place, cells.size === 0 ? 0 : 1 / ((1 + visits) * Math.sqrt(1 + visits)))
  }
}

import { SumTree } from './sumTree.ts'

interface Family<C> {
  weights: SumTree
  byPlace: (C | null)[]
  free: number[]
}

interface Home<C> {
  family: Family<C>
  place: number
}

/**
 * Cells with weights, in families: what cannot be changed any more, such as who goes along, sets them apart. A family is
 * drawn by how much weight it has, and its cells stand against each other alone. So a way that begins well does not keep
 * others from showing how they go on.
 */
export class Families<C> {
  readonly #families = new Map<string, Family<C>>()
  readonly #homes = new Map<C, Home<C>>()

  add(name: string, cell: C, weight: number): void {
    let family = this.#families.get(name)
    if (!family) {
      family = { weights: new SumTree(), byPlace: [], free: [] }
      this.#families.set(name, family)
    }
    const place = family.free.pop() ?? family.byPlace.length
    family.byPlace[place] = cell
    family.weights.set(place, weight)
    this.#homes.set(cell, { family, place })
  }

  remove(cell: C): void {
    const home = this.#homes.get(cell)
    if (!home) return
    const { family, place } = home
    family.byPlace[place] = null
    family.free.push(place)
    family.weights.set(place, 0)
    this.#homes.delete(cell)
  }

  weigh(cell: C, weight: number): void {
    const home = this.#homes.get(cell)
    home?.family.weights.set(home.place, weight)
  }

  /** @param lots from 0 to 1, 1 excluded: the first for the family, one for each cell @returns cells of one family, each drawn by its weight */
  draw([first = 0, ...lots]: readonly number[]): C[] {
    let total = 0
    for (const { weights } of this.#families.values()) total += weights.total
    let left = first * total
    let chosen: Family<C> | null = null
    for (const family of this.#families.values()) {
      if (family.weights.total === 0) continue
      chosen = family
      left -= family.weights.total
      if (left < 0) break
    }
    if (!chosen) return []
    const { byPlace, weights } = chosen
    return lots.flatMap((lot) => byPlace[weights.pick(lot)] ?? [])
  }
}

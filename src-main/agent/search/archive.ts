import { createHash } from 'node:crypto'
import { SumTree } from './sumTree.ts'

/** What was found at the end of an action. */
export interface Found {
  /** names the cell */
  key: string
  /** place on the map or the like, for choosing different lines */
  group: string
  progress: number
  /** 0–1: of two ways to a cell with the same progress the healthier is kept */
  health: number
  /** from the start of the search */
  frames: number
  /** point of the trail */
  point: number
  state: Uint8Array
}

/** A cell that is kept, with the best way there is to it. */
export interface Cell extends Found {
  place: number
  /** times it was explored from */
  visits: number
  /** cells found from it */
  children: number
}

export type Verdict = 'new' | 'better' | 'known'

/** Keys of cells that were dropped and are not taken for new: so many for each that is kept. */
const REMEMBERED = 20
/** Part of the cells that goes at a time when there are too many. */
const DROP = 0.1

/** The cells of a search: which there are, and which of them to explore from. Bounded, and all its choices hang on the dice alone. */
export class Archive {
  readonly #most: number
  readonly #cells = new Map<string, Cell>()
  readonly #byPlace: (Cell | null)[] = []
  readonly #free: number[] = []
  readonly #weights = new SumTree()
  readonly #dropped = new Set<string>()
  #best = 0
  #seen = 0

  constructor(most: number) {
    this.#most = most
  }

  /** cells that are kept */
  get size(): number {
    return this.#cells.size
  }

  /** cells found so far, dropped ones counted */
  get seen(): number {
    return this.#seen
  }

  /** the most progress of any cell */
  get best(): number {
    return this.#best
  }

  cells(): Iterable<Cell> {
    return this.#cells.values()
  }

  /** @returns a cell to explore from: often a promising one that was not visited much */
  choose(lot: number): Cell {
    const cell = this.#byPlace[this.#weights.pick(lot)]
    if (!cell) throw new RangeError('an archive without cells has none to choose')
    cell.visits++
    this.#weigh(cell)
    return cell
  }

  /** @returns what {@link take} would make of it */
  judge({ key, progress, health, frames }: Omit<Found, 'state' | 'point'>): Verdict {
    const known = this.#cells.get(key)
    if (known) return isBetter({ progress, health, frames }, known) ? 'better' : 'known'
    return this.#dropped.has(key) ? 'known' : 'new'
  }

  /**
   * Takes in a cell that was found, unless it is known as well as that.
   * @param from key of the cell it was found from, null for the first of all
   */
  take(found: Found, from: string | null): Verdict {
    const verdict = this.judge(found)
    if (verdict === 'known') return verdict
    if (verdict === 'better') {
      const known = this.#cells.get(found.key)
      if (known) {
        Object.assign(known, found)
        this.#raise(known.progress)
        this.#weigh(known)
      }
      return verdict
    }
    this.#seen++
    this.#add(found)
    const parent = from === null ? undefined : this.#cells.get(from)
    if (parent) {
      parent.children++
      this.#weigh(parent)
    }
    if (this.size > this.#most) this.#drop(found.key)
    return verdict
  }

  /** A hash of all cells and how they were come by: equal for equal searches. */
  hash(): string {
    const hash = createHash('sha256')
    for (const { key, frames, point, visits, progress } of this.#cells.values()) hash.update(`${key}\n${frames} ${point} ${visits} ${progress}\n`)
    return hash.digest('hex').slice(0, 16)
  }

  #add(found: Found): void {
    const place = this.#free.pop() ?? this.#byPlace.length
    const cell: Cell = { ...found, place, visits: 0, children: 0 }
    this.#byPlace[place] = cell
    this.#cells.set(cell.key, cell)
    this.#raise(cell.progress)
    this.#weigh(cell)
  }

  /** What is behind counts less the further the search has come, so all weights change with the best. */
  #raise(progress: number): void {
    if (progress <= this.#best) return
    this.#best = progress
    for (const cell of this.#cells.values()) this.#weigh(cell)
  }

  #weigh(cell: Cell): void {
    this.#weights.set(cell.place, this.#weightOf(cell))
  }

  #weightOf({ visits, children, progress }: Cell): number {
    const behind = 1 + this.#best - progress
    return (1 + children) / ((1 + visits) * Math.sqrt(1 + visits) * behind * behind)
  }

  #drop(spared: string): void {
    const order = [...this.#cells.values()].sort((a, b) => this.#weights.get(a.place) - this.#weights.get(b.place) || a.place - b.place)
    for (const { key, place } of order.slice(0, Math.ceil(this.#most * DROP))) {
      if (key === spared) continue
      this.#cells.delete(key)
      this.#byPlace[place] = null
      this.#free.push(place)
      this.#weights.set(place, 0)
      this.#dropped.add(key)
    }
    for (const key of this.#dropped) {
      if (this.#dropped.size <= this.#most * REMEMBERED) break
      this.#dropped.delete(key)
    }
  }
}

function isBetter(a: Pick<Found, 'progress' | 'health' | 'frames'>, b: Found): boolean {
  if (a.progress !== b.progress) return a.progress > b.progress
  if (a.health !== b.health) return a.health > b.health
  return a.frames < b.frames
}

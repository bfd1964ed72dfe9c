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

/** Gives numbers from 0 to 1, 1 excluded. */
export interface Lots {
  next(): number
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

/**
 * How many cells are drawn by how little they were visited, of which the one with the most progress is chosen: mostly many,
 * so that what is promising is gone on with; at times one, so that no corner is forgotten. Only the order of progress counts,
 * so it may be in any unit.
 */
const DRAWS: readonly { share: number; cells: number }[] = [{ share: 0.2, cells: 1 }, { share: 0.3, cells: 4 }, { share: 0.5, cells: 16 }]

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
  choose(dice: Lots): Cell {
    let lot = dice.next()
    const { cells } = DRAWS.find(({ share }) => (lot -= share) < 0) ?? { cells: 1 }
    let cell: Cell | null = null
    for (let i = 0; i < cells; i++) {
      const drawn = this.#byPlace[this.#weights.pick(dice.next())]
      if (drawn && (cell === null || drawn.progress > cell.progress)) cell = drawn
    }
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
        // What lies behind it was explored from a worse state.
        if (found.progress > known.progress || found.health > known.health) known.visits = 0
        Object.assign(known, found)
        this.#best = Math.max(this.#best, known.progress)
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
    this.#best = Math.max(this.#best, cell.progress)
    this.#weigh(cell)
  }

  #weigh({ place, visits, children }: Cell): void {
    this.#weights.set(place, (1 + children) / ((1 + visits) * Math.sqrt(1 + visits)))
  }

  #drop(spared: string): void {
    const worth = ({ place, progress }: Cell): number => {
      const behind = 1 + this.#best - progress
      return this.#weights.get(place) / (behind * behind)
    }
    const order = [...this.#cells.values()].sort((a, b) => worth(a) - worth(b) || a.place - b.place)
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

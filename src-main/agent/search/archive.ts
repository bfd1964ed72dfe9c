import { createHash } from 'node:crypto'
import { Families } from './families.ts'
import type { Mood } from './impulse.ts'
import { Spots } from './spots.ts'

/** What was found at the end of an action. */
export interface Found {
  /** names the cell */
  key: string
  /** place on the map or the like, for choosing different lines */
  group: string
  /** where in the world it is, closer than the group */
  spot: string
  /** what sets it apart for good from others, such as who goes along */
  family: string
  mood: Mood
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
  /** as many were found before it */
  number: number
  /** times it was explored from */
  visits: number
  /** cells found from it */
  children: number
}

export type Verdict = 'new' | 'better' | 'known'

/** Part of the explorations that goes on from any spot of the world: the way on may be where nothing promising is. */
const BY_SPOT = 0.1
/**
 * The others: how many cells of a family are drawn by how little they were visited, of which the one with the most progress is chosen.
 * Only the order of progress counts, so it may be in any unit.
 */
const DRAWS: readonly { share: number; cells: number }[] = [{ share: 0.3, cells: 4 }, { share: 0.7, cells: 16 }]

/** Keys of cells that were dropped and are not taken for new: so many for each that is kept. */
const REMEMBERED = 20
/** Part of the cells that goes at a time when there are too many. */
const DROP = 0.1

/** The cells of a search: which there are, and which of them to explore from. Bounded, and all its choices hang on the dice alone. */
export class Archive {
  readonly #most: number
  readonly #cells = new Map<string, Cell>()
  readonly #families = new Families<Cell>()
  readonly #dropped = new Set<string>()
  readonly #spots = new Spots<Cell>()
  #foremost: Cell | null = null
  #newest: Cell | null = null
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
    return this.#foremost?.progress ?? -Infinity
  }

  /** the cell with the most progress, null while there is none */
  get foremost(): Cell | null {
    return this.#foremost
  }

  /** the cell that was found last, null while there is none */
  get newest(): Cell | null {
    return this.#newest
  }

  cells(): Iterable<Cell> {
    return this.#cells.values()
  }

  /** @returns a cell to explore from: often a promising one that was not visited much */
  choose(dice: Lots): Cell {
    const cell = dice.next() < BY_SPOT ? this.#spots.choose(dice.next()) : this.#promising(dice)
    if (!cell) throw new RangeError('an archive without cells has none to choose')
    cell.visits++
    this.#weigh(cell)
    return cell
  }

  #promising(dice: Lots): Cell | null {
    let lot = dice.next()
    const { cells } = DRAWS.find(({ share }) => (lot -= share) < 0) ?? { cells: 1 }
    let best: Cell | null = null
    for (const cell of this.#families.draw(Array.from({ length: 1 + cells }, () => dice.next()))) if (best === null || cell.progress > best.progress) best = cell
    return best
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
        // What lies behind it was explored from a worse state: half of that still counts.
        if (found.progress > known.progress || found.health > known.health) known.visits >>= 1
        Object.assign(known, found)
        this.#compareToBest(known)
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
    const cell: Cell = { ...found, number: this.#seen, visits: 0, children: 0 }
    this.#cells.set(cell.key, cell)
    this.#spots.add(cell.spot, cell)
    this.#families.add(cell.family, cell, weightOf(cell))
    this.#newest = cell
    this.#compareToBest(cell)
  }

  #compareToBest(cell: Cell): void {
    if (cell.progress > this.best) this.#foremost = cell
  }

  #weigh(cell: Cell): void {
    this.#families.weigh(cell, weightOf(cell))
  }

  #drop(spared: string): void {
    const { best } = this
    const worth = (cell: Cell): number => {
      const behind = 1 + best - cell.progress
      return weightOf(cell) / (behind * behind)
    }
    const order = [...this.#cells.values()].sort((a, b) => worth(a) - worth(b) || a.number - b.number)
    for (const cell of order.slice(0, Math.ceil(this.#most * DROP))) {
      const { key } = cell
      if (key === spared) continue
      this.#cells.delete(key)
      this.#spots.remove(cell)
      this.#families.remove(cell)
      this.#dropped.add(key)
    }
    for (const key of this.#dropped) {
      if (this.#dropped.size <= this.#most * REMEMBERED) break
      this.#dropped.delete(key)
    }
  }
}

/** The less a cell was visited and the more came of it, the more. */
function weightOf({ visits, children }: Cell): number {
  return (1 + children) / ((1 + visits) * Math.sqrt(1 + visits))
}

function isBetter(a: Pick<Found, 'progress' | 'health' | 'frames'>, b: Found): boolean {
  if (a.progress !== b.progress) return a.progress > b.progress
  if (a.health !== b.health) return a.health > b.health
  return a.frames < b.frames
}

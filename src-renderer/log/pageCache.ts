/** Rows of one page, from row `page * size` on. */
export interface Page<T> {
  rows: readonly T[]
  /** rows of the whole list, as it was when the page was read */
  total: number
}

/**
 * Keeps the pages of a long list that were looked at last, and fetches those that are missing,
 * each once, the newest wish first. A failed page is tried again when it is wished for again.
 */
export class PageCache<T> {
  readonly size: number
  readonly #fetch: (offset: number, limit: number) => Promise<Page<T>>
  readonly #changed: () => void
  readonly #failed: (error: unknown) => void
  readonly #most: number
  readonly #pages = new Map<number, readonly T[]>()
  readonly #underway = new Set<number>()
  #wished: number[] = []
  #total: number | null = null
  #closed = false

  /**
   * @param size rows a page
   * @param most pages kept
   * @param changed called when rows have come or the total is another
   */
  constructor(options: { size: number; most: number; fetch: (offset: number, limit: number) => Promise<Page<T>>; changed: () => void; failed: (error: unknown) => void }) {
    this.size = options.size
    this.#most = options.most
    this.#fetch = options.fetch
    this.#changed = options.changed
    this.#failed = options.failed
  }

  /** Rows of the whole list; null until the first page has come. */
  get total(): number | null {
    return this.#total
  }

  /** @returns the row, or undefined while it is not here */
  row(index: number): T | undefined {
    return this.#pages.get(Math.floor(index / this.size))?.[index % this.size]
  }

  /** Wishes for the rows `from`–`to` (both included); older wishes that were not begun are dropped. */
  want(from: number, to: number): void {
    const last = Math.floor(Math.max(from, to) / this.size)
    this.#wished = []
    for (let page = Math.floor(from / this.size); page <= last; page++) {
      const known = this.#pages.get(page)
      if (known === undefined) {
        if (!this.#underway.has(page)) this.#wished.push(page)
      } else {
        // Put it to the end of the map, which is the order in which pages are forgotten.
        this.#pages.delete(page)
        this.#pages.set(page, known)
      }
    }
    this.#next()
  }

  /** Reads the end of the list again: the list grows there while a run plays. */
  grow(): void {
    const page = this.#total === null ? 0 : Math.max(0, Math.floor(this.#total / this.size))
    if (!this.#wished.includes(page)) this.#wished.push(page)
    this.#next()
  }

  /** Tells again what comes, after {@link close}. */
  open(): void {
    this.#closed = false
  }

  /** Nothing is told any more, until it is opened again. */
  close(): void {
    this.#closed = true
    this.#wished = []
  }

  #next(): void {
    // Two at a time: the page in view and its neighbour.
    while (this.#underway.size < 2) {
      const page = this.#wished.find((one) => !this.#underway.has(one))
      if (page === undefined) return
      this.#wished = this.#wished.filter((one) => one !== page)
      this.#underway.add(page)
      void this.#read(page)
    }
  }

  async #read(page: number): Promise<void> {
    try {
      const { rows, total } = await this.#fetch(page * this.size, this.size)
      if (this.#closed) return
      this.#keep(page, rows)
      this.#total = total
      this.#changed()
    } catch (error) {
      if (!this.#closed) this.#failed(error)
    } finally {
      this.#underway.delete(page)
      if (!this.#closed) this.#next()
    }
  }

  #keep(page: number, rows: readonly T[]): void {
    this.#pages.delete(page)
    this.#pages.set(page, rows)
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= this.#most) return
      this.#pages.delete(oldest)
    }
  }
}

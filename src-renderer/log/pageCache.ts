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
  #view: { from: number; to: number } | null = null
  #total: number | null = null
  /** the total that is told of once these pages are here too */
  #goal: { total: number; pages: Set<number> } | null = null
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
    this.#view = { from, to }
    this.#wished = [...(this.#goal?.pages ?? [])].filter((page) => !this.#underway.has(page))
    for (let page = Math.floor(from / this.size); page <= last; page++) {
      const known = this.#pages.get(page)
      if (known === undefined) {
        if (!this.#underway.has(page) && !this.#wished.includes(page)) this.#wished.push(page)
      } else {
        // Put it to the end of the map, which is the order in which pages are forgotten.
        this.#pages.delete(page)
        this.#pages.set(page, known)
      }
    }
    this.#next()
  }

  /** Reads the end of the list again: the list grows there while a run plays. Where its end is in view, it is told of with the rows of its new end. */
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
    this.#goal = null
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
      this.#tell(page, total)
    } catch (error) {
      this.#goal = null
      if (!this.#closed) this.#failed(error)
    } finally {
      this.#underway.delete(page)
      if (!this.#closed) this.#next()
    }
  }

  #tell(page: number, total: number): void {
    if (this.#goal === null) {
      const pages = this.#pagesOfEnd(total)
      if (pages.size > 0) {
        this.#goal = { total, pages }
        this.#wished = [...new Set([...this.#wished, ...pages])]
        return
      }
      this.#total = total
    } else {
      this.#goal.pages.delete(page)
      if (this.#goal.pages.size > 0) return
      this.#total = this.#goal.total
      this.#goal = null
    }
    this.#changed()
  }

  /** @returns the pages that have to come before a list can be told of whose end was in view and is further now */
  #pagesOfEnd(total: number): Set<number> {
    const pages = new Set<number>()
    const [view, before] = [this.#view, this.#total]
    if (view === null || before === null || total <= before || view.to < before - 1) return pages
    const first = Math.max(0, total - 1 - (view.to - view.from))
    for (let page = Math.floor(first / this.size); page * this.size < total; page++) {
      const here = this.#pages.get(page)?.length ?? 0
      if (here < Math.min(this.size, total - page * this.size)) pages.add(page)
    }
    return pages
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

/** Work that nobody waits for, until somebody does. */
export class Background {
  readonly #work = new Set<Promise<unknown>>()

  /** @returns the work itself: whoever has it hears of a failure, which does not count here */
  track<T>(work: Promise<T>): Promise<T> {
    const tracked = work.then(() => undefined, () => undefined).finally(() => this.#work.delete(tracked))
    this.#work.add(tracked)
    return work
  }

  /** Waits until all of it is done, also what it begins in turn. */
  async settled(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work)
  }
}

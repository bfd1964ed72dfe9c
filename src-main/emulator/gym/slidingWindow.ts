/**
 * Lets numbered calls go out while they are less than `size` after the oldest one that has no answer, so that the other
 * side need not keep more answers than that: a slow or lost call holds those behind it back.
 */
export class SlidingWindow {
  readonly #size: number
  /** calls without an answer, in their order, and how to let those go that wait */
  readonly #open = new Map<number, (() => void) | null>()
  #last = 0

  constructor(size: number) {
    this.#size = size
  }

  /** @returns the number of a new call, and when it may go out */
  enter(): { number: number; turn: Promise<void> } {
    const number = ++this.#last
    if (number < this.oldest(number) + this.#size) {
      this.#open.set(number, null)
      return { number, turn: Promise.resolve() }
    }
    const { promise, resolve } = Promise.withResolvers<undefined>()
    this.#open.set(number, () => resolve(undefined))
    return { number, turn: promise }
  }

  /** The answer to a call is here, or will never be. */
  leave(number: number): void {
    this.#open.delete(number)
    const oldest = this.oldest(this.#last + 1)
    for (const [each, go] of this.#open) {
      if (each >= oldest + this.#size) return
      if (go) {
        this.#open.set(each, null)
        go()
      }
    }
  }

  /** @returns the oldest call without an answer, `otherwise` when there is none */
  oldest(otherwise: number): number {
    for (const number of this.#open.keys()) return number
    return otherwise
  }
}

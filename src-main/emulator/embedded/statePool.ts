/**
 * The states saved in one batch, in one buffer: it is made once, filled as they come, and moves to the
 * other thread whole. A buffer for each state would cost more than the save itself.
 */
export class StatePool {
  #left: number
  #buffer = new Uint8Array(0)
  #used = 0

  /** @param count states that will be saved at most */
  constructor(count: number) {
    this.#left = count
  }

  /** @param state read at once and not kept. @returns a copy of it in the pool's buffer */
  add(state: Uint8Array): Uint8Array {
    if (this.#used + state.length > this.#buffer.length) {
      this.#buffer = new Uint8Array(state.length * Math.max(1, this.#left))
      this.#used = 0
    }
    const copy = this.#buffer.subarray(this.#used, this.#used + state.length)
    copy.set(state)
    this.#used += state.length
    this.#left--
    return copy
  }
}

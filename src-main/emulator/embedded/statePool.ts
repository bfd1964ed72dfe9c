/**
 * Few enough that keeping one state of a batch does not keep many others in memory; more at a time would
 * hardly be cheaper.
 */
const TOGETHER = 4

/**
 * The states saved in one batch, a few to a buffer, filled as they come: buffers are made, and moved to the
 * other thread, whole. One for each state would cost more than the save itself.
 */
export class StatePool {
  #left: number
  #buffer = new Uint8Array(0)
  #used = 0

  /** @param count states that will be saved at most */
  constructor(count: number) {
    this.#left = count
  }

  /** @param state read at once and not kept. @returns a copy of it, with a part of a buffer to itself */
  add(state: Uint8Array): Uint8Array {
    if (this.#used + state.length > this.#buffer.length) {
      this.#buffer = new Uint8Array(state.length * Math.max(1, Math.min(TOGETHER, this.#left)))
      this.#used = 0
    }
    const copy = this.#buffer.subarray(this.#used, this.#used + state.length)
    copy.set(state)
    this.#used += state.length
    this.#left--
    return copy
  }
}

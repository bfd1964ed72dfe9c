/** Bytes that have to match for a place to be taken for the work RAM. */
const SIZE = 0x2000

/** The memory of a WebAssembly instance; its buffer is another one after it grew. */
interface LinearMemory {
  readonly buffer: ArrayBuffer
}

/**
 * Finds the work RAM of a core inside its WebAssembly memory, so that it can be read in place.
 * The core has no call for that, and a BESS state for every look costs a tenth of a frame. A place
 * is believed only once it alone followed the machine through a change, and is tested again against
 * the machine from time to time; while there is doubt, `find` gives null and the caller reads as before.
 */
export class WorkRam {
  readonly #memory: LinearMemory
  #candidates: number[] | null = null
  #seen: Uint8Array | null = null
  #at: number | null = null

  constructor(memory: LinearMemory) {
    this.#memory = memory
  }

  /** The work RAM in place, null while it is not known where it lies. Valid until the core runs again. */
  get view(): Uint8Array | null {
    return this.#at === null ? null : new Uint8Array(this.#memory.buffer, this.#at, SIZE)
  }

  /** Forgets the place: the core may have moved the memory. */
  forget(): void {
    this.#candidates = null
    this.#seen = null
    this.#at = null
  }

  /** @param truth the work RAM as the core itself gives it now, 8 KB */
  compare(truth: Uint8Array): void {
    const here = this.view
    if (here) {
      if (Buffer.compare(here, truth) !== 0) this.forget()
      return
    }
    // Before a game has written much, all of memory looks alike.
    if (this.#seen !== null && Buffer.compare(this.#seen, truth) === 0) return
    const hasChanged = this.#seen !== null
    this.#seen = truth.slice()
    this.#candidates = this.#candidates === null ? this.#places(truth) : this.#candidates.filter((at) => this.#matches(at, truth))
    if (this.#candidates.length === 0) this.forget()
    else if (hasChanged && this.#candidates.length === 1) this.#at = this.#candidates[0] ?? null
  }

  #matches(at: number, truth: Uint8Array): boolean {
    const { buffer } = this.#memory
    return at + SIZE <= buffer.byteLength && Buffer.compare(new Uint8Array(buffer, at, SIZE), truth) === 0
  }

  #places(truth: Uint8Array): number[] {
    const memory = Buffer.from(this.#memory.buffer)
    const found: number[] = []
    for (let at = memory.indexOf(truth); at >= 0 && found.length < 64; at = memory.indexOf(truth, at + 1)) found.push(at)
    return found
  }
}

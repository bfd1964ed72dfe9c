const MODULUS = 65521

/** What a stretch of bytes does to an Adler-32, wherever it stands. */
export interface Stretch {
  bytes: number
  /** the bytes added up */
  sum: number
  /** each byte as often as it counts in the second sum: the last once, the one before it twice… */
  weighted: number
}

/** Adler-32 (RFC 1950), fed with stretches instead of bytes. */
export class Adler {
  #a = 1
  #b = 0

  reset(): void {
    this.#a = 1
    this.#b = 0
  }

  add({ bytes, sum, weighted }: Stretch): void {
    this.#b = (this.#b + bytes * this.#a + weighted) % MODULUS
    this.#a = (this.#a + sum) % MODULUS
  }

  get value(): number {
    return (this.#b * 65536 + this.#a) >>> 0
  }
}

/** Weights by place, from which places are drawn: a change and a draw cost the logarithm of their number. */
export class SumTree {
  #size = 1024
  #sums = new Float64Array(2 * this.#size)

  get total(): number {
    return this.#sums[1] ?? 0
  }

  set(place: number, weight: number): void {
    while (place >= this.#size) this.#grow()
    let at = this.#size + place
    this.#sums[at] = weight
    // Summed anew rather than adjusted, so that rounding never piles up.
    for (at >>= 1; at >= 1; at >>= 1) this.#sums[at] = (this.#sums[2 * at] ?? 0) + (this.#sums[2 * at + 1] ?? 0)
  }

  get(place: number): number {
    return this.#sums[this.#size + place] ?? 0
  }

  /** @param lot from 0 to 1, 1 excluded @returns a place, each as likely as its weight says */
  pick(lot: number): number {
    let left = lot * this.total
    let at = 1
    while (at < this.#size) {
      at *= 2
      const weight = this.#sums[at] ?? 0
      if (left < weight || (this.#sums[at + 1] ?? 0) === 0) continue
      left -= weight
      at++
    }
    return at - this.#size
  }

  #grow(): void {
    const leaves = this.#sums.slice(this.#size)
    this.#size *= 2
    this.#sums = new Float64Array(2 * this.#size)
    this.#sums.set(leaves, this.#size)
    for (let at = this.#size - 1; at >= 1; at--) this.#sums[at] = (this.#sums[2 * at] ?? 0) + (this.#sums[2 * at + 1] ?? 0)
  }
}

/** Where {@link Dice} stand, as plain data: dice made of it go on with the same numbers. */
export type DiceState = readonly [number, number, number, number]

/**
 * Numbers by lot that hang on a seed alone: the same on every machine, whatever else draws lots.
 * The generator is sfc32.
 */
export class Dice {
  #a: number
  #b: number
  #c: number
  #count: number

  /** @param from a seed, 0–2³²−1, or where other dice stood */
  constructor(from: number | DiceState) {
    if (typeof from !== 'number') {
      ;[this.#a, this.#b, this.#c, this.#count] = from
      return
    }
    this.#a = mixed(from, 0x9e3779b9)
    this.#b = mixed(from, 0x243f6a88)
    this.#c = mixed(from, 0xb7e15162)
    this.#count = 1
    for (let i = 0; i < 12; i++) this.#draw()
  }

  /** @returns a number from 0 to 1, 1 excluded */
  next(): number {
    return this.#draw() / 0x1_0000_0000
  }

  /** @returns a whole number from 0 to `below`, `below` excluded */
  below(below: number): number {
    return Math.floor(this.next() * below)
  }

  get state(): DiceState {
    return [this.#a, this.#b, this.#c, this.#count]
  }

  #draw(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#count) | 0
    this.#count = (this.#count + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum
    this.#c |= 0
    return sum >>> 0
  }
}

/** @returns a seed, 0–2³²−1, made of numbers: near ones give far ones */
export function mixed(...numbers: readonly number[]): number {
  let hash = 0x811c9dc5
  for (const number of numbers) {
    for (const part of [number >>> 0, Math.floor(number / 0x1_0000_0000) >>> 0]) {
      hash = Math.imul(hash ^ part, 0x85ebca6b)
      hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
      hash ^= hash >>> 16
    }
  }
  return hash >>> 0
}

import type { Table } from './schema.ts'

/** The texts that numbers of a variable stand for. */
export class Labels {
  readonly #texts: ReadonlyMap<number, string>
  readonly #limit: number

  /** @param limit the numbers a variable can hold are below it */
  constructor(table: Table, limit: number) {
    this.#texts = new Map(Object.entries(table).map(([id, text]) => [Number(id), text]))
    this.#limit = limit
  }

  /** The texts of all numbers that have one. */
  get texts(): string[] {
    return [...new Set(this.#texts.values())]
  }

  /** The numbers that have a text. */
  get numbers(): number[] {
    return [...this.#texts.keys()]
  }

  /** @returns the text of a number, null where it has none */
  find(number: number): string | null {
    return this.#texts.get(number) ?? null
  }

  /** @returns the text of a number, `#240` where it has none */
  text(number: number): string {
    return this.#texts.get(number) ?? `#${number}`
  }

  /** @returns every number whose {@link text} this is, in any case; the inverse of `text` */
  numbersOf(text: string): number[] {
    const wanted = text.toLowerCase()
    const found: number[] = []
    for (const [number, own] of this.#texts) if (own.toLowerCase() === wanted) found.push(number)
    if (/^#(0|[1-9]\d*)$/.test(wanted)) {
      const number = Number(wanted.slice(1))
      if (number < this.#limit && !this.#texts.has(number)) found.push(number)
    }
    return found
  }
}

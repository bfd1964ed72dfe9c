/** Lets so many do something at the same time; the others wait, first come first served. */
export class Turns {
  readonly #waiting: (() => void)[] = []
  #most: number
  #taken = 0

  constructor(most: number) {
    this.#most = most
  }

  get most(): number {
    return this.#most
  }

  /** From now on so many; whoever has a turn keeps it. */
  set most(most: number) {
    this.#most = most
    this.#serve()
  }

  /** Those who have a turn now. */
  get taken(): number {
    return this.#taken
  }

  async take(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve)
      this.#serve()
    })
  }

  giveBack(): void {
    this.#taken--
    this.#serve()
  }

  #serve(): void {
    while (this.#taken < this.#most) {
      const next = this.#waiting.shift()
      if (!next) return
      this.#taken++
      next()
    }
  }
}

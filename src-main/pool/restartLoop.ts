/** One that failed sooner than this after its start lived shortly, ms. */
const SHORT_LIFE = 5000
/** Short lives in a row that make a restart loop: from then on each start waits, longer and longer. */
const LOOP = 3
const FIRST_PAUSE = 1000
const LONGEST_PAUSE = 30_000

/** Notices an emulator that fails again and again right after its start. */
export class RestartLoop {
  #shortLives = 0

  /** @param life ms it was up @returns ms to wait before the next start */
  ended(life: number): number {
    this.#shortLives = life < SHORT_LIFE ? this.#shortLives + 1 : 0
    return this.#shortLives < LOOP ? 0 : Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.#shortLives - LOOP))
  }

  describe(pause: number): string {
    return `restart loop: it failed ${this.#shortLives} times within ${SHORT_LIFE / 1000} s of its start; the next start waits ${pause / 1000} s`
  }
}

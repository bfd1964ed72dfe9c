/** A picture of a live run. `serial` grows with each one shown; `tick` is the newest recorded tick at that moment. */
export interface ShownPicture {
  serial: number
  tick: number
  /** 160×144×3 */
  rgb: Uint8Array
}

/** The newest picture of a run and those who wait for the next. Nothing is drawn while nobody watches. */
export class LivePicture {
  #latest: ShownPicture | null = null
  #waiting: (() => void)[] = []
  #watchedUntil = 0

  /** True while somebody asked for a picture within the last second. */
  get watched(): boolean {
    return performance.now() < this.#watchedUntil
  }

  get latest(): ShownPicture | null {
    return this.#latest
  }

  show(rgb: Uint8Array, tick: number): void {
    this.#latest = { serial: (this.#latest?.serial ?? 0) + 1, tick, rgb }
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }

  /**
   * Waits for a picture other than the one with serial `after`.
   * @returns null when none came within `timeout` ms
   */
  async next(after: number, timeout = 1000): Promise<ShownPicture | null> {
    this.#watchedUntil = performance.now() + 1000
    if (this.#latest === null || this.#latest.serial === after) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer)
          resolve()
        }
        const timer = setTimeout(() => {
          this.#waiting = this.#waiting.filter((each) => each !== wake)
          resolve()
        }, timeout)
        this.#waiting.push(wake)
      })
    }
    return this.#latest === null || this.#latest.serial === after ? null : this.#latest
  }
}

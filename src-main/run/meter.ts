/** Counts ticks and frames and says how fast they come, over about the last second. */
export class Meter {
  readonly #began = performance.now()
  #since = performance.now()
  #ticks = 0
  #frames = 0
  #rates = { ticks: 0, frames: 0 }

  add(frames: number): void {
    this.#ticks++
    this.#frames += frames
    const elapsed = performance.now() - this.#since
    if (elapsed < 1000) return
    this.#rates = { ticks: (this.#ticks / elapsed) * 1000, frames: (this.#frames / elapsed) * 1000 }
    this.#since = performance.now()
    this.#ticks = 0
    this.#frames = 0
  }

  get ticksPerSecond(): number {
    return this.#rates.ticks
  }

  get framesPerSecond(): number {
    return this.#rates.frames
  }

  /** wall-clock seconds since the run was loaded */
  get seconds(): number {
    return (performance.now() - this.#began) / 1000
  }
}

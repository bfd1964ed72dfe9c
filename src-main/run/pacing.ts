import { setTimeout as sleep } from 'node:timers/promises'
import { FRAMES_PER_SECOND } from '../../src-preload/contract/index.ts'

/** Pictures a second the screen is given while a run is paced. */
const REFRESH = 30
/** How far behind its schedule a run may fall before the schedule gives up catching up, ms. */
const SLACK = 250

/** Holds a run to a multiple of the console's own speed; 0 lets it run free. */
export class Pacing {
  #speed: number
  #due = performance.now()

  constructor(speed: number) {
    this.#speed = speed
  }

  get speed(): number {
    return this.#speed
  }

  set speed(speed: number) {
    this.#speed = speed
    this.#due = performance.now()
  }

  /** Frames to play between two pictures, so that the screen keeps up with the game. */
  get slice(): number {
    return this.#speed === 0 ? Infinity : Math.max(1, Math.round((FRAMES_PER_SECOND * this.#speed) / REFRESH))
  }

  /** Waits until `frames` more frames would have been shown at this speed. */
  async wait(frames: number): Promise<void> {
    if (this.#speed === 0) return
    this.#due += (frames / FRAMES_PER_SECOND / this.#speed) * 1000
    const now = performance.now()
    if (this.#due < now - SLACK) this.#due = now
    if (this.#due > now) await sleep(this.#due - now)
  }
}

import { PtpError, type MemoryRange } from '../../../src-preload/contract/index.ts'
import type { Emulator, Step, StepResult } from '../../emulator/index.ts'

/** Some actions to be played from a state. */
export interface Exploration {
  from: Uint8Array
  steps: readonly Step[]
  done: (results: readonly StepResult[]) => void
}

/** Explorations that are with an emulator at the same time, so that it never waits for the next. */
const AHEAD = 3
/** Times an emulator may fail in a row. */
const MAX_FAILURES = 3

/** Emulators that explore side by side, whichever is free next. */
export class Lanes implements AsyncDisposable {
  readonly #start: () => Promise<Emulator>
  readonly #observe: readonly MemoryRange[]
  readonly #waiting: Exploration[] = []
  readonly #idle = new Set<() => void>()
  readonly #working: Promise<void>[] = []
  #isClosed = false
  #fail: (error: unknown) => void = () => undefined
  /** rejects when the lanes cannot go on */
  readonly failed: Promise<never>

  /** @param start gives a working emulator; asked again when one crashed or hung */
  constructor(count: number, start: () => Promise<Emulator>, observe: readonly MemoryRange[]) {
    this.#start = start
    this.#observe = observe
    this.failed = new Promise((_, reject) => (this.#fail = reject))
    // Nobody may be waiting at the moment it fails; whoever waits next is told all the same.
    this.failed.catch(() => undefined)
    for (let i = 0; i < count; i++) this.#working.push(this.#lane())
  }

  add(exploration: Exploration): void {
    this.#waiting.push(exploration)
    for (const wake of this.#idle) {
      this.#idle.delete(wake)
      wake()
      break
    }
  }

  /** Drops what waits, lets what is under way end, and gives the emulators back. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#waiting.length = 0
    for (const wake of this.#idle) wake()
    this.#idle.clear()
    await Promise.all(this.#working)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #lane(): Promise<void> {
    let failures = 0
    while (!this.#isClosed) {
      let emulator: Emulator | null = null
      try {
        emulator = await this.#start()
        const lane = emulator
        await Promise.all(Array.from({ length: AHEAD }, () => this.#work(lane, () => (failures = 0))))
      } catch (error) {
        const isRecoverable = error instanceof PtpError && error.kind === 'recoverable'
        if (!isRecoverable || ++failures > MAX_FAILURES) {
          this.#isClosed = true
          this.#fail(error)
        }
      } finally {
        await emulator?.close()
      }
    }
  }

  async #work(emulator: Emulator, onDone: () => void): Promise<void> {
    while (!this.#isClosed) {
      const next = this.#waiting.shift()
      if (!next) {
        await new Promise<void>((resolve) => this.#idle.add(resolve))
        continue
      }
      try {
        next.done(await emulator.advance({ from: next.from, steps: next.steps, observe: this.#observe }))
        onDone()
      } catch (error) {
        // Another emulator does it instead; order does not matter, since results are merged in the order of the plan.
        this.#waiting.unshift(next)
        throw error
      }
    }
  }
}

import { PtpError, type MemoryRange } from '../../../src-preload/contract/index.ts'
import type { Emulator, StepResult } from '../../emulator/index.ts'
import { KeptStates } from './keptStates.ts'
import { packBatch, type Exploration } from './packBatch.ts'

/** Batches that are with an emulator at the same time, so that it never waits for the next. */
const AHEAD = 2
/** States an emulator keeps at most: each takes 20 to 100 KB in it. */
const MOST_KEPT = 2048
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

  /** Has explorations played, in any order, by whichever emulator is free. */
  add(explorations: readonly Exploration[]): void {
    this.#waiting.push(...explorations)
    this.#wake()
  }

  /** Drops what waits, lets what is under way end, and gives the emulators back. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#waiting.length = 0
    this.#wake()
    await Promise.all(this.#working)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #wake(): void {
    for (const wake of this.#idle) wake()
    this.#idle.clear()
  }

  async #lane(): Promise<void> {
    let failures = 0
    while (!this.#isClosed) {
      let emulator: Emulator | null = null
      try {
        emulator = await this.#start()
        const lane = emulator
        const kept = new KeptStates(Math.min(MOST_KEPT, lane.info.slots ?? 0))
        await Promise.all(Array.from({ length: AHEAD }, () => this.#work(lane, kept, () => (failures = 0))))
      } catch (error) {
        const isRecoverable = error instanceof PtpError && error.kind === 'recoverable'
        if (!isRecoverable || ++failures > MAX_FAILURES) {
          this.#isClosed = true
          this.#wake()
          this.#fail(error)
        }
      } finally {
        await emulator?.close()
      }
    }
  }

  async #work(emulator: Emulator, kept: KeptStates, onDone: () => void): Promise<void> {
    while (!this.#isClosed) {
      const batch = packBatch(this.#waiting, kept)
      if (!batch) {
        await new Promise<void>((resolve) => this.#idle.add(resolve))
        continue
      }
      let results: StepResult[]
      try {
        results = await emulator.advance({ steps: batch.steps, observe: this.#observe, ...(batch.from ? { from: batch.from } : {}) })
      } catch (error) {
        // Another emulator does them instead; order does not matter, since results are merged in the order of the plan.
        this.#waiting.unshift(...batch.explorations)
        throw error
      }
      onDone()
      batch.deliver(results)
    }
  }
}

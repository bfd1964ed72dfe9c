import { PtpError, type MemoryRange } from '../../src-preload/contract/index.ts'
import type { Advance, Emulator, EmulatorInfo, SavedState, StepResult } from '../emulator/index.ts'

/** Who holds an emulator and what for. */
export interface LeaseOwner {
  run: string | null
  /** one word: playing, looking, proving, batch… */
  purpose: string
}

/** What a lease tells the seat it is of. */
export interface LeaseListener {
  /** A call was answered. */
  answered(ms: number, frames: number): void
  /** The emulator failed at a call. */
  failed(error: PtpError): void
  /** Everything that was asked has been answered or given up; the emulator is free. */
  returned(isQuiet: boolean): void
}

/**
 * An emulator of the pool in somebody's hands. It ends with `close` (or `await using`), which gives
 * the emulator back; when the emulator is lost before that, calls fail with a recoverable error.
 */
export class Lease implements Emulator {
  readonly info: EmulatorInfo
  readonly owner: LeaseOwner
  /** the emulator of the pool, for people */
  readonly seat: string
  readonly since = new Date().toISOString()
  readonly #emulator: Emulator
  readonly #listener: LeaseListener
  readonly #pending = new Set<(error: PtpError) => void>()
  #end: PtpError | null = null
  #isReturned = false

  constructor(seat: string, emulator: Emulator, owner: LeaseOwner, listener: LeaseListener) {
    this.seat = seat
    this.info = emulator.info
    this.owner = owner
    this.#emulator = emulator
    this.#listener = listener
  }

  advance(batch: Advance): Promise<StepResult[]> {
    return this.#call(() => this.#emulator.advance(batch), (results) => results.reduce((sum, { frames }) => sum + frames, 0))
  }

  read(ranges: readonly MemoryRange[]): Promise<Uint8Array> {
    return this.#call(() => this.#emulator.read(ranges))
  }

  picture(): Promise<Uint8Array> {
    return this.#call(() => this.#emulator.picture())
  }

  save(): Promise<SavedState> {
    return this.#call(() => this.#emulator.save())
  }

  load(state: Uint8Array): Promise<void> {
    return this.#call(() => this.#emulator.load(state))
  }

  exportBess(): Promise<Uint8Array> {
    return this.#call(() => this.#emulator.exportBess())
  }

  reset(): Promise<void> {
    return this.#call(() => this.#emulator.reset())
  }

  /** Whether it was given back, or its emulator is lost. */
  get isOver(): boolean {
    return this.#end !== null
  }

  /** Gives the emulator back. */
  close(): Promise<void> {
    if (!this.#isReturned) {
      this.#isReturned = true
      const isQuiet = this.#pending.size === 0
      this.lose(new PtpError('emulator-gone', 'this emulator was given back to the pool'))
      this.#listener.returned(isQuiet)
    }
    return Promise.resolve()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Ends the lease because its emulator is lost: what is under way and all that comes fails with this. */
  lose(error: PtpError): void {
    this.#end ??= error
    for (const reject of this.#pending) reject(this.#end)
    this.#pending.clear()
  }

  #call<T>(work: () => Promise<T>, framesOf: (value: T) => number = () => 0): Promise<T> {
    if (this.#end) return Promise.reject(this.#end)
    const began = performance.now()
    return new Promise<T>((resolve, reject) => {
      this.#pending.add(reject)
      work().then(
        (value) => {
          // A lease that ended meanwhile was answered for already.
          if (!this.#pending.delete(reject)) return
          this.#listener.answered(performance.now() - began, framesOf(value))
          resolve(value)
        },
        (error: unknown) => {
          if (!this.#pending.delete(reject)) return
          reject(error instanceof Error ? error : new Error(String(error)))
          if (error instanceof PtpError && error.kind === 'recoverable') this.#listener.failed(error)
        },
      )
    })
  }
}

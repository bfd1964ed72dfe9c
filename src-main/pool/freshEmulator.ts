import { PtpError, type MemoryRange } from '../../src-preload/contract/index.ts'
import type { Advance, Emulator, EmulatorInfo, SavedState, StepResult } from '../emulator/index.ts'
import type { Lease } from './lease.ts'

/** Emulators that may be lost before the first of them is played on. */
const MAX_TRIES = 5

/**
 * A leased emulator that is replaced without a word as long as nothing was played on it: until then one
 * fresh machine is as good as another. From the first advance on its loss is for its holder to mend.
 */
export class FreshEmulator implements Emulator {
  readonly #another: () => Promise<Lease>
  #lease: Lease
  #replacing: Promise<void> | null = null
  #isTouched = false
  #isClosed = false
  #tries = 1

  /** @param another gives the next one when the first is lost */
  constructor(lease: Lease, another: () => Promise<Lease>) {
    this.#lease = lease
    this.#another = another
  }

  get info(): EmulatorInfo {
    return this.#lease.info
  }

  /** Whether it was given back, or is lost for good. */
  get isOver(): boolean {
    return this.#isClosed || (this.#isTouched && this.#lease.isOver)
  }

  advance(batch: Advance): Promise<StepResult[]> {
    this.#isTouched = true
    return this.#lease.advance(batch)
  }

  read(ranges: readonly MemoryRange[]): Promise<Uint8Array> {
    return this.#ask((lease) => lease.read(ranges))
  }

  picture(): Promise<Uint8Array> {
    return this.#ask((lease) => lease.picture())
  }

  save(): Promise<SavedState> {
    return this.#ask((lease) => lease.save())
  }

  async load(state: Uint8Array): Promise<void> {
    await this.#ask((lease) => lease.load(state))
    this.#isTouched = true
  }

  exportBess(): Promise<Uint8Array> {
    return this.#ask((lease) => lease.exportBess())
  }

  reset(): Promise<void> {
    return this.#ask((lease) => lease.reset())
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#lease.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #ask<T>(work: (lease: Lease) => Promise<T>): Promise<T> {
    for (;;) {
      const lease = this.#lease
      try {
        return await work(lease)
      } catch (error) {
        if (this.#isTouched || this.#isClosed || !(error instanceof PtpError) || error.kind !== 'recoverable') throw error
        if (lease === this.#lease && ++this.#tries > MAX_TRIES) throw error
        // Several calls may be under way; the first that fails sees to another one.
        this.#replacing ??= this.#replace(lease).finally(() => (this.#replacing = null))
        await this.#replacing
      }
    }
  }

  async #replace(lost: Lease): Promise<void> {
    if (this.#lease !== lost) return
    await lost.close()
    const next = await this.#another()
    this.#lease = next
    // It may have been given back while another one was waited for.
    if (this.#isClosed) await next.close()
  }
}

import { existsSync } from 'node:fs'
import { asPtpError, PtpError } from '../../src-preload/contract/index.ts'
import { isRunLocked, listRunIds, runDirectoryOf } from '../recorder/index.ts'
import { DeliveryQueue } from './queue.ts'
import { runStamp } from './stamp.ts'

/** What is noted of the runs of a home: their queue, opened when it is first needed. */
export class Ledger {
  readonly #home: string
  #queue: DeliveryQueue | null = null
  /** what could not be noted, and why */
  readonly #unnoted = new Map<string, 'begun' | 'ended'>()
  #trouble: PtpError | null = null
  #isRecovered = false
  #isClosed = false

  constructor(home: string) {
    this.#home = home
  }

  /** @throws PtpError `storage`; `cancelled` after {@link close} */
  get queue(): DeliveryQueue {
    if (this.#isClosed) throw new PtpError('cancelled', 'the workbench was closed')
    return (this.#queue ??= DeliveryQueue.open(this.#home))
  }

  /** why something could not be noted, null while everything is */
  get trouble(): PtpError | null {
    return this.#trouble
  }

  dirOf(run: string): string {
    return runDirectoryOf(this.#home, run)
  }

  /** Notes that a run has begun or ended. What cannot be written now is kept for {@link again}: the run goes on all the same. */
  note(run: string, what: 'begun' | 'ended'): void {
    try {
      this.queue[what](run)
      this.#unnoted.delete(run)
      if (this.#unnoted.size === 0) this.#trouble = null
    } catch (error) {
      this.#unnoted.set(run, what)
      this.#trouble = asPtpError(error)
    }
  }

  /** Tries once more what could not be noted. */
  again(): void {
    for (const [run, what] of [...this.#unnoted]) this.note(run, what)
  }

  /** Has the next {@link recover} look again. */
  doubt(): void {
    this.#isRecovered = false
  }

  /** Takes up what a dead process left: runs that never ended, claims, and refused runs whose files are others now. */
  recover(): void {
    if (this.#isRecovered) return
    this.#isRecovered = true
    const { queue } = this
    queue.freeDead()
    for (const { run_id } of queue.list('playing')) {
      const dir = this.dirOf(run_id)
      if (!existsSync(dir)) queue.forget(run_id)
      else if (!isRunLocked(dir)) queue.ended(run_id)
    }
    for (const { run_id, stamp } of queue.list('refused')) if (runStamp(this.dirOf(run_id)) !== stamp) queue.ended(run_id)
  }

  /** @returns the runs of the home that were never delivered to `target`, also those recorded before there was a queue */
  undelivered(target: string): string[] {
    const { queue } = this
    return listRunIds(this.#home).filter((run) => {
      const row = queue.get(run)
      return (row?.state !== 'delivered' || row.target !== target) && !isRunLocked(this.dirOf(run))
    })
  }

  counts(target: string): { waiting: number; refused: number; delivered: number } {
    try {
      const { waiting, ...others } = this.queue.counts(target)
      return { waiting: waiting + this.#unnoted.size, ...others }
    } catch (error) {
      this.#trouble = asPtpError(error)
      return { waiting: this.#unnoted.size, refused: 0, delivered: 0 }
    }
  }

  /** why one of those that wait could not be delivered, '' where none failed */
  lastError(): string {
    try {
      return this.queue.left().error
    } catch (error) {
      return asPtpError(error).message
    }
  }

  close(): void {
    this.again()
    this.#isClosed = true
    this.#queue?.close()
  }
}

import { PtpError } from '../../src-preload/contract/index.ts'

interface Waiting {
  resolve: () => void
  reject: (error: PtpError) => void
}

/**
 * One bound for the calls of all workers: never more than `limit` within any window of time. Calls beyond it wait,
 * and are let through in the order they came.
 */
export class RateLimit {
  readonly #limit: number
  readonly #windowMs: number
  /** when the calls of the last window were let through */
  readonly #taken: number[] = []
  readonly #waiting: Waiting[] = []
  #timer: NodeJS.Timeout | null = null
  #heldUntil = 0

  /** @param windowMs default: a minute */
  constructor(limit: number, windowMs = 60_000) {
    this.#limit = limit
    this.#windowMs = windowMs
  }

  /** calls that wait for their turn */
  get waiting(): number {
    return this.#waiting.length
  }

  /** calls that may be made now */
  get left(): number {
    const now = performance.now()
    if (now < this.#heldUntil) return 0
    return Math.max(0, this.#limit - this.#taken.filter((at) => now - at < this.#windowMs).length - this.#waiting.length)
  }

  /**
   * Waits until one call may be made.
   * @throws PtpError `cancelled` when the signal is given first
   */
  take(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(cancelled())
        return
      }
      const waiting: Waiting = { resolve, reject }
      this.#waiting.push(waiting)
      signal?.addEventListener('abort', () => this.#leave(waiting), { once: true })
      this.#serve()
    })
  }

  /** Lets nobody through for so long, ms: the other side asked for patience. */
  hold(ms: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, performance.now() + ms)
  }

  /** Sends everybody away who waits. */
  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    for (const { reject } of this.#waiting.splice(0)) reject(cancelled())
  }

  #serve(): void {
    if (this.#timer) return
    const now = performance.now()
    while (this.#taken.length > 0 && now - (this.#taken[0] ?? now) >= this.#windowMs) this.#taken.shift()
    while (this.#waiting.length > 0 && this.#taken.length < this.#limit && now >= this.#heldUntil) {
      this.#taken.push(now)
      this.#waiting.shift()?.resolve()
    }
    if (this.#waiting.length === 0) return
    const isFull = this.#taken.length >= this.#limit
    const wait = Math.max(this.#heldUntil, isFull ? (this.#taken[0] ?? now) + this.#windowMs : now) - now
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#serve()
    }, Math.max(1, Math.ceil(wait)))
  }

  #leave(waiting: Waiting): void {
    const at = this.#waiting.indexOf(waiting)
    if (at < 0) return
    this.#waiting.splice(at, 1)
    if (this.#waiting.length === 0 && this.#timer) {
      clearTimeout(this.#timer)
      this.#timer = null
    }
    waiting.reject(cancelled())
  }
}

function cancelled(): PtpError {
  return new PtpError('cancelled', 'the call was given up before its turn came')
}

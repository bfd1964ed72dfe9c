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

  /** @param windowMs default: a minute */
  constructor(limit: number, windowMs = 60_000) {
    this.#limit = limit
    this.#windowMs = windowMs
  }

  /** calls that wait for their turn */
  get waiting(): number {
    return this.#waiting.length
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
    while (this.#waiting.length > 0 && this.#taken.length < this.#limit) {
      this.#taken.push(now)
      this.#waiting.shift()?.resolve()
    }
    if (this.#waiting.length === 0) return
    const wait = (this.#taken[0] ?? now) + this.#windowMs - now
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#serve()
    }, Math.max(1, Math.ceil(wait)))
  }

  #leave(waiting: Waiting): void {
    const at = this.#waiting.indexOf(waiting)
    if (at < 0) return
    this.#waiting.splice(at, 1)
    waiting.reject(cancelled())
  }
}

function cancelled(): PtpError {
  return new PtpError('cancelled', 'the call was given up before its turn came')
}

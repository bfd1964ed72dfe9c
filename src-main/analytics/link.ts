import { ExponentialBackoff, type IBackoff } from 'cockatiel'
import type { PtpError} from '../../src-preload/contract/index.ts';
import { asPtpError, type CentralState } from '../../src-preload/contract/index.ts'
import type { Courier } from './courier.ts'

/** From one heartbeat to the next, ms. */
export const BEAT_EVERY_MS = 4000
/** Time between two tries while the database is away, ms: each longer than the last, with jitter, so that many machines do not come at once. */
const BACKOFF = new ExponentialBackoff({ initialDelay: 500, maxDelay: 60_000 })

/** Pauses that grow from try to try, up to a minute. */
export function pauses(): () => number {
  let at: IBackoff<unknown> | null = null
  return () => (at = at === null ? BACKOFF.next() : at.next(undefined)).duration
}

/** @returns ms until a run whose delivery failed so often before is tried again, while the database is there */
export function pauseAfter(attempts: number): number {
  const next = pauses()
  let pause = next()
  for (let i = 0; i < Math.min(attempts, 12); i++) pause = next()
  return pause
}

/** Whether the central database is there, as its heartbeat says. */
export class Link {
  readonly #courier: Courier
  readonly #told: () => void
  #state: CentralState = 'connecting'
  #since = new Date()
  #trouble: PtpError | null = null
  #heardAt = -Infinity
  #isDoubted = false
  #pause = pauses()
  #nextTry = 0
  /** tries that have failed or worked */
  tries = 0

  /** @param told hears of every change */
  constructor(courier: Courier, told: () => void) {
    this.#courier = courier
    this.#told = told
  }

  get state(): CentralState {
    return this.#state
  }

  get since(): Date {
    return this.#since
  }

  /** why it is away */
  get trouble(): PtpError | null {
    return this.#trouble
  }

  /** When it is tried again while it is away, ms since 1970; 0: at once. */
  get nextTry(): number {
    return this.#nextTry
  }

  /** Has the next {@link reach} ask at once, whatever was heard before. */
  doubt(): void {
    this.#isDoubted = true
    this.#nextTry = 0
  }

  /** The server did something that was asked of it. */
  heard(): void {
    this.#heardAt = performance.now()
  }

  /**
   * @returns whether it can be reached now. It is asked when nothing was heard of it for a while; while it is away not before the
   * next try is due
   */
  async reach(): Promise<boolean> {
    if (this.#state === 'up' && !this.#isDoubted && performance.now() - this.#heardAt < BEAT_EVERY_MS) return true
    if (this.#state === 'away' && Date.now() < this.#nextTry) return false
    this.#isDoubted = false
    try {
      await this.#courier.beat()
      this.heard()
      this.#pause = pauses()
      this.#change('up', null)
      return true
    } catch (error) {
      const trouble = asPtpError(error)
      if (trouble.code === 'cancelled') return false
      this.#nextTry = Date.now() + this.#pause()
      this.#change('away', trouble)
      return false
    } finally {
      this.tries++
    }
  }

  #change(state: CentralState, trouble: PtpError | null): void {
    if (state !== this.#state) this.#since = new Date()
    this.#state = state
    this.#trouble = trouble
    this.#told()
  }
}

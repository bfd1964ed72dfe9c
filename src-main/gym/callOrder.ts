import { PtpError } from '../../src-preload/contract/index.ts'
import { WINDOW } from '../emulator/index.ts'

/** How long a call waits for those before it that have not arrived, ms. */
const PATIENCE = 10_000
/** A client has no more than this many calls without an answer. */
const KEPT = 2 * WINDOW

/**
 * Plays the numbered calls of one session in their order and each only once: a call that comes again, because its answer
 * was lost on the way, gets the answer it had. Answers are kept until the client has them.
 */
export class CallOrder<T> {
  readonly #answers = new Map<number, Promise<T>>()
  readonly #parked = new Map<number, PromiseWithResolvers<undefined>>()
  #next = 1

  /** Whether a call was made yet. */
  get begun(): boolean {
    return this.#next > 1
  }

  /**
   * @param number of the call, from 1
   * @param arrived the client has the answers up to this one
   * @param play makes the call; by the time it first waits, what it does must stand in the emulator's queue
   * @throws PtpError `bad-input` for a number out of reach, `emulator-gone` when an earlier call never comes
   */
  async serve(number: number, arrived: number, play: () => Promise<T>): Promise<T> {
    for (const old of this.#answers.keys()) if (old <= arrived || old <= number - KEPT) this.#answers.delete(old)
    if (number >= this.#next + KEPT) throw new PtpError('bad-input', `call ${number} is too far ahead of call ${this.#next}, which is the next`)
    while (number > this.#next) await this.#turn(number)
    const known = this.#answers.get(number)
    if (known) return known
    if (number < this.#next) throw new PtpError('bad-input', `the answer to call ${number} is not kept any more`)
    this.#next = number + 1
    const answer = play()
    this.#answers.set(number, answer)
    // Whoever waits for the answer hears of its failure; the copy that is kept must not count as unheard.
    answer.catch(() => undefined)
    this.#parked.get(this.#next)?.resolve(undefined)
    return answer
  }

  /** Nobody waits any longer. */
  end(reason: PtpError): void {
    for (const parked of this.#parked.values()) parked.reject(reason)
    this.#parked.clear()
    this.#answers.clear()
  }

  async #turn(number: number): Promise<void> {
    let parked = this.#parked.get(number)
    if (!parked) {
      const made = Promise.withResolvers<undefined>()
      const timer = setTimeout(() => made.reject(new PtpError('emulator-gone', `the call before call ${number} did not arrive`)), PATIENCE)
      parked = made
      this.#parked.set(number, made)
      made.promise.catch(() => undefined).finally(() => {
        clearTimeout(timer)
        this.#parked.delete(number)
      })
    }
    await parked.promise
  }
}

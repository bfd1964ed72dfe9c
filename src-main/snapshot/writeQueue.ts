import { asPtpError, type PtpError } from '../../src-preload/contract/index.ts'

/** Runs writes beside the run loop, a few at a time; writes to the same key run one after the other. */
export class WriteQueue {
  readonly #limit: number
  readonly #onError: ((error: PtpError) => void) | undefined
  readonly #tails = new Map<string, Promise<void>>()
  readonly #unreported: PtpError[] = []
  readonly #waiting: (() => void)[] = []
  #running = 0

  /**
   * @param limit writes in flight at once
   * @param onError told of each failed {@link enqueue}; without it the next {@link flush} throws
   */
  constructor(limit: number, onError?: (error: PtpError) => void) {
    this.#limit = limit
    this.#onError = onError
  }

  /** Writes that have not ended. */
  get backlog(): number {
    return this.#tails.size
  }

  /** @returns what `write` returns, after it ran in its turn; its failure is the caller's */
  async run<T>(key: string, write: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key)
    const done = Promise.withResolvers<undefined>()
    this.#tails.set(key, done.promise)
    try {
      await before
      await this.#enter()
      try {
        return await write()
      } finally {
        this.#leave()
      }
    } finally {
      if (this.#tails.get(key) === done.promise) this.#tails.delete(key)
      done.resolve(undefined)
    }
  }

  /** Like {@link run} for a caller that does not wait; a failure goes to `onError` or the next flush. */
  enqueue(key: string, write: () => Promise<unknown>): void {
    this.run(key, write).catch((cause: unknown) => {
      const error = asPtpError(cause)
      if (this.#onError === undefined) this.#unreported.push(error)
      else this.#onError(error)
    })
  }

  /** Waits for the last write of `key`, whether it fails or not. */
  async settled(key: string): Promise<void> {
    await this.#tails.get(key)
  }

  /** Waits until nothing is in flight. @throws PtpError the first failure nobody was told of */
  async flush(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all(this.#tails.values())
    // The failures of enqueue arrive one turn after its write has ended.
    await new Promise(setImmediate)
    const [first, ...others] = this.#unreported.splice(0)
    if (first === undefined) return
    if (others.length > 0) first.message += ` (and ${String(others.length)} more failed)`
    throw first
  }

  async #enter(): Promise<void> {
    if (this.#running >= this.#limit) {
      const turn = Promise.withResolvers<undefined>()
      this.#waiting.push(() => { turn.resolve(undefined) })
      await turn.promise
      return
    }
    this.#running++
  }

  /** Hands the place to the next in line, so that nobody can slip in between. */
  #leave(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#running--
    else next()
  }
}

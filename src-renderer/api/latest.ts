/**
 * Does one piece of work at a time and, of all that is asked meanwhile, only the newest: dragging
 * over a thousand ticks asks the engine as often as it can answer, no more.
 */
export class Latest<I, O> {
  readonly #work: (input: I) => Promise<O>
  readonly #done: (input: I, output: O) => void
  readonly #failed: (input: I, error: unknown) => void
  #busy = false
  #waiting: { input: I } | null = null
  #stopped = false

  constructor(work: (input: I) => Promise<O>, done: (input: I, output: O) => void, failed: (input: I, error: unknown) => void) {
    this.#work = work
    this.#done = done
    this.#failed = failed
  }

  /** Asks for `input`; an older question that still waits is dropped. */
  ask(input: I): void {
    this.#waiting = { input }
    if (!this.#busy) void this.#turn()
  }

  /** Forgets the question that waits, if any. */
  clear(): void {
    this.#waiting = null
  }

  /** Nothing is told any more. */
  stop(): void {
    this.#stopped = true
    this.#waiting = null
  }

  async #turn(): Promise<void> {
    this.#busy = true
    while (this.#waiting !== null) {
      const { input } = this.#waiting
      this.#waiting = null
      try {
        const output = await this.#work(input)
        if (!this.#stopped) this.#done(input, output)
      } catch (error) {
        if (!this.#stopped) this.#failed(input, error)
      }
    }
    this.#busy = false
  }
}

import { PtpError } from '../../src-preload/contract/index.ts'

/** Starts that may fail in a row, over all emulators, before it is no use to try again. */
const MOST_IN_A_ROW = 3
/** Once emulators were up, it is not given up sooner than this: an engine that is being stopped fails in odd ways at first. */
const BENEFIT_OF_DOUBT = 10_000
/** Time between two tries while the engine is away, ms: from the first to the longest. */
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 2000
const DEFAULT_PATIENCE = 120_000

/** Keeps count of emulators that could not be started: whether to try again, wait, or give up. */
export class StartTrouble {
  readonly #patience: number
  #inARow = 0
  #failingSince = 0
  #wasUp = false
  #awaySince: number | null = null
  #pause = FIRST_PAUSE
  #message = ''
  #end: PtpError | null = null

  /** @param patience ms an engine that is away is waited for */
  constructor(patience = DEFAULT_PATIENCE) {
    this.#patience = patience
  }

  /** Why no more are started, null while they are. */
  get end(): PtpError | null {
    return this.#end
  }

  /** The engine is away and is waited for. */
  get isWaiting(): boolean {
    return this.#awaySince !== null && this.#end === null
  }

  /** What is wrong and what to do, '' when nothing is. */
  get message(): string {
    return this.#message
  }

  /** One was started. */
  started(): void {
    this.#wasUp = true
    this.clear()
  }

  /** Somebody wants it tried again. */
  clear(): void {
    this.#inARow = 0
    this.#awaySince = null
    this.#pause = FIRST_PAUSE
    this.#message = ''
    this.#end = null
  }

  /** One could not be started. @returns ms after which to try again, null: not any more */
  failed(error: PtpError): number | null {
    this.#message = [error.message, error.hint].filter(Boolean).join('; ')
    if (error.kind === 'fatal') return this.#giveUp(error)
    const now = performance.now()
    if (error.kind === 'recoverable') {
      if (this.#inARow++ === 0) this.#failingSince = now
      const isDoubtful = this.#wasUp && now - this.#failingSince < BENEFIT_OF_DOUBT
      return this.#inARow >= MOST_IN_A_ROW && !isDoubtful ? this.#giveUp(error) : this.#nextPause()
    }
    this.#awaySince ??= now
    return now - this.#awaySince > this.#patience ? this.#giveUp(error) : this.#nextPause()
  }

  #nextPause(): number {
    const pause = this.#pause
    this.#pause = Math.min(LONGEST_PAUSE, pause * 1.5)
    return pause
  }

  #giveUp({ code, message, hint, cause }: PtpError): null {
    this.#end ??= new PtpError(code, message, { kind: 'fatal', cause, ...(hint === undefined ? {} : { hint }) })
    return null
  }
}

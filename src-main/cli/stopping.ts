import { asPtpError } from '../../src-preload/contract/index.ts'
import type { Run, RunGuard } from '../run/index.ts'
import { log } from './log.ts'

/** Signals that stop a run cleanly. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const UNCAUGHT = ['uncaughtException', 'unhandledRejection'] as const

/**
 * What can end a run that this process plays: the first Ctrl-C stops it cleanly, and a second one gives up at once; so does somebody
 * at another terminal; what nobody caught ends it in an emergency.
 */
export class Stopping implements Disposable {
  readonly #run: Run
  readonly #guard: RunGuard
  readonly #wanted = Promise.withResolvers<true>()
  #isAsked = false

  constructor(run: Run, guard: RunGuard) {
    this.#run = run
    this.#guard = guard
    for (const signal of SIGNALS) process.on(signal, this.#signalled)
    for (const kind of UNCAUGHT) process.on(kind, this.#uncaught)
  }

  get isAsked(): boolean {
    return this.#isAsked
  }

  /** Comes true once it is asked to stop. */
  get wanted(): Promise<true> {
    return this.#wanted.promise
  }

  /** Has the run end cleanly. */
  ask(): void {
    this.#guard.letStop()
    this.#isAsked = true
    this.#wanted.resolve(true)
    void this.#run.pause()
  }

  [Symbol.dispose](): void {
    for (const signal of SIGNALS) process.off(signal, this.#signalled)
    for (const kind of UNCAUGHT) process.off(kind, this.#uncaught)
  }

  readonly #signalled = (): void => {
    if (this.#isAsked) process.exit(130)
    log().warning('stopping: everything is being written (Ctrl-C again to give up)', false)
    this.ask()
  }

  readonly #uncaught = (error: unknown): void => {
    process.exitCode = 1
    void this.#guard.shutDown(asPtpError(error).message)
  }
}

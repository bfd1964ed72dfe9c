import { PtpError } from '../../src-preload/contract/index.ts'

/** Somebody who waits for an emulator. */
export interface Waiter<T, G> {
  readonly wish: T
  /** when it was asked, ms of `performance.now` */
  readonly since: number
  give(given: G): void
  refuse(error: unknown): void
}

export interface WaitOptions {
  /** ms after which it is given up; default: never */
  timeout?: number
  signal?: AbortSignal
  /** before those who wait in order: it had its turn already and lost what it was given */
  first?: boolean
  /** makes the error of a wait that took too long */
  late: () => PtpError
}

interface Entry<T, G> extends Waiter<T, G> {
  readonly first: boolean
}

/** Those who wait, first come first served. Who goes away (timeout, abort) leaves no gap and no timer. */
export class WaitingLine<T, G> {
  readonly #entries: Entry<T, G>[] = []

  get length(): number {
    return this.#entries.length
  }

  /** Those who wait, in their order. */
  list(): readonly Waiter<T, G>[] {
    return this.#entries
  }

  /** @throws PtpError `cancelled` when the signal is aborted, what `late` makes when it took too long */
  join(wish: T, options: WaitOptions): Promise<G> {
    const { timeout, signal, first = false, late } = options
    return new Promise((resolve, reject) => {
      const settle = (): boolean => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        const at = this.#entries.indexOf(entry)
        if (at >= 0) this.#entries.splice(at, 1)
        return at >= 0
      }
      const entry: Entry<T, G> = {
        wish,
        first,
        since: performance.now(),
        give: (given) => settle() && resolve(given),
        refuse: (error) => settle() && reject(error instanceof Error ? error : new Error(String(error))),
      }
      const onAbort = (): void => entry.refuse(new PtpError('cancelled', 'waiting for an emulator was cancelled'))
      const timer = timeout === undefined ? undefined : setTimeout(() => entry.refuse(late()), timeout)
      if (signal?.aborted) {
        reject(new PtpError('cancelled', 'waiting for an emulator was cancelled'))
        return
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      const place = first ? this.#entries.findIndex((each) => !each.first) : -1
      if (place >= 0) this.#entries.splice(place, 0, entry)
      else this.#entries.push(entry)
    })
  }

  refuseAll(error: Error): void {
    for (const entry of [...this.#entries]) entry.refuse(error)
  }
}

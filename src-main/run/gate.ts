import type { PtpError } from '../../src-preload/contract/index.ts'

/** Orders for a loop that may only be changed between two turns of it, and the place where it waits. */
export class Gate {
  #orders: (() => Promise<void>)[] = []
  #wake: (() => void) | null = null
  #closed: PtpError | null = null

  /** Has `order` done between two turns. @returns what it gives; rejects when the loop ends before its turn comes */
  ask<T>(order: () => Promise<T> | T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closed) {
        reject(this.#closed)
        return
      }
      this.#orders.push(async () => {
        try {
          resolve(await order())
        } catch (error) {
          reject(error as Error)
        }
      })
      this.wake()
    })
  }

  /** Whether an order waits. */
  get isAsked(): boolean {
    return this.#orders.length > 0
  }

  /** Does everything that was asked for since the last turn. */
  async obey(): Promise<void> {
    for (let order = this.#orders.shift(); order; order = this.#orders.shift()) await order()
  }

  /** Waits until something is asked for or {@link wake} is called, or for so many milliseconds. */
  async wait(ms = Infinity): Promise<void> {
    if (this.#orders.length > 0) return
    await new Promise<void>((resolve) => {
      const timer = ms === Infinity ? undefined : setTimeout(() => this.wake(), ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  wake(): void {
    const wake = this.#wake
    this.#wake = null
    wake?.()
  }

  /** From now on nothing can be asked for; what waits is done first. */
  async close(why: PtpError): Promise<void> {
    this.#closed = why
    await this.obey()
  }
}

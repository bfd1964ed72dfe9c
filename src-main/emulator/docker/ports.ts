import { createServer } from 'node:net'
import { PtpError } from '../../../src-preload/contract/index.ts'

const LAST_PORT = 65_535

/** Gives ports of one machine, the first free from a base on, and never one twice at a time. */
export class Ports {
  readonly #base: number
  readonly #isLocal: boolean
  readonly #taken = new Set<number>()

  /** @param isLocal ports of this machine can be tried before they are given */
  constructor(base: number, isLocal: boolean) {
    this.#base = base
    this.#isLocal = isLocal
  }

  /** @throws PtpError `busy` when all are taken */
  async take(): Promise<number> {
    for (let port = this.#base; port <= LAST_PORT; port++) {
      if (this.#taken.has(port)) continue
      this.#taken.add(port)
      if (!this.#isLocal || (await isFree(port))) return port
      this.#taken.delete(port)
    }
    throw new PtpError('busy', `no port from ${this.#base} on is free`, { kind: 'fatal', hint: 'give another base port' })
  }

  giveBack(port: number): void {
    this.#taken.delete(port)
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { GameState } from '../../src-preload/contract/index.ts'

/** What a decider says to one question: an answer, or a refusal. */
export type Said = { status?: number; retryAfter?: string; json?: unknown; text?: string }

/** A program that decides for agents that ask it over HTTP. */
export class Decider {
  readonly asked: { decision: number; state: GameState; at: number }[] = []
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  /** @param answer to the n-th question, from 0; null: it is never answered */
  static async start(answer: (n: number, state: GameState) => Said | null | Promise<Said | null>): Promise<Decider> {
    const server = createServer((request, response) => {
      let text = ''
      request.on('data', (piece: Buffer) => (text += piece.toString()))
      request.on('end', () => {
        const question = JSON.parse(text) as { decision: number; state: GameState }
        const said = answer(decider.asked.length, question.state)
        decider.asked.push({ ...question, at: performance.now() })
        void Promise.resolve(said).then((known) => {
          if (known === null) return
          response.writeHead(known.status ?? 200, { 'content-type': 'application/json', ...(known.retryAfter === undefined ? {} : { 'retry-after': known.retryAfter }) })
          response.end(known.text ?? JSON.stringify(known.json ?? {}))
        })
      })
    })
    const decider = new Decider(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return decider
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/decide`
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

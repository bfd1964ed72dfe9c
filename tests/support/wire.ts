import type { CallName, EventName, EventOf, InputOf, OutputOf, SerializedError } from '../../src-preload/contract/index.ts'
import { parseError } from '../../src-preload/contract/index.ts'

interface Options {
  headers?: Record<string, string>
}
type Message = { id: number; result?: unknown; error?: SerializedError } | { event: EventName; data: unknown }

/** The browser face's protocol, spoken by hand. */
export class Wire {
  readonly socket: WebSocket
  readonly #events: { event: EventName; data: unknown }[] = []
  readonly #waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>()
  #serial = 0

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data)) as Message))
  }

  /** @param url as `ptp start` prints it @throws Error when the server refuses */
  static open(url: string, options: Options = {}): Promise<Wire> {
    const target = new URL('/api/socket', url)
    target.protocol = 'ws:'
    target.search = new URL(url).search
    // Node's WebSocket takes headers, which a browser's does not.
    const socket = new WebSocket(target, options as unknown as string[])
    return new Promise((resolve, reject) => {
      socket.addEventListener('open', () => resolve(new Wire(socket)))
      socket.addEventListener('error', () => reject(new Error('the server refused the socket')))
    })
  }

  call<N extends CallName>(call: N, input: InputOf<N>): Promise<OutputOf<N>> {
    const id = this.#serial++
    this.socket.send(JSON.stringify({ id, call, input }))
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
  }

  subscribe(name: EventName): void {
    this.socket.send(JSON.stringify({ subscribe: name }))
  }

  events<N extends EventName>(name: N): EventOf<N>[] {
    return this.#events.filter(({ event }) => event === name).map(({ data }) => data as EventOf<N>)
  }

  newestTick(run: string): number {
    return this.events('run.live').findLast((live) => live.run === run)?.tick ?? -1
  }

  /** Starts the bundled game with the bundled script. @returns the run */
  async startBundled(speed: number): Promise<string> {
    const [game] = await this.call('games.list', {})
    const { source } = await this.call('scripts.read', { name: 'demo.ptp' })
    const { run } = await this.call('run.start', { game: game?.id ?? '', script: 'demo.ptp', source, speed, seed: null })
    return run
  }

  /** @returns the code the server closed with */
  closed(): Promise<number> {
    return new Promise((resolve) => this.socket.addEventListener('close', ({ code }) => resolve(code)))
  }

  close(): void {
    this.socket.close()
  }

  #receive(message: Message): void {
    if ('event' in message) {
      this.#events.push(message)
      return
    }
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.error) waiting?.reject(parseError(message.error))
    else waiting?.resolve(message.result as never)
  }
}

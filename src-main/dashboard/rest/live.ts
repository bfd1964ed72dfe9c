import type { WebSocket } from 'ws'
import type { EventName, EventOf, LiveRun } from '../../../src-preload/contract/index.ts'
import type { Engine } from '../client.ts'

/** The present of a run is sent at most so often: twelve times a second to a few, less often to a crowd, whose share of the engine stays small. */
const EVERY_MS = 80
const CROWD = 20
/** So many bytes may wait in a socket before what is newer is left out for it. */
const HIGH_WATER = 64 * 1024
const MAX_MESSAGES = 20

type Told = { event: 'status'; data: LiveRun } | { event: 'message'; data: EventOf<'run.message'> } | { event: 'changed'; data: EventOf<'runs.changed'> }

/**
 * Tells any number of sockets of live runs. Every message is written once, whoever it goes to; a socket that does not read
 * misses what it could not take, and costs the run nothing.
 */
export class LiveFeed {
  readonly #sockets = new Map<WebSocket, string | null>()
  readonly #newest = new Map<string, LiveRun>()
  readonly #messages: EventOf<'run.message'>[] = []
  readonly #engine: Engine
  #unlisten: (() => void) | null = null
  #timer: NodeJS.Timeout | null = null
  #sentAt = -Infinity

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** @param run only that one; null: all */
  add(socket: WebSocket, run: string | null, live: readonly LiveRun[]): void {
    this.#sockets.set(socket, run)
    this.#unlisten ??= this.#engine.listen((name, event) => this.#hear(name, event))
    socket.on('close', () => {
      this.#sockets.delete(socket)
      if (this.#sockets.size === 0) this.#deafen()
    })
    // ws closes the socket itself after an error; without a listener the error would end the process.
    socket.on('error', () => socket.terminate())
    // Nothing is taken from the other side.
    socket.on('message', () => socket.close(1003, 'this socket only tells'))
    for (const data of live) if (run === null || data.run === run) socket.send(JSON.stringify({ event: 'status', data } satisfies Told))
  }

  close(): void {
    this.#deafen()
    for (const socket of this.#sockets.keys()) socket.close(1001, 'the engine ends')
  }

  #hear<N extends EventName>(name: N, event: EventOf<N>): void {
    if (name === 'run.live') this.#newest.set((event as LiveRun).run, event as LiveRun)
    else if (name === 'run.message') {
      this.#messages.push(event as EventOf<'run.message'>)
      if (this.#messages.length > MAX_MESSAGES) this.#messages.shift()
    } else if (name === 'runs.changed') this.#send({ event: 'changed', data: event as EventOf<'runs.changed'> }, (event as EventOf<'runs.changed'>).run)
    else return
    const due = this.#sentAt + EVERY_MS * Math.max(1, Math.sqrt(this.#sockets.size / CROWD))
    this.#timer ??= setTimeout(() => this.#flush(), Math.max(0, due - performance.now()))
  }

  #deafen(): void {
    this.#unlisten?.()
    this.#unlisten = null
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  #flush(): void {
    this.#timer = null
    this.#sentAt = performance.now()
    for (const data of this.#messages.splice(0)) this.#send({ event: 'message', data }, data.run)
    for (const data of this.#newest.values()) this.#send({ event: 'status', data }, data.run)
    this.#newest.clear()
  }

  #send(told: Told, run: string | null): void {
    const text = Buffer.from(JSON.stringify(told))
    for (const [socket, wanted] of this.#sockets) {
      if ((wanted === null || run === null || wanted === run) && socket.bufferedAmount < HIGH_WATER) socket.send(text, { binary: false })
    }
  }
}

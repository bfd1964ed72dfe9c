import type { CallName, EventName, EventOf, InputOf, OutputOf, SerializedError, Transport } from './contract.ts'
import { parseError, PtpError } from './contract.ts'

/** `refused`: somebody answers there, but does not know this page's token */
export type ConnectionStatus = 'connecting' | 'open' | 'lost' | 'refused'

type Incoming =
  | { id: number; result: unknown }
  | { id: number; error: SerializedError }
  | { event: EventName; data: unknown }

interface Pending {
  text: string
  sent: boolean
  resolve: (result: unknown) => void
  reject: (error: PtpError) => void
}

/** The longest wait between two attempts to connect again, in milliseconds. */
const MAX_BACK_OFF = 5_000

/**
 * The engine over a WebSocket. It connects again by itself, with growing waits. Calls made while
 * the line is down wait for it; calls under way when it breaks are rejected, since nobody knows
 * whether they were done.
 */
export class BrowserTransport implements Transport {
  readonly pictures = ''
  readonly #url: string
  readonly #onStatus: (status: ConnectionStatus) => void
  readonly #pending = new Map<number, Pending>()
  readonly #listeners = new Map<EventName, Set<(data: never) => void>>()
  #socket: WebSocket | null = null
  #nextId = 1
  #attempts = 0

  constructor(url: string, onStatus: (status: ConnectionStatus) => void) {
    this.#url = url
    this.#onStatus = onStatus
    this.#connect()
  }

  call<N extends CallName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> {
    const id = this.#nextId++
    return new Promise<OutputOf<N>>((resolve, reject) => {
      const text = JSON.stringify({ id, call: name, input })
      // The server answers each call by the contract's schema, so the result has its type.
      this.#pending.set(id, { text, sent: false, resolve: resolve as (result: unknown) => void, reject })
      this.#flush()
    })
  }

  subscribe<N extends EventName>(name: N, listener: (event: EventOf<N>) => void): () => void {
    let listeners = this.#listeners.get(name)
    if (listeners === undefined) {
      listeners = new Set()
      this.#listeners.set(name, listeners)
      if (this.#isOpen()) this.#socket?.send(JSON.stringify({ subscribe: name }))
    }
    const entry = listener as (data: never) => void
    listeners.add(entry)
    return () => listeners.delete(entry)
  }

  #isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN
  }

  #connect(): void {
    const socket = new WebSocket(this.#url)
    this.#socket = socket
    if (this.#attempts === 0) this.#onStatus('connecting')
    let wasOpen = false
    socket.addEventListener('open', () => {
      this.#attempts = 0
      wasOpen = true
      for (const name of this.#listeners.keys()) socket.send(JSON.stringify({ subscribe: name }))
      this.#flush()
      this.#onStatus('open')
    })
    socket.addEventListener('message', (message) => this.#receive(JSON.parse(String(message.data)) as Incoming))
    socket.addEventListener('close', () => {
      this.#lost()
      if (!wasOpen) void this.#askWhy()
    })
  }

  /** A socket does not tell why it could not be opened; an ordinary request does. */
  async #askWhy(): Promise<void> {
    const address = this.#url.replace(/^ws/, 'http')
    const status = await fetch(address, { cache: 'no-store' }).then((answer) => answer.status, () => null)
    if (!this.#isOpen()) this.#onStatus(status === 401 || status === 403 ? 'refused' : 'lost')
  }

  #lost(): void {
    this.#socket = null
    if (this.#attempts === 0) this.#onStatus('lost')
    for (const [id, pending] of this.#pending) {
      if (!pending.sent) continue
      this.#pending.delete(id)
      pending.reject(
        new PtpError('emulator-gone', 'The connection to the engine broke before it answered.', {
          kind: 'transient',
          hint: 'It connects again by itself; then try once more.',
        }),
      )
    }
    const wait = Math.min(MAX_BACK_OFF, 250 * 2 ** this.#attempts++)
    setTimeout(() => this.#connect(), wait)
  }

  #flush(): void {
    if (!this.#isOpen()) return
    for (const pending of this.#pending.values()) {
      if (pending.sent) continue
      this.#socket?.send(pending.text)
      pending.sent = true
    }
  }

  #receive(message: Incoming): void {
    if ('event' in message) {
      for (const listener of this.#listeners.get(message.event) ?? []) listener(message.data as never)
      return
    }
    const pending = this.#pending.get(message.id)
    if (pending === undefined) return
    this.#pending.delete(message.id)
    if ('error' in message) pending.reject(parseError(message.error))
    else pending.resolve(message.result)
  }
}

const TOKEN_KEY = 'ptp-token'

/** Takes the token out of the page's address (so that it is not copied along with it) and keeps it for this tab. */
export function takeToken(): string {
  const url = new URL(location.href)
  const fromUrl = url.searchParams.get('token')
  if (fromUrl !== null) {
    sessionStorage.setItem(TOKEN_KEY, fromUrl)
    url.searchParams.delete('token')
    history.replaceState(null, '', url)
  }
  return sessionStorage.getItem(TOKEN_KEY) ?? ''
}

/** @returns the address of the engine's socket for this page */
export function socketUrl(token: string): string {
  const url = new URL('/api/socket', location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  url.search = token === '' ? '' : new URLSearchParams({ token }).toString()
  return url.toString()
}

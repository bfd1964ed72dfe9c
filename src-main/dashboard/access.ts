import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import os from 'node:os'

/** What is known of a request before anything is answered. */
export interface Caller {
  host: string | undefined
  origin: string | undefined
  /** the `token` of the address */
  token: unknown
  /** the cookie that this server set */
  cookie: string | undefined
}

export type Refusal = { status: 401 | 403; message: string }

/** Who may talk to the server: pages it gave out itself, in the browser of somebody who knows the token. */
export class Access {
  /** null when the server was started without one */
  readonly token: string | null
  readonly #expected: Buffer
  readonly #names: ReadonlySet<string>

  /** @param names host names this server answers to, beside the addresses of this machine */
  constructor(withToken: boolean, names: readonly string[]) {
    this.token = withToken ? randomBytes(32).toString('base64url') : null
    this.#expected = digest(this.token ?? '')
    this.#names = new Set(names.map((name) => name.toLowerCase()))
  }

  /** @returns why the caller is sent away, null when it may come in */
  refusal(caller: Caller): Refusal | null {
    // A page of another site can have its own name point to this machine; it cannot change what name it asks for.
    if (!this.#knowsHost(caller.host)) return { status: 403, message: `this server does not go by the name ${caller.host ?? ''}` }
    if (caller.origin !== undefined && originHost(caller.origin) !== caller.host?.toLowerCase()) {
      return { status: 403, message: 'a page of another site asked for this' }
    }
    if (this.token === null || this.isToken(caller.token) || this.isToken(caller.cookie)) return null
    return { status: 401, message: 'the token is missing or of an earlier start: open the address that `ptp start` printed' }
  }

  isToken(value: unknown): boolean {
    // Digests are of one length, so that comparing them takes the same time whatever was given.
    return this.token !== null && typeof value === 'string' && timingSafeEqual(digest(value), this.#expected)
  }

  #knowsHost(host: string | undefined): boolean {
    const name = host?.toLowerCase().replace(/:\d+$/, '')
    return name !== undefined && this.#names.has(name)
  }
}

/**
 * @param host the server listens on
 * @returns the names a browser may have used to come here
 */
export function namesOf(host: string): string[] {
  const local = ['127.0.0.1', 'localhost', '[::1]']
  if (local.includes(host) || host === '::1') return local
  const isAny = host === '0.0.0.0' || host === '::'
  if (!isAny) return [...local, host.includes(':') ? `[${host}]` : host]
  const own = Object.values(os.networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return [...local, os.hostname(), ...own.map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address))]
}

function originHost(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

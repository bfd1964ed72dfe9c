import {
  BrokenCircuitError, circuitBreaker, CircuitState, ConsecutiveBreaker, ExponentialBackoff, handleWhen, retry, wrap, type CircuitBreakerPolicy,
} from 'cockatiel'
import { Pool } from 'undici'
import { asPtpError, PtpError } from '../../../src-preload/contract/index.ts'
import { failureOf, isConnectionLoss, wasNeverSent } from './failures.ts'
import { errorOf } from './schema.ts'
import { MAX_ANSWER_BYTES } from './wire/limits.ts'

export type Circuit = 'closed' | 'open' | 'half-open'

export interface TransportOptions {
  /** connections kept to the server */
  connections: number
  /** connection failures in a row that are bridged for a call that is safe to repeat */
  retries: number
}

export interface GymRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** with its query */
  path: string
  headers?: Record<string, string>
  body?: Uint8Array | string
  /** ms for the whole answer */
  timeout: number
  /** may be sent again when it is not known whether the server had acted; else only when it surely had not heard of it */
  repeat: boolean
}

export interface GymAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Uint8Array
}

/** Repeats with growing, jittered pauses around the breaker. */
interface Policy {
  execute<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>
}

const CIRCUITS: Record<CircuitState, Circuit> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'open',
}
/** How long calls fail at once after the server could not be reached, ms. */
const OPEN_FOR = 1000
const CONNECT_TIMEOUT = 2000

/** The way to one server: keep-alive connections, deadlines, repeats with growing pauses, a circuit breaker. */
export class GymTransport {
  readonly url: string
  readonly #pool: Pool
  readonly #breaker: CircuitBreakerPolicy
  readonly #repeating: Policy
  readonly #careful: Policy
  readonly #closing = new AbortController()

  constructor(url: string, options: TransportOptions) {
    this.url = originOf(url)
    this.#pool = new Pool(this.url, {
      connections: options.connections,
      connect: { timeout: CONNECT_TIMEOUT, keepAlive: true },
      keepAliveTimeout: 30_000,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: MAX_ANSWER_BYTES + 1024,
    })
    this.#breaker = circuitBreaker(handleWhen(isConnectionLoss), { halfOpenAfter: OPEN_FOR, breaker: new ConsecutiveBreaker(options.retries + 1) })
    const again = (when: (error: unknown) => boolean): Policy => {
      const backoff = new ExponentialBackoff({ initialDelay: 40, maxDelay: 500 })
      return wrap(retry(handleWhen(when), { maxAttempts: options.retries, backoff }), this.#breaker)
    }
    this.#repeating = again(isConnectionLoss)
    this.#careful = again(wasNeverSent)
  }

  get circuit(): Circuit {
    return CIRCUITS[this.#breaker.state]
  }

  /**
   * @returns the answer, whatever it says
   * @throws PtpError `emulator-gone` or `emulator-hung` (both recoverable) when none came
   */
  async ask(request: GymRequest): Promise<GymAnswer> {
    const { signal } = this.#closing
    const attempt = (): Promise<GymAnswer> => this.#send(request)
    try {
      return await (request.repeat ? this.#repeating : this.#careful).execute(attempt, signal)
    } catch (error) {
      if (signal.aborted) throw new PtpError('emulator-gone', `the connection to ${this.url} is closed`)
      if (error instanceof BrokenCircuitError) {
        throw new PtpError('emulator-gone', `${this.url} could not be reached; for a moment it is not asked again`, { hint: 'is the server still up?' })
      }
      throw failureOf(error, request, this.url)
    }
  }

  /**
   * @returns the body of a successful answer
   * @throws PtpError what the server said, else as {@link ask}
   */
  async call(request: GymRequest): Promise<GymAnswer> {
    const answer = await this.ask(request)
    if (answer.status >= 200 && answer.status < 300) return answer
    throw this.refusalOf(answer, request)
  }

  /** The error a refusing answer tells of. */
  refusalOf(answer: GymAnswer, request: GymRequest): PtpError {
    const told = errorOf(jsonOf(answer))
    return told ?? new PtpError('emulator-gone', `${this.url} answered ${request.method} ${request.path} with ${answer.status} and nothing that can be understood`, {
      hint: 'is it a gym server of this version?',
    })
  }

  /** Rejects what is under way and frees the connections. Idempotent. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#pool.destroy()
  }

  async #send({ method, path, headers = {}, body, timeout }: GymRequest): Promise<GymAnswer> {
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(new PtpError('emulator-hung', 'no answer in time')), timeout)
    try {
      const answer = await this.#pool.request({ method, path, headers, body: body ?? null, signal: deadline.signal })
      const bytes = new Uint8Array(await answer.body.arrayBuffer())
      return { status: answer.statusCode, headers: answer.headers, body: bytes }
    } finally {
      clearTimeout(timer)
    }
  }
}

/** @returns the body as JSON, undefined when it is none */
export function jsonOf({ body }: GymAnswer): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw asPtpError(error)
  }
}

/** @throws PtpError `bad-input` for what is no address of an HTTP server */
function originOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return parsed.origin
  throw new PtpError('bad-input', `"${url}" is no address of a gym server`, { hint: 'write it like http://127.0.0.1:8081' })
}

import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { asPtpError, PtpError, type ButtonTiming, type GameState, type ModelConfiguration } from '../../src-preload/contract/index.ts'
import { waitAfterRefusal, type ActEffect, type Agent, type Effect, type View } from '../run/index.ts'
import { readAnswer, type Answer } from './askedAnswer.ts'

/** Calls that are refused or lost in a row before it is given up. */
const TRIES = 8
/** An answer that takes longer is not waited for, ms. */
const ANSWER_MS = 120_000
const MAX_BYTES = 1 << 20

/** Bounds the calls of several agents together. */
export interface CallGate {
  /** Waits until one call may be made. */
  take(signal?: AbortSignal): Promise<void>
  /** Lets nobody through for so long, ms. */
  hold(ms: number): void
  /** calls that may be made now */
  readonly left: number
}

/**
 * An agent that lives in a program of its own, and is asked for each decision over HTTP. It is held to the tick rates and to the
 * bound of calls; where the other side asks for patience (429 or 503, `Retry-After`), everybody behind the same gate waits.
 */
export class AskedAgent implements Agent {
  /** its address: a run that goes on asks there again */
  readonly name: string
  readonly isModel = true
  readonly memory: readonly number[] = []
  readonly line = null
  readonly #timing: ButtonTiming
  readonly #gate: CallGate
  /** what is to be told before it goes on */
  readonly #notes: Effect[] = []
  #model: ModelConfiguration | null = null
  #acts: ActEffect[] = []
  #isEnd = false
  #failure: PtpError | null = null
  #asking: AbortController | null = null
  #changed = Promise.withResolvers<true>()
  #count = 0

  /** @param url where it is asked @throws PtpError `bad-input` for no such address */
  constructor(url: string, timing: ButtonTiming, gate: CallGate) {
    this.name = checkedAddress(url)
    this.#timing = timing
    this.#gate = gate
  }

  /** @returns whether the name of an agent is an address to ask at */
  static isAddress(name: string): boolean {
    return /^https?:\/\//.test(name)
  }

  get needsState(): boolean {
    return this.#acts.length === 0
  }

  get callsLeft(): number {
    return this.#gate.left
  }

  next({ state }: View): Effect {
    const note = this.#notes.shift()
    if (note !== undefined) return note
    const act = this.#acts.shift()
    if (act) return act
    if (this.#isEnd) return { kind: 'end' }
    if (this.#failure) {
      const failure = this.#failure
      this.#failure = null
      throw failure
    }
    if (!this.#asking) void this.#ask(state)
    return { kind: 'think', done: this.#changed.promise }
  }

  abandon(): void {
    this.#asking?.abort()
    this.#asking = null
    this.#acts = []
    this.#isEnd = false
    this.#tell()
  }

  /** What it planned behind them was planned for the same state. */
  dropped(): void {
    this.#acts = []
  }

  advanced(): void {
    // each of its acts is as long as it says
  }

  pathFound(): void {
    // it asks for no path
  }

  save(): null {
    return null
  }

  async #ask(state: GameState): Promise<void> {
    const asking = new AbortController()
    this.#asking = asking
    try {
      const { acts, isEnd, model } = await this.#answer(state, asking.signal)
      if (asking.signal.aborted) return
      this.#decidedBy(model, acts)
      this.#acts = acts
      this.#isEnd = isEnd
    } catch (error) {
      if (asking.signal.aborted) return
      this.#failure = asPtpError(error)
    }
    this.#asking = null
    this.#tell()
  }

  async #answer(state: GameState, signal: AbortSignal): Promise<Answer> {
    const body = JSON.stringify({ decision: ++this.#count, state })
    for (let attempt = 1; ; attempt++) {
      await this.#gate.take(signal)
      const began = performance.now()
      const answer = await this.#post(body, signal)
      if (answer instanceof Response && answer.ok) return this.#read(answer, performance.now() - began)
      const why = answer instanceof Response ? `it answers ${answer.status}` : answer.message
      const isWorthIt = !(answer instanceof Response) || answer.status === 429 || answer.status >= 500
      if (!isWorthIt || attempt >= TRIES) throw new PtpError('emulator-gone', `the agent at ${this.name} cannot be asked: ${why}`, { kind: 'fatal', hint: 'see what its program says; the run can be resumed' })
      const { kind, ms } = waitAfterRefusal(answer instanceof Response ? answer.headers.get('retry-after') : null, attempt, Date.now())
      this.#note(answer, why, kind, ms)
      if (answer instanceof Response) this.#gate.hold(ms)
      else await sleep(ms, undefined, { signal })
    }
  }

  async #post(body: string, signal: AbortSignal): Promise<Response | Error> {
    try {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)])
      return await fetch(this.name, { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal: limit })
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof Error)) throw error
      return error.name === 'TimeoutError' ? new Error(`it gives no answer within ${ANSWER_MS / 1000} s`) : new Error('nobody answers there', { cause: error })
    }
  }

  async #read(answer: Response, latencyMs: number): Promise<Answer> {
    const text = await answer.text()
    if (text.length > MAX_BYTES) throw new PtpError('bad-input', `the answer of the agent has more than ${MAX_BYTES} bytes`)
    try {
      return readAnswer(JSON.parse(text), this.#timing, Math.round(latencyMs))
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause
      throw new PtpError('bad-input', `the answer of the agent is no JSON: ${cause.message}`, { cause })
    }
  }

  #note(answer: Response | Error, why: string, kind: 'retry' | 'queued', ms: number): void {
    const what = answer instanceof Response && answer.status === 429 ? 'API rate limit' : `agent: ${why}`
    const seconds = (ms / 1000).toFixed(1)
    this.#notes.push({ kind: 'log', text: kind === 'retry' ? `${what}: waiting ${seconds} s` : `${what}: the decision is queued for ${seconds} s`, line: null })
    this.#tell()
  }

  /** A model holds until another one is told. */
  #decidedBy(model: ModelConfiguration | null, [first]: readonly ActEffect[]): void {
    if (model !== null && !isDeepStrictEqual(model, this.#model)) {
      this.#model = model
      this.#notes.push({ kind: 'model', model })
    }
    if (this.#model !== null && first?.decision) first.decision.model = this.#model.name
  }

  /** Wakes who waits for a word of it. */
  #tell(): void {
    this.#changed.resolve(true)
    this.#changed = Promise.withResolvers<true>()
  }
}

function checkedAddress(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed === null || !AskedAgent.isAddress(url)) throw new PtpError('bad-input', `"${url}" is no address an agent could be asked at`, { hint: 'give one like http://127.0.0.1:9000/decide' })
  if (parsed.username !== '' || parsed.password !== '') throw new PtpError('bad-input', 'the address of an agent is kept with the run, so it must not carry a password', { hint: 'let a proxy of your own add it' })
  return url
}

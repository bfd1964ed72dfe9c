import type { z } from 'zod'
import { asPtpError, PtpError } from '../../../../src-preload/contract/index.ts'
import { Latency, type Sla } from '../latency.ts'
import { GymTransport, jsonOf, type Circuit, type GymRequest } from '../transport.ts'
import { checkWait, readKeys } from './keys.ts'
import {
  detailSchema, evaluationSchema, pokemonGymStateSchema, savedStateSchema, statusSchema, stoppedSchema,
  type PokemonGymEvaluation, type PokemonGymState, type PokemonGymStatus, type PokemonGymStopped,
} from './schema.ts'

export interface GymSessionOptions {
  /** http://127.0.0.1:8080 */
  url: string
  /** ms for the answer to one action of one key; longer ones get more. Default 10 s: some servers pace themselves. */
  callTimeout?: number
  /** connection failures in a row that are bridged; default 4 */
  retries?: number
  /** Begin a new session when the server has lost ours, from the last state that was saved. Default: true */
  reinitialize?: boolean
  sla?: Sla
}

export interface InitializeOptions {
  headless?: boolean
  sound?: boolean
  /** a state file of the server */
  stateFile?: string
  autosave?: boolean
  sessionId?: string
}

/** The server lost the session and a new one was begun. */
export interface SessionRecovery {
  reason: string
  /** the state file it began with; null: from the start of the game */
  stateFile: string | null
  /** actions since that state that are lost */
  lostSteps: number
}

/**
 * A game on any server that speaks the pokemon-gym interface. It is played key by key and says what the server says;
 * memory, pictures of single frames and exact states are not to be had there, so it is no `Emulator` and nothing that
 * needs one (recording, seeking, verifying) works on it. One call at a time, as those servers want it.
 */
export class GymSession implements AsyncDisposable {
  readonly latency: Latency
  readonly #transport: GymTransport
  readonly #timeout: number
  readonly #mayReinitialize: boolean
  readonly #listeners = new Set<(recovery: SessionRecovery) => void>()
  #begun: InitializeOptions = {}
  #saved: string | null = null
  #steps = 0
  #tail: Promise<unknown> = Promise.resolve()

  /** @throws PtpError `bad-input` for what is no address */
  constructor(options: GymSessionOptions) {
    this.latency = new Latency(options.sla)
    this.#transport = new GymTransport(options.url, { connections: 1, retries: options.retries ?? 4 })
    this.#timeout = options.callTimeout ?? 10_000
    this.#mayReinitialize = options.reinitialize ?? true
  }

  get circuit(): Circuit {
    return this.#transport.circuit
  }

  /** @returns the way to stop listening */
  onRecovery(listener: (recovery: SessionRecovery) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Begins a session; one that went on is over. */
  initialize(options: InitializeOptions = {}): Promise<PokemonGymState> {
    return this.#inTurn(() => this.#initialize(options))
  }

  /**
   * Presses keys one after the other, each 10 frames down and 120 up.
   * @param keys `A B START`, `['a', 'b']`: any case
   */
  press(keys: string | readonly string[]): Promise<PokemonGymState> {
    const read = readKeys(keys).map((key) => key.toLowerCase())
    return this.#inTurn(() => this.#act({ action_type: 'press_key', keys: read }, read.length))
  }

  wait(frames: number): Promise<PokemonGymState> {
    const checked = checkWait(frames)
    return this.#inTurn(() => this.#act({ action_type: 'wait', frames: checked }, frames / 130))
  }

  status(): Promise<PokemonGymStatus> {
    return this.#inTurn(() => this.#ask({ method: 'GET', path: '/status', timeout: this.#timeout, repeat: true }, statusSchema))
  }

  evaluate(): Promise<PokemonGymEvaluation> {
    return this.#inTurn(() => this.#ask({ method: 'GET', path: '/evaluate', timeout: this.#timeout, repeat: true }, evaluationSchema))
  }

  /** @returns the file the server wrote, to be given to {@link loadState}; its bytes stay on the server */
  saveState(filename?: string): Promise<string> {
    return this.#inTurn(async () => {
      const { state_file: file } = await this.#ask(this.#post('/save_state', filename === undefined ? {} : { filename }, 1, true), savedStateSchema)
      this.#saved = file
      this.#steps = 0
      return file
    })
  }

  /** Begins a new session from a state file: the one way all servers know. */
  loadState(stateFile: string): Promise<PokemonGymState> {
    return this.#inTurn(() => this.#initialize({ ...this.#begun, stateFile }))
  }

  stop(): Promise<PokemonGymStopped> {
    return this.#inTurn(() => this.#ask(this.#post('/stop', {}, 1, true), stoppedSchema))
  }

  /** Frees the connection; the session on the server goes on. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transport.close()
  }

  async #initialize(options: InitializeOptions): Promise<PokemonGymState> {
    const { headless = true, sound = false, stateFile, autosave, sessionId } = options
    const body = {
      headless, sound,
      ...(stateFile === undefined ? {} : { load_state_file: stateFile }),
      ...(autosave === undefined ? {} : { load_autosave: autosave }),
      ...(sessionId === undefined ? {} : { session_id: sessionId }),
    }
    const state = await this.#ask(this.#post('/initialize', body, 4, true), pokemonGymStateSchema)
    this.#begun = options
    this.#saved = stateFile ?? null
    this.#steps = 0
    return state
  }

  async #act(body: object, keys: number): Promise<PokemonGymState> {
    const request = this.#post('/action', body, keys, false)
    let state = await this.#tryAct(request)
    if (typeof state === 'string') {
      await this.#recover(state)
      state = await this.#tryAct(request)
      if (typeof state === 'string') throw new PtpError('emulator-gone', `${this.#transport.url} loses its sessions: ${state}`)
    }
    this.#steps++
    return state
  }

  /** @returns the state, or in a word why there is no session to play on */
  async #tryAct(request: GymRequest): Promise<PokemonGymState | string> {
    try {
      const state = await this.#ask(request, pokemonGymStateSchema)
      return state.location === 'SESSION_TIMEOUT' && state.screenshot_base64 === '' ? 'the time of the session was over' : state
    } catch (error) {
      const known = asPtpError(error)
      if (known.code === 'not-found') return 'the server knew of no session'
      throw known
    }
  }

  async #recover(reason: string): Promise<void> {
    const hint = 'begin a new one with initialize'
    if (!this.#mayReinitialize) throw new PtpError('emulator-gone', `${this.#transport.url} has no session of ours: ${reason}`, { hint })
    const recovery: SessionRecovery = { reason, stateFile: this.#saved, lostSteps: this.#steps }
    const { stateFile: _, ...begun } = this.#begun
    await this.#initialize(recovery.stateFile === null ? begun : { ...begun, stateFile: recovery.stateFile })
    for (const listener of this.#listeners) listener(recovery)
  }

  #post(path: string, body: object, keys: number, repeat: boolean): GymRequest {
    const headers = { 'content-type': 'application/json' }
    return { method: 'POST', path, headers, body: JSON.stringify(body), timeout: this.#timeout * Math.max(1, keys / 2), repeat }
  }

  async #ask<T>(request: GymRequest, schema: z.ZodType<T>): Promise<T> {
    const began = performance.now()
    const answer = await this.#transport.ask(request)
    this.latency.record(performance.now() - began)
    const json = jsonOf(answer)
    if (answer.status !== 200) throw this.#refusal(request, answer.status, json)
    const parsed = schema.safeParse(json)
    if (parsed.success) return parsed.data
    throw new PtpError('emulator-gone', `${this.#transport.url} answered ${request.path} with something that cannot be understood`, { hint: 'is it a pokemon-gym server?' })
  }

  #refusal({ path }: GymRequest, status: number, json: unknown): PtpError {
    const parsed = detailSchema.safeParse(json)
    const { detail = `status ${status}` } = parsed.success ? parsed.data : {}
    const reason = typeof detail === 'string' ? detail : detail.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; ')
    const message = `${this.#transport.url} refused ${path}: ${reason}`
    if (status === 400 && /not.initiali[sz]ed|\/initialize/i.test(reason)) return new PtpError('not-found', message, { hint: 'begin a session with initialize' })
    if (status === 404) return new PtpError('bad-input', message, { hint: 'this server does not know that call' })
    if (status >= 400 && status < 500) return new PtpError('bad-input', message)
    return new PtpError('script-failed', message, { hint: 'the server is still there; its own log says more' })
  }

  /** These servers take one call at a time. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#tail.then(work)
    this.#tail = turn.then(() => undefined, () => undefined)
    return turn
  }
}

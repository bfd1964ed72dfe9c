import { randomUUID } from 'node:crypto'
import { asPtpError, PtpError, type MemoryRange } from '../../../src-preload/contract/index.ts'
import type { Advance, EmulatorInfo, SavedState, StepResult } from '../emulator.ts'
import type { GymEmulator, GymOptions } from './index.ts'
import { Latency } from './latency.ts'
import { readHealth } from './probe.ts'
import { infoSchema, type GymHealth } from './schema.ts'
import { GymTransport, jsonOf, type Circuit, type GymAnswer, type GymRequest } from './transport.ts'
import { SlidingWindow } from './slidingWindow.ts'
import { splitBatch } from './split.ts'
import { checkRanges, encodeBatch } from './wire/batch.ts'
import { BATCH_TYPE, CALL_HEADER, MAX_ROM_BYTES, MAX_STATE_BYTES, PICTURE_BYTES, SESSION_HEADER, WINDOW } from './wire/limits.ts'
import { decodeResults } from './wire/results.ts'

const CALL_TIMEOUT = 10_000
/** Opening starts a thread on the other side and carries the ROM. */
const OPEN_TIMEOUT = 15_000
const CLOSE_TIMEOUT = 1000
/** Frames a second of the slowest machine there should be: what a batch may take beyond the timeout. */
const SLOWEST = 500
const HASH_HEADER = 'x-ptp-hash'

/** Opens a server: see `startGymEmulator`. */
export async function openGymEmulator(options: GymOptions): Promise<GymEmulator> {
  const { rom, core, model = 'auto', sound = false, takeOver = false, backend = 'gym' } = options
  if (rom.length > MAX_ROM_BYTES) throw new PtpError('bad-rom', `a ROM of ${rom.length} bytes is larger than any cartridge`)
  const transport = new GymTransport(options.url, { connections: WINDOW + 2, retries: options.retries ?? 4 })
  const session = randomUUID()
  const query = new URLSearchParams({ session, model, sound: sound ? '1' : '0', ...(core ? { core } : {}), ...(takeOver ? { takeOver: '1' } : {}) })
  try {
    // The session's name makes it safe to repeat: a server that has it open already answers the same again.
    const request: GymRequest = {
      method: 'PUT', path: `/rom?${query.toString()}`, body: rom, headers: { 'content-type': 'application/octet-stream' }, timeout: OPEN_TIMEOUT, repeat: true,
    }
    const answer = await transport.ask(request)
    if (answer.status === 404 || answer.status === 405) throw foreign(transport.url)
    if (answer.status !== 200) throw transport.refusalOf(answer, request)
    const parsed = infoSchema.safeParse(jsonOf(answer))
    if (!parsed.success) throw new PtpError('emulator-gone', `${transport.url} opened with an answer that cannot be understood`, { hint: 'is it a gym server of this version?' })
    return new RemoteEmulator(transport, session, { backend, ...parsed.data.machine, ...(options.imageDigest === undefined ? {} : { imageDigest: options.imageDigest }) }, options)
  } catch (error) {
    await transport.close()
    throw error
  }
}

/** Why a server without our protocol cannot be an emulator. */
function foreign(url: string): PtpError {
  return new PtpError('bad-input', `${url} is no gym server of the workbench: it cannot take a game, be read or be put back exactly`, {
    hint: 'a plain pokemon-gym server is played key by key: `ptp gym play --url`',
  })
}

interface CallBody {
  body?: Uint8Array | string
  type?: string
  /** frames it plays */
  frames?: number
}

class RemoteEmulator implements GymEmulator {
  readonly info: EmulatorInfo
  readonly url: string
  readonly latency: Latency
  readonly #transport: GymTransport
  readonly #session: string
  readonly #timeout: number
  readonly #window = new SlidingWindow(WINDOW)
  /** frames of the calls that are under way: each waits for those before it */
  #frames = 0
  #dead: PtpError | null = null
  readonly #deaths = new Set<(error: PtpError) => void>()

  constructor(transport: GymTransport, session: string, info: EmulatorInfo, options: GymOptions) {
    this.info = info
    this.url = transport.url
    this.latency = new Latency(options.sla)
    this.#transport = transport
    this.#session = session
    this.#timeout = options.callTimeout ?? CALL_TIMEOUT
  }

  get circuit(): Circuit {
    return this.#transport.circuit
  }

  async advance(batch: Advance): Promise<StepResult[]> {
    const parts = splitBatch(batch)
    if (parts.length === 1) return this.#advance(batch)
    return (await Promise.all(parts.map((part) => this.#advance(part)))).flat()
  }

  async #advance(batch: Advance): Promise<StepResult[]> {
    let frames = 0
    for (const step of batch.steps) frames += step.frames
    let width = 0
    for (const range of batch.observe) width += range.length
    const body = encodeBatch(batch)
    const { body: bytes } = await this.#call('POST', '/advance', { body, type: BATCH_TYPE, frames })
    try {
      return decodeResults(bytes, batch.steps.length, width)
    } catch (error) {
      throw this.#die(asPtpError(error))
    }
  }

  async read(ranges: readonly MemoryRange[]): Promise<Uint8Array> {
    checkRanges(ranges)
    const width = ranges.reduce((sum, { length }) => sum + length, 0)
    const { body } = await this.#call('POST', '/memory', { body: JSON.stringify({ ranges }), type: 'application/json' })
    return this.#sized(body, width, 'memory')
  }

  async picture(): Promise<Uint8Array> {
    return this.#sized((await this.#call('GET', '/screen')).body, PICTURE_BYTES, 'picture')
  }

  async save(): Promise<SavedState> {
    const { body, headers } = await this.#call('GET', '/state')
    const hash = headers[HASH_HEADER]
    if (typeof hash !== 'string' || !/^[0-9a-f]{16}$/.test(hash) || body.length === 0 || body.length > MAX_STATE_BYTES) {
      throw this.#die(new PtpError('emulator-gone', `${this.url} gave something else than a state`))
    }
    return { state: body, hash }
  }

  async load(state: Uint8Array): Promise<void> {
    if (state.length === 0 || state.length > MAX_STATE_BYTES) throw new PtpError('bad-snapshot', `a state of ${state.length} bytes cannot be one`)
    await this.#call('PUT', '/state', { body: state, type: 'application/octet-stream' })
  }

  async exportBess(): Promise<Uint8Array> {
    return (await this.#call('GET', '/bess')).body
  }

  async reset(): Promise<void> {
    await this.#call('POST', '/reset')
  }

  health(): Promise<GymHealth> {
    return readHealth(this.url, 1000)
  }

  async close(): Promise<void> {
    if (this.#dead?.message === CLOSED) return
    const wasAlive = this.#dead === null
    this.#die(new PtpError('emulator-gone', CLOSED))
    if (wasAlive) await this.#endSession()
    await this.#transport.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** A server that is gone needs no ending: its machine went with it, or is taken over by the next client. */
  async #endSession(): Promise<void> {
    try {
      await this.#transport.ask({ method: 'DELETE', path: '/session', headers: { [SESSION_HEADER]: this.#session }, timeout: CLOSE_TIMEOUT, repeat: false })
    } catch (error) {
      if (asPtpError(error).kind !== 'recoverable') throw error
    }
  }

  /** One call in its turn. The number it carries makes it safe to send again: the server plays it once. */
  async #call(method: GymRequest['method'], path: string, what: CallBody = {}): Promise<GymAnswer> {
    if (this.#dead) throw this.#dead
    const { number, turn } = this.#window.enter()
    const { promise: death, reject } = Promise.withResolvers<never>()
    this.#deaths.add(reject)
    this.#frames += what.frames ?? 0
    try {
      return await Promise.race([turn.then(() => this.#send(method, path, number, what)), death])
    } catch (error) {
      const known = asPtpError(error)
      if (known.kind === 'recoverable' || known.code === 'internal') throw this.#die(known)
      throw known
    } finally {
      this.#frames -= what.frames ?? 0
      this.#deaths.delete(reject)
      this.#window.leave(number)
    }
  }

  async #send(method: GymRequest['method'], path: string, number: number, what: CallBody): Promise<GymAnswer> {
    if (this.#dead) throw this.#dead
    const began = performance.now()
    const frames = this.#frames
    const answer = await this.#transport.call({
      method,
      path,
      headers: {
        [SESSION_HEADER]: this.#session,
        [CALL_HEADER]: `${number}/${this.#window.oldest(number) - 1}`,
        ...(what.type ? { 'content-type': what.type } : {}),
      },
      ...(what.body === undefined ? {} : { body: what.body }),
      timeout: this.#timeout + (frames / SLOWEST) * 1000,
      repeat: true,
    })
    this.latency.record(performance.now() - began, (frames / this.info.speed) * 1000)
    return answer
  }

  #sized(body: Uint8Array, length: number, what: string): Uint8Array {
    if (body.length === length) return body
    throw this.#die(new PtpError('emulator-gone', `${this.url} gave ${body.length} bytes of ${what} where ${length} were asked for`))
  }

  /** From the first failure on, everything fails with it: what the server's machine has played is not known any more. */
  #die(error: PtpError): PtpError {
    if (this.#dead) return this.#dead
    this.#dead = error
    for (const reject of this.#deaths) reject(error)
    this.#deaths.clear()
    return error
  }
}

const CLOSED = 'this emulator is closed'

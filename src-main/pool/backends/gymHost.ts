import { asPtpError, PtpError } from '../../../src-preload/contract/index.ts'
import { probeGym, readGymStatus, startGymEmulator, type Emulator, type GymEmulator, type Sla } from '../../emulator/index.ts'
import type { Cartridge, Host, HostEvents, Vitals } from '../backend.ts'

/** ms a gym server has to say how it is */
const PROBE_TIMEOUT = 900
/** ms without an answer after which a call has failed: a look at the server finds a dead one sooner */
const CALL_TIMEOUT = 5000
/** ms a plain server may be silent: it answers one call at a time, and an action may take long */
const PLAIN_SILENCE = 60_000

/** How a server is spoken with: `pokemon-gym` alone means a session to be played key by key, and no emulator. */
export type Dialect = 'ptp' | 'pokemon-gym'

export interface GymHostFacts {
  url: string
  backend: 'gym' | 'docker'
  engine: string | null
  container: string | null
  image: string | null
  imageDigest: string | null
  /** Ours alone: whoever still holds it is one of ours that failed. */
  isOurs: boolean
  /** default: ptp */
  dialect?: Dialect
  /** what is asked of the time its calls take; default: 95 % in 1 s beyond the play of their frames */
  sla?: Sla | undefined
}

/** A gym server that is there: it takes one cartridge at a time. */
export class GymHost implements Host {
  readonly url: string
  readonly port: number
  readonly engine: string | null
  readonly container: string | null
  readonly image: string | null
  readonly #facts: GymHostFacts
  readonly #measure: () => Promise<Omit<Vitals, 'latency'>>
  readonly #free: () => Promise<void>
  readonly #pace: HostEvents['pace']
  #measured: Omit<Vitals, 'latency'> = { cpu: null, memory: null, memoryLimit: null }
  #isMeasuring = false
  #heardAt = performance.now()

  /**
   * @param measure what it takes of its machine
   * @param free gives it back
   */
  constructor(facts: GymHostFacts, measure: () => Promise<Omit<Vitals, 'latency'>>, free: () => Promise<void>, { pace }: Pick<HostEvents, 'pace'>) {
    this.url = facts.url
    this.port = Number(new URL(facts.url).port) || 80
    this.engine = facts.engine
    this.container = facts.container
    this.image = facts.image
    this.#facts = facts
    this.#measure = measure
    this.#free = free
    this.#pace = pace
  }

  async insert({ rom, core, model, sound, bootRom }: Cartridge): Promise<Emulator> {
    if (bootRom) throw new PtpError('bad-input', 'a gym server starts without a boot ROM', { hint: 'use --backend embedded, or leave --boot-rom away' })
    const { url, backend, isOurs, imageDigest, sla } = this.#facts
    if (this.isPlain) throw notExact(url)
    try {
      const rest = { ...(imageDigest === null ? {} : { imageDigest }), ...(sla ? { sla } : {}) }
      return this.#timed(await startGymEmulator({ url, rom, core, model, sound, backend, takeOver: isOurs, callTimeout: CALL_TIMEOUT, ...rest }))
    } catch (error) {
      // Held by somebody else: no use to whoever waits here.
      if (error instanceof PtpError && error.kind === 'transient') throw new PtpError('emulator-gone', `${url}: ${error.message}`, { cause: error })
      throw error
    }
  }

  /** Whether it can be played key by key alone. */
  get isPlain(): boolean {
    return this.#facts.dialect === 'pokemon-gym'
  }

  async probe(): Promise<Vitals> {
    if (this.isPlain) return this.#probePlain()
    const began = performance.now()
    await requireWell(this.url)
    const latency = performance.now() - began
    void this.#remeasure()
    return { latency, ...this.#measured }
  }

  close(): Promise<void> {
    return this.#free()
  }

  /** One that plays is slow to answer, and not lost before it was silent for long. */
  async #probePlain(): Promise<Vitals> {
    const began = performance.now()
    try {
      await readGymStatus(this.url, PROBE_TIMEOUT)
      this.#heardAt = performance.now()
    } catch (error) {
      const { code, message, kind } = asPtpError(error)
      if (code !== 'emulator-hung' || performance.now() - this.#heardAt > PLAIN_SILENCE) throw new PtpError(code, message, { kind: kind === 'recoverable' ? 'transient' : kind, cause: error })
    }
    void this.#remeasure()
    return { latency: performance.now() - began, ...this.#measured }
  }

  #timed(emulator: GymEmulator): GymEmulator {
    const { latency } = emulator
    latency.onBreach(({ percentile, ms, measured, calls }) => {
      const share = Math.round(100 * percentile)
      this.#pace(true, `${share} % of the last ${calls} calls were to take at most ${ms} ms beyond the play of their frames; it was ${Math.round(measured)} ms`)
    })
    latency.onRelief(() => this.#pace(false, 'its calls take no longer than was asked again'))
    return emulator
  }

  /** An engine takes its time to measure; a look does not wait for it, and has the figures of the one before. */
  async #remeasure(): Promise<void> {
    if (this.#isMeasuring) return
    this.#isMeasuring = true
    try {
      this.#measured = await this.#measure()
    } catch (error) {
      // Figures alone say nothing of its health, but must not be those of long ago.
      if (!(error instanceof PtpError)) throw error
      this.#measured = { cpu: null, memory: null, memoryLimit: null }
    } finally {
      this.#isMeasuring = false
    }
  }
}

/**
 * Asks a gym server how it is.
 * @returns whether somebody has a game open on it, and how it can be spoken with; a plain pokemon-gym server does not tell who plays, nor its memory
 * @throws PtpError transient when it does not answer, recoverable when it says itself that it failed,
 * fatal when it is no gym server of ours
 */
export async function requireWell(url: string): Promise<{ isHeld: boolean; memory: number | null; dialect: Dialect }> {
  const found = await probeGym(url, PROBE_TIMEOUT).catch((error: unknown) => {
    const { code, kind, message, hint } = asPtpError(error)
    const silent = code === 'emulator-gone' || code === 'emulator-hung'
    throw new PtpError(code, message, { kind: silent ? 'transient' : kind, cause: error, ...(hint === undefined ? {} : { hint }) })
  })
  if (found.dialect === 'pokemon-gym') return { isHeld: false, memory: null, dialect: 'pokemon-gym' }
  const { status, memory_bytes, held_by, error } = found.health
  if (status !== 'failed') return { isHeld: held_by !== null, memory: memory_bytes, dialect: 'ptp' }
  throw new PtpError('emulator-crashed', `${url} says that its emulator failed: ${error?.message ?? 'no reason given'}`)
}

/**
 * Why no run is played on a plain pokemon-gym server. A run is its inputs to the frame, and memory seen after each tick; there a key is
 * always 130 frames, two cannot be held at once, the memory is not told, and a state is bytes of a core that is not known here.
 */
export function notExact(url: string): PtpError {
  return new PtpError('bad-input', `${url} is a plain pokemon-gym server: keys of 130 frames are all it plays, and neither memory nor exact states can be had, so no run can be recorded on it`, {
    hint: 'play it key by key with `ptp gym play`, carry its states with `ptp pool state`; for runs use the image of the workbench or `ptp gym serve`',
  })
}

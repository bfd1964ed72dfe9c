import { asPtpError, PtpError } from '../../../src-preload/contract/index.ts'
import { probeGym, startGymEmulator, type Emulator, type GymEmulator, type Sla } from '../../emulator/index.ts'
import type { Cartridge, Host, HostEvents, Vitals } from '../backend.ts'

/** ms a gym server has to say how it is */
const PROBE_TIMEOUT = 900
/** ms without an answer after which a call has failed: a look at the server finds a dead one sooner */
const CALL_TIMEOUT = 5000

export interface GymHostFacts {
  url: string
  backend: 'gym' | 'docker'
  engine: string | null
  container: string | null
  image: string | null
  imageDigest: string | null
  /** Ours alone: whoever still holds it is one of ours that failed. */
  isOurs: boolean
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
    try {
      const rest = { ...(imageDigest === null ? {} : { imageDigest }), ...(sla ? { sla } : {}) }
      return this.#timed(await startGymEmulator({ url, rom, core, model, sound, backend, takeOver: isOurs, callTimeout: CALL_TIMEOUT, ...rest }))
    } catch (error) {
      // Held by somebody else: no use to whoever waits here.
      if (error instanceof PtpError && error.kind === 'transient') throw new PtpError('emulator-gone', `${url}: ${error.message}`, { cause: error })
      throw error
    }
  }

  async probe(): Promise<Vitals> {
    const began = performance.now()
    await requireWell(this.url)
    const latency = performance.now() - began
    void this.#remeasure()
    return { latency, ...this.#measured }
  }

  close(): Promise<void> {
    return this.#free()
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
 * @returns whether somebody has a game open on it
 * @throws PtpError transient when it does not answer, recoverable when it says itself that it failed,
 * fatal when it is no gym server of ours
 */
export async function requireWell(url: string): Promise<{ isHeld: boolean; memory: number }> {
  const found = await probeGym(url, PROBE_TIMEOUT).catch((error: unknown) => {
    const { code, kind, message, hint } = asPtpError(error)
    const silent = code === 'emulator-gone' || code === 'emulator-hung'
    throw new PtpError(code, message, { kind: silent ? 'transient' : kind, cause: error, ...(hint === undefined ? {} : { hint }) })
  })
  if (found.dialect === 'pokemon-gym') {
    throw new PtpError('bad-input', `${url} is a plain pokemon-gym server: it has no exact states, so no run can be played on it`, {
      hint: 'use a gym server of the workbench (`ptp gym serve`, or its image); a plain one can be played key by key with `ptp gym`',
    })
  }
  const { status, memory_bytes, held_by, error } = found.health
  if (status !== 'failed') return { isHeld: held_by !== null, memory: memory_bytes }
  throw new PtpError('emulator-crashed', `${url} says that its emulator failed: ${error?.message ?? 'no reason given'}`)
}

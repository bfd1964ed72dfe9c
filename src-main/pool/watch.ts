import { asPtpError, PtpError } from '../../src-preload/contract/index.ts'
import type { Host, Vitals } from './backend.ts'
import type { Emulator } from '../emulator/index.ts'
import type { HealthJudge } from './health.ts'

/** A look that takes longer counts as unanswered, ms. */
const PATIENCE = 1000
/** A host that is not well is looked at so many times as often. */
const CLOSER = 4

export interface WatchParts {
  host: Host
  judge: HealthJudge
  /** ms between two looks at a healthy host */
  every: number
  /** the emulator in it while nobody holds it */
  idle: () => Emulator | null
  /** A look is over: null when it was not answered. `isNews`: the health changed. */
  looked: (vitals: Vitals | null, isNews: boolean) => void
  lost: (error: PtpError) => void
}

/** Looks at a host again and again, closer while it is not well, until it is stopped or lost. */
export class Watch {
  readonly #parts: WatchParts
  readonly #end = new AbortController()
  #timer: NodeJS.Timeout | undefined

  constructor(parts: WatchParts) {
    this.#parts = parts
    this.#soon()
  }

  stop(): void {
    this.#end.abort()
    clearTimeout(this.#timer)
  }

  #soon(): void {
    if (this.#end.signal.aborted) return
    const { judge, every } = this.#parts
    this.#timer = setTimeout(() => void this.#look(), judge.health === 'healthy' ? every : every / CLOSER)
    this.#timer.unref()
  }

  async #look(): Promise<void> {
    const { host, judge, idle, looked, lost } = this.#parts
    const end = this.#end.signal
    try {
      const vitals = await withPatience((signal) => host.probe(idle(), signal), end)
      if (end.aborted) return
      looked(vitals, judge.saw(vitals))
    } catch (error) {
      if (end.aborted) return
      const known = asPtpError(error)
      const isNews = known.kind === 'transient' ? judge.missed(known.message) : judge.lost(known.message)
      looked(null, isNews)
      if (judge.health === 'failed') {
        lost(new PtpError(known.code === 'emulator-hung' ? 'emulator-hung' : 'emulator-gone', judge.reason))
        return
      }
    }
    this.#soon()
  }
}

/** @throws PtpError `emulator-hung`, transient, when the work takes too long */
async function withPatience<T>(work: (signal: AbortSignal) => Promise<T>, end: AbortSignal): Promise<T> {
  const patience = AbortSignal.timeout(PATIENCE)
  const signal = AbortSignal.any([patience, end])
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new PtpError('emulator-hung', `gave no answer within ${PATIENCE} ms`, { kind: 'transient' })), { once: true })
  })
  return Promise.race([work(signal), late])
}

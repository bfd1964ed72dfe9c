import type { PoolStatus } from '../../src-preload/contract/index.ts'
import { DEFAULT_SLA } from '../emulator/index.ts'
import type { Pools } from '../pool/index.ts'
import type { AnswersTo } from './answers.ts'
import type { DeskParts, EventListener } from './desk.ts'

/** How often at most the pool's status, and the log of one emulator, is told; ms. */
const TELL_EVERY_MS = 500
const LOG_EVERY_MS = 200
/** Status is told so often even if nothing happens while emulators are held: speeds and latencies move. */
const LOOK_EVERY_MS = 1000

/** Tells the faces of the pool, no faster than a screen can show. */
export class PoolWatch {
  readonly #pools: Pools
  readonly #tell: EventListener
  readonly #stop: () => void
  readonly #timer: NodeJS.Timeout
  readonly #logTimers = new Map<string, NodeJS.Timeout>()
  readonly #logged = new Map<string, string>()
  #statusTimer: NodeJS.Timeout | null = null
  #told = ''

  constructor(pools: Pools, tell: EventListener) {
    this.#pools = pools
    this.#tell = tell
    this.#stop = pools.listen({
      changed: () => this.#soon(),
      event: (event) => {
        this.#tell('pool.event', event)
      },
      logged: (emulator) => this.#logSoon(emulator),
    })
    this.#timer = setInterval(() => this.#soon(), LOOK_EVERY_MS)
    this.#timer.unref()
  }

  close(): void {
    this.#stop()
    clearInterval(this.#timer)
    if (this.#statusTimer) clearTimeout(this.#statusTimer)
    for (const timer of this.#logTimers.values()) clearTimeout(timer)
  }

  #soon(): void {
    this.#statusTimer ??= setTimeout(() => {
      this.#statusTimer = null
      this.#tellIfNew(this.#pools.status)
    }, TELL_EVERY_MS).unref()
  }

  #tellIfNew(status: PoolStatus): void {
    const now = JSON.stringify({ ...status, statistics: null })
    if (now === this.#told) return
    this.#told = now
    this.#tell('pool.changed', status)
  }

  #logSoon(emulator: string): void {
    if (this.#logTimers.has(emulator)) return
    const timer = setTimeout(() => {
      this.#logTimers.delete(emulator)
      const since = this.#logged.get(emulator) ?? ''
      const lines = this.#pools.log(emulator, 200).filter(({ at }) => at > since)
      const newest = lines.at(-1)
      if (!newest) return
      this.#logged.set(emulator, newest.at)
      this.#tell('pool.log', { emulator, lines })
    }, LOG_EVERY_MS)
    this.#logTimers.set(emulator, timer.unref())
  }
}

type PoolCall = 'pool.status' | 'pool.emulator' | 'pool.events' | 'pool.resize' | 'pool.strategy' | 'pool.restart' | 'pool.drain' | 'pool.open' | 'pool.image'

export function poolAnswers({ workbench: { pools }, jobs, tell }: DeskParts): AnswersTo<PoolCall> {
  return {
    'pool.status': async () => pools.status,
    'pool.emulator': async ({ emulator, log_lines = 200 }) => pools.detail(emulator, log_lines),
    'pool.events': async () => [...pools.events],
    'pool.resize': async ({ size }) => {
      pools.current.resize(size)
      return {}
    },
    'pool.strategy': async ({ strategy }) => {
      pools.current.strategy = strategy
      tell('pool.changed', pools.status)
      return {}
    },
    'pool.restart': async ({ emulator }) => {
      pools.restart(emulator)
      return {}
    },
    'pool.drain': async ({ emulator }) => {
      pools.drain(emulator)
      return {}
    },
    'pool.open': async ({ sla_ms: ms, ...wish }) => {
      const job = jobs.start(`pool of ${wish.backend} emulators`, wish.size ?? 1, async ({ signal, progress }) => {
        let up = 0
        const stop = pools.listen({
          changed: () => undefined,
          logged: () => undefined,
          event: ({ kind }) => {
            if (kind === 'started') progress(++up)
          },
        })
        try {
          await pools.open({ ...wish, ...(ms === undefined ? {} : { sla: { ...DEFAULT_SLA, ms } }) }, signal)
        } finally {
          stop()
        }
        return []
      })
      return { job }
    },
    'pool.image': async () => {
      const job = jobs.start('image of the pool', 100, async ({ signal, progress }) => {
        await pools.current.backend.renewImage((share) => progress(Math.round(100 * share)), signal)
        return []
      })
      return { job }
    },
  }
}

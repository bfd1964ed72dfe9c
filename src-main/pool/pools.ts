import { asPtpError, type LogLine, type OutputOf, type PoolEvent, type PoolStatus, type PoolWish } from '../../src-preload/contract/index.ts'
import type { Backend } from './backend.ts'
import { embeddedBackend } from './backends/embedded.ts'
import type { BackendWish } from './backends/make.ts'
import { Pool } from './pool.ts'
import type { PoolListener } from './poolLog.ts'
import { seatDetail, seatStatus } from './status.ts'

/** Makes what a pool is wished to stand on. @throws PtpError when it is not there */
export type MakeBackend = (wish: BackendWish) => Backend | Promise<Backend>

/**
 * The pool runs are played on, and beside it the spares for looking at what is recorded: worker
 * threads, whatever the pool is, so that looking never waits for a container.
 */
export class Pools implements AsyncDisposable {
  readonly #make: MakeBackend
  readonly #listeners = new Set<PoolListener>()
  /** earlier pools, until their last lease has ended */
  readonly #leaving = new Map<Pool, Promise<void>>()
  #current: Pool
  /** the one that is being brought up, to be the current one */
  #opening: Pool | null = null
  #spares: Pool | null = null
  #isClosed = false

  /** @param wish of the first pool: embedded, which is there at once */
  constructor(wish: Omit<PoolWish, 'backend'>, make: MakeBackend) {
    this.#make = make
    this.#current = this.#opened(embeddedBackend(), wish)
  }

  get current(): Pool {
    return this.#current
  }

  /** Where emulators for looking, proving and verifying come from. */
  get spares(): Pool {
    if (this.#current.backend.name === 'embedded') return this.#current
    this.#spares ??= this.#opened(embeddedBackend(), { size: 1 })
    return this.#spares
  }

  /** The pool, and every other emulator that is up beside it; engines and image are those of a pool that is on its way, if one is. */
  get status(): PoolStatus {
    const beside = this.#beside().flatMap((pool) => pool.seats.filter(({ lease, loaded }) => lease ?? loaded).map((seat) => seatStatus(pool, seat)))
    const { emulators, ...status } = this.#current.status
    const { backend } = this.#opening ?? this.#current
    return { ...status, emulators: [...emulators, ...beside], engines: backend.engines(), image: backend.image() }
  }

  /** @throws PtpError `not-found` */
  detail(emulator: string, logLines: number): OutputOf<'pool.emulator'> {
    return seatDetail(this.#poolOf(emulator), emulator, logLines)
  }

  /** Lines an emulator logged, newest last; none when it is gone. */
  log(emulator: string, count: number): LogLine[] {
    return this.#poolOf(emulator).seats.find(({ id }) => id === emulator)?.log.newest(count) ?? []
  }

  get events(): readonly PoolEvent[] {
    return this.#current.events
  }

  /** @throws PtpError `not-found` */
  restart(emulator: string): void {
    this.#poolOf(emulator).restart(emulator)
  }

  /** @throws PtpError `not-found` */
  drain(emulator: string | null): void {
    ;(emulator === null ? this.#current : this.#poolOf(emulator)).drain(emulator)
  }

  /**
   * Brings up another pool and has it take over. Leases of the one before stay where they are until they end.
   * @throws PtpError when it cannot be brought up; the pool is then the one it was
   */
  async open(wish: BackendWish, signal?: AbortSignal): Promise<Pool> {
    const pool = this.#opened(await this.#make(wish), wish)
    this.#opening = pool
    try {
      await pool.ready(signal)
    } catch (error) {
      await pool.close()
      throw error
    } finally {
      this.#opening = null
    }
    const old = this.#current
    this.#current = pool
    this.#leave(old)
    if (this.#spares && pool.backend.name === 'embedded') {
      this.#leave(this.#spares)
      this.#spares = null
    }
    for (const listener of this.#listeners) listener.changed()
    return pool
  }

  listen(listener: PoolListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** From now on nobody waits for an emulator: what has none ends without. */
  hurry(): void {
    for (const pool of [this.#current, ...this.#beside()]) pool.hurry()
  }

  /** Ends every lease and frees everything. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([this.#current, ...this.#beside()].map((pool) => pool.close()))
    await Promise.all(this.#leaving.values())
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #opened(backend: Backend, { size, strategy }: Omit<PoolWish, 'backend'>): Pool {
    const pool = new Pool({ backend, ...(size === undefined ? {} : { size }), ...(strategy ? { strategy } : {}) })
    pool.listen({
      changed: () => this.#each((listener) => listener.changed()),
      event: (event) => this.#each((listener) => listener.event(event)),
      logged: (emulator) => this.#each((listener) => listener.logged(emulator)),
    })
    return pool
  }

  #each(work: (listener: PoolListener) => void): void {
    for (const listener of this.#listeners) work(listener)
  }

  #beside(): Pool[] {
    return [...this.#leaving.keys(), ...(this.#spares ? [this.#spares] : [])]
  }

  #poolOf(emulator: string): Pool {
    return this.#beside().find(({ seats }) => seats.some(({ id }) => id === emulator)) ?? this.#current
  }

  /** Closes a pool once nobody holds anything of it. */
  #leave(pool: Pool): void {
    pool.drain(null)
    const leaving = (async () => {
      while (!this.#isClosed && pool.seats.length > 0) await new Promise((resolve) => setTimeout(resolve, 100).unref())
      await pool.close()
    })()
      .catch((error: unknown) => this.#each((listener) => listener.event(notFreed(asPtpError(error).message))))
      .finally(() => this.#leaving.delete(pool))
    this.#leaving.set(pool, leaving)
  }
}

function notFreed(message: string): PoolEvent {
  return { at: new Date().toISOString(), level: 'error', kind: 'stopped', emulator: null, run: null, text: `an earlier pool could not be freed: ${message}` }
}

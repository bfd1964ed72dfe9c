import { PtpError, type PoolEvent, type PoolStatus, type Strategy } from '../../src-preload/contract/index.ts'
import type { Backend, Cartridge } from './backend.ts'
import { boundedSize } from './bounds.ts'
import { tellImage } from './imageNews.ts'
import { Latencies } from './latencies.ts'
import type { Lease } from './lease.ts'
import type { AcquireOptions, PoolOptions, Wish } from './poolOptions.ts'
import { notWaitedFor, tookTooLong } from './refusals.ts'
import { Seat } from './seat.ts'
import type { SeatListener } from './seatListener.ts'
import { statusOf } from './status.ts'
import { choose } from './strategy.ts'
import { PoolLog, type PoolListener } from './poolLog.ts'
import { StartTrouble } from './trouble.ts'
import { WaitingLine } from './waitingLine.ts'

/** Pause between two tries to start one emulator while others are up. */
const TRY_AGAIN_MS = 1000
/** How long one that was added beyond the size of the pool is kept when nobody has it: runs that follow one another find it warm. */
const KEEP_EXTRA_MS = 3000
/** Times an emulator may be lost between being given and being ready, for one who asks. */
const MAX_TRIES = 5

/**
 * The emulators that are up and who holds which. Whoever asks first is served first; what is given
 * back is as good as new before the next one gets it; what fails is replaced.
 */
export class Pool implements AsyncDisposable {
  readonly backend: Backend
  strategy: Strategy
  readonly acquireTimes = new Latencies()
  readonly recoveryTimes = new Latencies()
  readonly counts = { leases: 0, failures: 0, replaced: 0 }
  readonly startedAt = performance.now()
  readonly #seats: Seat[] = []
  readonly #line = new WaitingLine<Wish, Seat>()
  readonly #log = new PoolLog()
  readonly #trouble: StartTrouble
  readonly #closing = new Set<Promise<void>>()
  #size: number
  #lastGiven = -1
  #nextNumber = 1
  #isDraining = false
  #isHurried = false
  #isClosed = false

  constructor({ backend, size, strategy = 'health-aware', patience }: PoolOptions) {
    this.backend = backend
    this.strategy = strategy
    this.#size = boundedSize(backend, size ?? backend.defaultSize)
    this.#trouble = new StartTrouble(patience)
    tellImage(backend, this.#log)
    this.#fill()
  }

  get size(): number {
    return this.#size
  }

  get seats(): readonly Seat[] {
    return this.#seats
  }

  get waiting(): number {
    return this.#line.length
  }

  get events(): readonly PoolEvent[] {
    return this.#log.events
  }

  get state(): PoolStatus['state'] {
    if (this.#trouble.end) return 'stopped'
    if (this.#trouble.isWaiting) return 'waiting'
    if (this.#isDraining || this.#isClosed) return 'draining'
    return this.#seats.some((seat) => seat.state === 'starting') ? 'starting' : 'ready'
  }

  /** What is wrong and what to do, '' when nothing is. */
  get message(): string {
    return this.#trouble.message
  }

  get status(): PoolStatus {
    return statusOf(this)
  }

  listen(listener: PoolListener): () => void {
    return this.#log.listen(listener)
  }

  /** @throws PtpError `not-found` with the ids there are */
  require(id: string): Seat {
    const seat = this.#seats.find((each) => each.id === id)
    if (!seat) throw new PtpError('not-found', `there is no emulator ${id} in the pool`, { hint: `there are ${this.#seats.map((each) => each.id).join(', ')}` })
    return seat
  }

  /** Waits until every emulator is up. @throws PtpError when they cannot be brought up, `cancelled` */
  async ready(signal?: AbortSignal): Promise<void> {
    const isUp = (): boolean => {
      if (this.#trouble.end) throw this.#trouble.end
      if (signal?.aborted || this.#isClosed) throw new PtpError('cancelled', 'the pool was stopped while it started')
      return this.#seats.length > 0 && this.#seats.every(({ state }) => state !== 'starting' && state !== 'failed')
    }
    while (!isUp()) await new Promise((resolve) => setTimeout(resolve, 20))
  }

  /**
   * An emulator with the cartridge in it, as new. It is given back by closing it.
   * @throws PtpError `busy` when none got free in time (it names who holds them), `cancelled`, the cartridge's
   * own errors, fatal ones when the pool cannot bring any up
   */
  async acquire(cartridge: Cartridge, options: AcquireOptions): Promise<Lease> {
    const began = performance.now()
    let again = options.again ?? false
    for (let tries = 1; ; tries++) {
      this.#requireOpen()
      const wish = { cartridge, inTurn: options.inTurn ?? false }
      // Nobody overtakes those who wait, but who had an emulator already, or does not compete with them.
      const mayAsk = this.#line.length === 0 || again || (this.backend.grows && !wish.inTurn)
      const seat = (mayAsk ? this.#seatFor(wish, this.#line.length) : null) ?? (await this.#wait(wish, options, again))
      try {
        const lease = await seat.lend(cartridge, options.owner)
        if (options.signal?.aborted) {
          await lease.close()
          throw new PtpError('cancelled', 'waiting for an emulator was cancelled')
        }
        this.#given(seat, performance.now() - began, again)
        return lease
      } catch (error) {
        if (!(error instanceof PtpError) || error.kind !== 'recoverable' || tries >= MAX_TRIES) throw error
        again = true
      }
    }
  }

  /**
   * @param size emulators there are to be; leased ones beyond it go when they are given back
   * @throws PtpError `bad-input` with what bounds the pool
   */
  resize(size: number): void {
    this.#size = boundedSize(this.backend, size)
    this.#isDraining = false
    this.#shrink()
    this.#fill()
    this.#tell('resized', 'info', `the pool has ${size} emulator${size === 1 ? '' : 's'} from now on`, null, null)
    this.#dispatch()
  }

  /** Replaces an emulator; who holds it gets another one. @throws PtpError `not-found` */
  restart(id: string): void {
    const seat = this.require(id)
    this.#trouble.clear()
    seat.retry()
    seat.fail(new PtpError('emulator-gone', 'it was restarted by hand'))
    this.#changed()
  }

  /** Takes one emulator out as soon as nobody holds it; null: all of them, and no new leases. @throws PtpError `not-found` */
  drain(id: string | null): void {
    if (id === null) this.#isDraining = true
    for (const seat of id === null ? [...this.#seats] : [this.require(id)]) {
      seat.isDraining = true
      if (seat.lease === null) this.#takeOut(seat)
      this.#tell('drained', 'info', seat.lease ? 'goes when its lease ends' : 'taken out', seat, seat.lease?.owner.run ?? null)
    }
    if (id !== null) this.#size = Math.max(1, Math.min(this.#size, this.#seats.filter(({ isDraining }) => !isDraining).length))
  }

  /** Somebody else who plays on an emulator through its address tells how its calls do: slower than was asked, or well again. */
  paced(url: string, run: string | null, isSlow: boolean, text: string): void {
    const seat = this.#seats.find(({ host }) => host?.url === url)
    if (seat) this.#listener.tell('slow', isSlow ? 'warning' : 'info', text, seat, run)
  }

  /** From now on nobody waits for an emulator, nor for an engine that is away: the workbench is being closed. */
  hurry(): void {
    this.#isHurried = true
    this.#line.refuseAll(notWaitedFor())
  }

  /** Puts a cartridge into idle emulators ahead of its first lease. */
  async warm(cartridge: Cartridge, count: number): Promise<void> {
    const known = this.#seats.filter((seat) => seat.isReadyFor(cartridge)).length
    const cold = this.#seats.filter((seat) => seat.isIdle && !seat.loaded).slice(0, Math.max(0, count - known))
    await Promise.all(cold.map((seat) => seat.warm(cartridge)))
  }

  /** Ends every lease and frees everything. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#line.refuseAll(new PtpError('cancelled', 'the pool was closed'))
    await Promise.all([...this.#seats].map((seat) => seat.close()))
    await Promise.all(this.#closing)
    await this.backend.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  // -- leases -----------------------------------------------------------------------------------

  /** An emulator for a wish that can be given now, with so many waiting ahead of it, reserved; null when it has to wait. */
  #seatFor({ cartridge, inTurn }: Wish, ahead: number): Seat | null {
    const { grows, most } = this.backend
    // Work in turn has the size of the pool. Where persons get emulators on top, neither keeps the other waiting.
    if (grows && inTurn && this.#seats.filter((seat) => seat.isInTurn).length >= this.#size) return null
    const idle = this.#seats.filter(({ isIdle }) => isIdle)
    // One that has the cartridge in it already is ready at once.
    const warm = idle.filter((seat) => seat.isReadyFor(cartridge))
    let seat = choose(this.strategy, warm.length > 0 ? warm : idle, this.#lastGiven) ?? null
    // One that was just given back is as good as new sooner than another one is up.
    const soon = this.#seats.filter(({ state, isDraining }) => state === 'restoring' && !isDraining).length
    if (!seat && grows && !this.#isDraining && soon <= ahead && this.#seats.length < most) seat = this.#add(true)
    if (!seat?.isIdle) return null
    seat.reserve(inTurn)
    this.#lastGiven = seat.number
    return seat
  }

  async #wait(wish: Wish, { timeout, signal }: AcquireOptions, again: boolean): Promise<Seat> {
    if (this.#isHurried) throw notWaitedFor()
    return this.#line.join(wish, {
      first: again,
      ...(timeout === undefined ? {} : { timeout }),
      ...(signal ? { signal } : {}),
      late: () => tookTooLong(this.#seats, timeout ?? 0, this.message),
    })
  }

  #given(seat: Seat, ms: number, again: boolean): void {
    this.counts.leases++
    this.acquireTimes.add(ms)
    if (again) {
      this.recoveryTimes.add(ms)
      this.#tell('resumed', 'info', `goes on with another emulator after ${Math.round(ms)} ms`, seat, seat.lease?.owner.run ?? null)
    }
    this.#changed()
  }

  #dispatch(): void {
    let ahead = 0
    for (const waiter of [...this.#line.list()]) {
      const seat = this.#seatFor(waiter.wish, ahead)
      if (seat) waiter.give(seat)
      else ahead++
    }
  }

  // -- seats ------------------------------------------------------------------------------------

  #add(isExtra: boolean): Seat {
    const seat = new Seat(this.#nextNumber++, isExtra, this.backend, this.#listener)
    this.#seats.push(seat)
    seat.open()
    return seat
  }

  #fill(): void {
    const kept = this.#seats.filter(({ isDraining, isExtra }) => !isDraining && !isExtra).length
    for (let count = kept; count < this.#size && this.#seats.length < this.backend.most; count++) this.#add(false)
  }

  #shrink(): void {
    const kept = this.#seats.filter(({ isDraining, isExtra }) => !isDraining && !isExtra)
    // Idle ones go first, the newest before the older.
    const order = [...kept].sort((a, b) => Number(a.lease !== null) - Number(b.lease !== null) || b.number - a.number)
    for (const seat of order.slice(0, Math.max(0, kept.length - this.#size))) {
      seat.isDraining = true
      if (seat.lease === null) this.#takeOut(seat)
    }
  }

  /** Takes one that was added beyond the size of the pool out, unless somebody wants it soon. */
  #letGo(seat: Seat): void {
    const { leases } = seat
    setTimeout(() => void (seat.isIdle && seat.leases === leases && this.#takeOut(seat)), KEEP_EXTRA_MS).unref()
  }

  #takeOut(seat: Seat): void {
    const closing = seat.close().finally(() => this.#closing.delete(closing))
    this.#closing.add(closing)
  }

  #requireOpen(): void {
    if (this.#isClosed) throw new PtpError('cancelled', 'the pool is closed')
    if (this.#isDraining) throw new PtpError('busy', 'the pool is being drained and gives no new emulators', { kind: 'fatal', hint: 'give it a size, or open another one' })
    if (!this.#trouble.end) return
    // Whoever asks again may have mended what was wrong.
    this.#trouble.clear()
    for (const seat of this.#seats) seat.retry()
  }

  readonly #listener: SeatListener = {
    free: (seat) => {
      this.#dispatch()
      if (seat.isExtra && seat.isIdle) this.#letGo(seat)
      this.#changed()
    },
    closed: (seat) => {
      const at = this.#seats.indexOf(seat)
      if (at >= 0) this.#seats.splice(at, 1)
      this.#takeOut(seat)
      // Somebody may have waited for this very one.
      this.#dispatch()
      this.#changed()
    },
    started: (seat) => {
      const wasAway = this.#trouble.isWaiting
      this.#trouble.started()
      if (wasAway) this.#tell('engine-back', 'info', 'the engine answers again', null, null)
      if (seat.restarts > 0) this.counts.replaced++
      this.#tell(seat.restarts > 0 ? 'replaced' : 'started', 'info', seat.host?.url ?? 'up', seat, null)
    },
    startFailed: (seat, error) => {
      // While others serve, one that cannot be started is tried again now and then.
      if (error.kind !== 'fatal' && this.#seats.some(({ host }) => host !== null)) {
        this.#tell('failed', 'error', `could not be started: ${error.message}`, seat, null)
        return TRY_AGAIN_MS
      }
      const wasAway = this.#trouble.isWaiting
      const pause = this.#trouble.failed(error)
      if (this.#trouble.isWaiting && !wasAway) this.#tell('engine-gone', 'error', error.message, null, null)
      else if (!this.#trouble.isWaiting) this.#tell('failed', 'error', `could not be started: ${error.message}`, seat, null)
      const { end } = this.#trouble
      if (end) {
        this.#line.refuseAll(end)
        this.#tell('stopped', 'error', end.message, null, null)
      }
      this.#changed()
      return pause
    },
    tell: (kind, level, text, seat, run) => {
      if (kind === 'failed') this.counts.failures++
      this.#tell(kind, level, text, seat, run)
    },
    logged: (seat) => this.#log.logged(seat.id),
  }

  #tell(kind: PoolEvent['kind'], level: PoolEvent['level'], text: string, seat: Seat | null, run: string | null): void {
    this.#log.tell({ at: new Date().toISOString(), level, kind, emulator: seat?.id ?? null, run, text })
  }

  #changed(): void {
    this.#log.changed()
  }
}

import { asPtpError, PtpError, type EmulatorState, type LogLine } from '../../src-preload/contract/index.ts'
import type { Emulator } from '../emulator/index.ts'
import type { Backend, Cartridge, Host, Vitals } from './backend.ts'
import { Background } from './background.ts'
import { bringUp, closeBoth, poolLine } from './bringUp.ts'
import { HealthJudge } from './health.ts'
import { Latencies } from './latencies.ts'
import { Lease, type LeaseOwner } from './lease.ts'
import { fits, insert, restore, type Loaded } from './loaded.ts'
import { FrameMeter, LogTail, TrendLog } from './records.ts'
import { RestartLoop } from './restartLoop.ts'
import type { SeatListener } from './seatListener.ts'
import type { Candidate } from './strategy.ts'
import { Watch } from './watch.ts'

/**
 * One place of the pool: the host that is up there, the cartridge in it and who holds it. When
 * the host fails, the seat gets another one by itself.
 */
export class Seat implements Candidate {
  readonly id: string
  readonly number: number
  readonly isExtra: boolean
  readonly judge = new HealthJudge()
  readonly latencies = new Latencies()
  readonly frames = new FrameMeter()
  readonly trend = new TrendLog()
  readonly log = new LogTail()
  readonly startedAt = new Date().toISOString()
  host: Host | null = null
  loaded: Loaded | null = null
  lease: Lease | null = null
  vitals: Vitals | null = null
  restarts = 0
  leases = 0
  /** whether its lease is one of those the size of the pool is for */
  isInTurn = false
  /** taken out when its lease ends */
  isDraining = false
  readonly #backend: Backend
  readonly #listener: SeatListener
  /** starting, restoring, freeing */
  readonly #background = new Background()
  #state: EmulatorState = 'starting'
  #watch: Watch | null = null
  #life = new AbortController()
  #bornAt = 0
  readonly #loop = new RestartLoop()
  #busy = 0
  #leasedAt = 0
  #hasGivenUp = false

  constructor(number: number, isExtra: boolean, backend: Backend, listener: SeatListener) {
    this.number = number
    this.id = `${backend.name}-${number}`
    this.isExtra = isExtra
    this.#backend = backend
    this.#listener = listener
  }

  get state(): EmulatorState {
    return this.#state === 'leased' && this.isDraining ? 'draining' : this.#state
  }

  get isIdle(): boolean {
    return this.#state === 'idle' && !this.isDraining
  }

  get health(): HealthJudge['health'] {
    return this.judge.health
  }

  get busy(): number {
    return this.#busy + (this.lease ? performance.now() - this.#leasedAt : 0)
  }

  get latency(): number | null {
    return this.latencies.percentile(0.5) ?? this.vitals?.latency ?? null
  }

  get speed(): number {
    return this.frames.speed
  }

  /**
   * Brings a host up; where that takes no time the seat is idle at once, without a word to the pool.
   * It never fails: what goes wrong is told to the pool, which says when to try again.
   */
  open(): void {
    const { instant } = this.#backend
    this.#life = new AbortController()
    if (!instant) {
      void this.#background.track(this.#start(null, 0))
      return
    }
    this.#settle(instant())
    this.#state = 'idle'
  }

  async #start(cartridge: Cartridge | null, pause: number): Promise<void> {
    const { signal } = (this.#life = new AbortController())
    this.#state = this.restarts > 0 ? 'failed' : 'starting'
    const host = await bringUp(this.#backend, this.id, signal, pause, {
      log: (line) => this.#logged(line),
      lost: (reason) => this.#lost(signal, reason),
      pace: (isSlow, text) => this.#listener.tell('slow', isSlow ? 'warning' : 'info', text, this, this.lease?.owner.run ?? null),
      failed: (error) => {
        this.judge.lost(error.message)
        return this.#listener.startFailed(this, error)
      },
      late: (late) => this.#clean(late.close()),
    })
    if (signal.aborted) return
    if (!host) {
      this.#state = 'failed'
      this.#hasGivenUp = true
      return
    }
    this.#settle(host)
    this.#listener.started(this)
    if (cartridge) await this.#warm(host, cartridge, signal)
    else this.#becomeIdle()
  }

  #settle(host: Host): void {
    this.host = host
    this.#bornAt = performance.now()
    this.judge.renew(this.restarts > 0 ? 'replaced' : 'started')
    this.#watch = new Watch({
      host,
      judge: this.judge,
      every: this.#backend.probeEvery,
      idle: () => (this.#state === 'idle' ? (this.loaded?.emulator ?? null) : null),
      looked: (vitals, isNews) => this.#looked(vitals, isNews),
      lost: (error) => this.fail(error),
    })
  }

  /** Whether a lease of this cartridge could begin at once. */
  isReadyFor(cartridge: Cartridge): boolean {
    return this.isIdle && this.loaded !== null && fits(this.loaded, cartridge)
  }

  /** Takes it out of the idle ones, before `lend`. */
  reserve(inTurn: boolean): void {
    this.#state = 'leased'
    this.isInTurn = inTurn
  }

  /**
   * Gives the reserved emulator into somebody's hands.
   * @throws PtpError recoverable when the host was lost meanwhile; other kinds are the cartridge's
   */
  lend(cartridge: Cartridge, owner: LeaseOwner): Promise<Lease> {
    return this.#background.track(this.#lend(cartridge, owner))
  }

  async #lend(cartridge: Cartridge, owner: LeaseOwner): Promise<Lease> {
    const { host } = this
    const { signal } = this.#life
    if (!host) throw new PtpError('emulator-gone', `emulator ${this.id} is not up`)
    try {
      const loaded = await this.#madeReady(host, cartridge)
      if (!signal.aborted) return this.#hand(loaded, owner)
      this.#clean(loaded.emulator.close())
      throw new PtpError('emulator-gone', `emulator ${this.id} was lost while it was made ready`)
    } catch (error) {
      const known = asPtpError(error)
      if (signal.aborted) throw known.kind === 'recoverable' ? known : new PtpError('emulator-gone', known.message, { cause: known })
      if (known.kind === 'recoverable') this.fail(known)
      else this.#becomeIdle()
      throw known
    }
  }

  /** The emulator is lost: whoever holds it is told, and another one is brought up. */
  fail(error: PtpError): void {
    if (this.#state === 'closed' || this.#state === 'failed' || this.#state === 'starting') return
    const { lease, loaded } = this
    this.judge.lost(error.message)
    this.log.add(poolLine(error.message))
    this.#listener.tell('failed', 'warning', error.message, this, lease?.owner.run ?? null)
    this.#endLease()
    this.#dismantle()
    this.restarts++
    lease?.lose(error)
    if (this.isDraining || this.isExtra) this.#closed()
    else void this.#background.track(this.#start(loaded?.cartridge ?? null, this.#pause()))
  }

  /** Tries again to bring up what was given up. */
  retry(): void {
    if (this.#state !== 'failed' || !this.#hasGivenUp) return
    this.#hasGivenUp = false
    void this.#background.track(this.#start(null, 0))
  }

  /** Takes the seat out, now: whoever holds it is told. Resolves when all is freed. */
  async close(): Promise<void> {
    const { lease } = this
    if (this.#state !== 'closed') {
      this.#endLease()
      this.#dismantle()
      lease?.lose(new PtpError('emulator-gone', 'the pool was closed'))
      this.#closed()
    }
    await this.#background.settled()
  }

  /** Puts a cartridge into an idle seat, so that the next lease finds it ready. */
  async warm(cartridge: Cartridge): Promise<void> {
    const { host } = this
    if (!host || !this.isIdle || this.loaded) return
    this.#state = 'restoring'
    await this.#background.track(this.#warm(host, cartridge, this.#life.signal))
  }

  async #warm(host: Host, cartridge: Cartridge, signal: AbortSignal): Promise<void> {
    try {
      const loaded = await insert(host, cartridge)
      if (signal.aborted) {
        this.#clean(loaded.emulator.close())
        return
      }
      this.loaded = loaded
      this.#becomeIdle()
    } catch (error) {
      if (signal.aborted) return
      const known = asPtpError(error)
      if (known.kind === 'recoverable') this.fail(known)
      else this.#becomeIdle()
    }
  }

  async #madeReady(host: Host, cartridge: Cartridge): Promise<Loaded> {
    const { loaded } = this
    if (loaded && fits(loaded, cartridge)) {
      // It may have died since somebody looked.
      await loaded.emulator.read([])
      return loaded
    }
    this.loaded = null
    await loaded?.emulator.close()
    return insert(host, cartridge)
  }

  #hand(loaded: Loaded, owner: LeaseOwner): Lease {
    const { emulator, cartridge } = loaded
    this.loaded = loaded
    const lease = new Lease(this.id, emulator, owner, {
      answered: (ms, frames) => {
        this.latencies.add(ms)
        this.frames.add(frames, ms)
      },
      failed: (error) => this.lease === lease && this.fail(error),
      returned: (isQuiet) => {
        if (this.lease !== lease) return
        this.#endLease()
        void this.#background.track(this.#takeBack(emulator, cartridge, isQuiet))
      },
    })
    this.lease = lease
    this.#leasedAt = performance.now()
    this.leases++
    return lease
  }

  /** Makes what was given back as good as new: restored and checked, else started afresh. */
  async #takeBack(emulator: Emulator, cartridge: Cartridge, isQuiet: boolean): Promise<void> {
    const { signal } = this.#life
    const { host, loaded } = this
    if (this.isDraining) this.#takeOut()
    if (!host || !loaded || signal.aborted) return
    this.#state = 'restoring'
    try {
      if (!isQuiet) throw new PtpError('busy', 'it was given back while it played')
      await restore(loaded)
      if (!signal.aborted) this.#becomeIdle()
    } catch (error) {
      if (signal.aborted) return
      this.#logged(poolLine(`started afresh: ${asPtpError(error).message}`))
      this.loaded = null
      await emulator.close()
      if (!signal.aborted) await this.#warm(host, cartridge, signal)
    }
  }

  #looked(vitals: Vitals | null, isNews: boolean): void {
    if (vitals) this.vitals = vitals
    this.trend.add({ framesPerSecond: this.frames.now, latency: vitals?.latency ?? null, cpu: vitals?.cpu ?? null, memory: vitals?.memory ?? null })
    if (!isNews || this.judge.health === 'failed') return
    const isWell = this.judge.health === 'healthy'
    this.#listener.tell(isWell ? 'healthy' : 'degraded', isWell ? 'info' : 'warning', isWell ? 'healthy again' : this.judge.reason, this, this.lease?.owner.run ?? null)
  }

  #lost(life: AbortSignal, reason: string): void {
    if (!life.aborted && this.host) this.fail(new PtpError('emulator-gone', reason))
  }

  #logged(line: LogLine): void {
    this.log.add(line)
    this.#listener.logged(this)
  }

  #endLease(): void {
    if (this.lease) this.#busy += performance.now() - this.#leasedAt
    this.lease = null
    this.isInTurn = false
  }

  /** Lets go of the host; it is freed in the background. */
  #dismantle(): void {
    const { host, loaded } = this
    this.#life.abort()
    this.#watch?.stop()
    this.host = this.loaded = this.vitals = this.#watch = null
    this.#clean(closeBoth(loaded?.emulator ?? null, host))
  }

  #clean(work: Promise<void>): void {
    void this.#background.track(work.catch((error: unknown) => this.#logged(poolLine(`could not be freed: ${asPtpError(error).message}`))))
  }

  #pause(): number {
    const pause = this.#loop.ended(performance.now() - this.#bornAt)
    if (pause > 0) this.#listener.tell('degraded', 'error', this.#loop.describe(pause), this, null)
    return pause
  }

  #becomeIdle(): void {
    this.isInTurn = false
    if (this.isDraining) {
      this.#takeOut()
      return
    }
    this.#state = 'idle'
    this.#listener.free(this)
  }

  #takeOut(): void {
    this.#dismantle()
    this.#closed()
  }

  #closed(): void {
    this.#state = 'closed'
    this.#listener.closed(this)
  }
}

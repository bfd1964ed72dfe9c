import { asPtpError, CENTRAL_OFF, PtpError, type CentralStatus } from '../../src-preload/contract/index.ts'
import { parseCentralAddress, type CentralAddress } from './address.ts'
import { Courier } from './courier.ts'
import type { CentralWish, DeliveryReport, DeliveryWish } from './delivery.ts'
import { Ledger } from './ledger.ts'
import { BEAT_EVERY_MS, Link, pauseAfter } from './link.ts'
import { CLAIM_MS, type Claim, type DeliveryQueue } from './queue.ts'
import { runStamp } from './stamp.ts'

/** The views are made anew at most so often, ms, and only once nothing waits. */
const VIEWS_EVERY_MS = 60_000
/** A run whose files somebody still writes is looked at again after so long, ms. */
const WRITTEN_MS = 250
/** … and so often before it counts as played by somebody who does not know this queue. */
const WRITTEN_LOOKS = 20
/** Who waits for deliveries looks how much is left so often, ms. */
const LOOK_EVERY_MS = 200
/** Listeners are told at most so often, ms. */
const TELL_EVERY_MS = 500
/** After a failure of its own files it goes on after so long, ms. */
const AGAIN_MS = 5000

/**
 * The way of finished runs into the central database. A run is noted in the queue of its home when it begins and when it ends; a
 * thread of its own delivers it when the database is there. Nothing here ever fails a run.
 */
export class Central {
  readonly #ledger: Ledger
  readonly #address: CentralAddress | PtpError
  readonly #courier: Courier | null
  readonly #link: Link | null
  readonly #listeners = new Set<(status: CentralStatus) => void>()
  readonly #waiters = new Set<() => void>()
  /** of the views, or of the work itself */
  #trouble: PtpError | null = null
  #working: Promise<void> | null = null
  #timer: NodeJS.Timeout | null = null
  #tellTimer: NodeJS.Timeout | null = null
  #told = ''
  #delivering: Claim | null = null
  #delivered = 0
  #reported = 0
  /** how often a run was found being written */
  readonly #looks = new Map<string, number>()
  #isStale = false
  #refreshedAt = -Infinity
  #isClosed = false

  constructor({ home, address }: CentralWish) {
    this.#ledger = new Ledger(home)
    this.#address = typeof address === 'string' ? addressOf(address) : address
    this.#courier = this.#address instanceof PtpError ? null : new Courier(this.#address)
    this.#link = this.#courier && new Link(this.#courier, () => {
      this.#step()
      this.#stir()
    })
  }

  /** Notes that a run has begun or goes on: from now on it cannot be forgotten. Takes well under a millisecond. */
  begun(run: string): void {
    this.#ledger.note(run, 'begun')
    this.#step()
  }

  /** Notes that a run has ended, and has it delivered. Takes well under a millisecond. */
  ended(run: string): void {
    this.#ledger.note(run, 'ended')
    this.#step()
    this.#wake()
  }

  /** Notes runs of this home to be delivered (again). @throws PtpError `storage` when the queue cannot be written */
  add(runs: readonly string[]): void {
    for (const run of runs) this.#ledger.queue.ended(run)
    this.#wake()
  }

  /** @returns the runs of this home that were never delivered to this database, also those recorded before there was one */
  undelivered(): string[] {
    return this.#ledger.undelivered(this.#target)
  }

  /** Keeps an eye on the database from now on, also while nothing is to be delivered. */
  watch(): void {
    this.#wake()
  }

  listen(listener: (status: CentralStatus) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  get status(): CentralStatus {
    const counts = this.#ledger.counts(this.#target)
    const address = this.#address
    if (address instanceof PtpError) return { ...CENTRAL_OFF, state: 'away', ...wordsOf(address), ...counts }
    const link = this.#link
    const trouble = link?.trouble ?? this.#ledger.trouble ?? this.#trouble
    return {
      state: link?.state ?? 'connecting',
      address: address.shown,
      since: link?.since.toISOString() ?? null,
      ...(trouble === null && counts.waiting > 0 ? { reason: this.#ledger.lastError(), hint: '' } : wordsOf(trouble)),
      next_try: link?.state === 'away' && link.nextTry > 0 ? new Date(link.nextTry).toISOString() : null,
      ...counts,
      delivering: this.#delivering?.run_id ?? null,
    }
  }

  /** What waits and what is refused, with the reasons. @throws PtpError `storage` */
  rows(): { waiting: { run_id: string; since: string; attempts: number; error: string }[]; refused: { run_id: string; reason: string }[] } {
    const { queue } = this.#ledger
    return {
      waiting: queue.list('waiting').map(({ run_id, since, attempts, error }) => ({ run_id, since: new Date(since).toISOString(), attempts, error })),
      refused: queue.list('refused').map(({ run_id, error }) => ({ run_id, reason: error })),
    }
  }

  /** Asks the database now whether it is there. @returns how it stands then */
  async look(): Promise<CentralStatus> {
    const link = this.#link
    if (link) {
      link.doubt()
      this.#wake()
      for (const { tries } = link; link.tries === tries && !this.#isClosed;) await this.#next(Infinity, undefined)
    }
    return this.status
  }

  /**
   * Delivers what waits, and waits for that: until all is delivered, the database turns out to be away, or it is enough.
   * @throws PtpError `storage` when the queue cannot be read
   */
  async deliver({ runs, patience = Infinity, signal, progress }: DeliveryWish = {}): Promise<DeliveryReport> {
    const { queue } = this.#ledger
    const among = runs ?? null
    this.#ledger.doubt()
    this.#ledger.recover()
    queue.hasten()
    const [tries, { waiting: total }] = [this.#link?.tries ?? 0, queue.left(among)]
    let until = total > 0 ? Infinity : performance.now() + patience
    if (total > 0) this.#link?.doubt()
    this.#wake()
    for (let left = queue.left(among); left.waiting > 0; left = queue.left(among)) {
      progress?.(total - left.waiting, Math.max(total, left.waiting))
      const isAnswered = this.#link === null || this.#link.tries > tries
      if (isAnswered && until === Infinity) until = performance.now() + patience
      const isAway = isAnswered && this.#link?.state !== 'up'
      if (isAway || left.stuck === left.waiting || signal?.aborted || performance.now() >= until || this.#isClosed) break
      await this.#next(until, signal)
    }
    if (this.#isStale && !signal?.aborted) await this.#viewsInTime(until, signal)
    const { waiting, error } = queue.left(among)
    progress?.(total - waiting, Math.max(total, waiting))
    const refused = queue.list('refused').filter(({ run_id }) => among === null || among.includes(run_id)).map(({ run_id, error: reason }) => ({ run_id, reason }))
    const why = this.#address instanceof PtpError ? this.#address : (this.#link?.trouble ?? null)
    const delivered = this.#delivered - this.#reported
    this.#reported = this.#delivered
    if (waiting === 0) return { delivered, waiting, refused, reason: '', hint: '' }
    return { delivered, waiting, refused, reason: why?.message ?? error, hint: why?.hint ?? '' }
  }

  /** Ends what is under way (nothing of it is kept at the server) and closes the queue. What waits, waits for the next engine. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const timer of [this.#timer, this.#tellTimer]) if (timer) clearTimeout(timer)
    await this.#courier?.close()
    await this.#working
    this.#stir()
    this.#ledger.close()
  }

  get #target(): string {
    return this.#address instanceof PtpError ? '' : this.#address.shown
  }

  #wake(): void {
    if (this.#isClosed || !this.#link) return
    this.#working ??= this.#work(this.#link).finally(() => {
      this.#working = null
      this.#step()
      this.#stir()
    })
  }

  /** Delivers until nothing is left that can be delivered now. */
  async #work(link: Link): Promise<void> {
    try {
      this.#ledger.again()
      this.#ledger.recover()
      const { queue } = this.#ledger
      while (!this.#isClosed) {
        const wasUp = link.state === 'up'
        if (!(await link.reach()) || this.#isClosed) break
        if (!wasUp) queue.hasten()
        const claim = queue.claim()
        if (claim) await this.#carry(claim, queue, link)
        else if (this.#areViewsDue()) await this.#refresh(link)
        else break
      }
      if (!this.#isClosed) this.#later(this.#untilNext(link, queue))
    } catch (error) {
      this.#trouble = asPtpError(error)
      this.#later(AGAIN_MS)
    }
  }

  async #carry(claim: Claim, queue: DeliveryQueue, link: Link): Promise<void> {
    const dir = this.#ledger.dirOf(claim.run_id)
    this.#delivering = claim
    this.#step()
    const renewal = setInterval(() => queue.renew(claim), CLAIM_MS / 3).unref()
    try {
      const delivery = await this.#courier?.deliver(dir)
      link.heard()
      if (delivery?.kind === 'delivered') {
        queue.delivered(claim, this.#target)
        this.#delivered++
        this.#looks.delete(claim.run_id)
        this.#isStale = true
      } else if (delivery?.kind === 'refused') queue.refused(claim, delivery.reason, runStamp(dir))
      else this.#isWritten(claim, queue)
    } catch (error) {
      const known = asPtpError(error)
      if (known.code === 'cancelled') {
        queue.giveBack(claim)
        return
      }
      queue.failed(claim, known.message, pauseAfter(claim.attempts))
      // Was it this run, or is the server gone? Its heartbeat says.
      link.doubt()
    } finally {
      clearInterval(renewal)
      this.#delivering = null
      this.#step()
    }
  }

  /** Its files are closed in a moment, where it has just ended; else somebody goes on with it, and it will end once more. */
  #isWritten(claim: Claim, queue: DeliveryQueue): void {
    const looks = (this.#looks.get(claim.run_id) ?? 0) + 1
    this.#looks.set(claim.run_id, looks)
    if (looks < WRITTEN_LOOKS) queue.giveBack(claim, WRITTEN_MS)
    else queue.failed(claim, 'it is being played', pauseAfter(claim.attempts))
  }

  #areViewsDue(): boolean {
    return this.#isStale && performance.now() - this.#refreshedAt >= VIEWS_EVERY_MS
  }

  async #refresh(link: Link): Promise<void> {
    this.#refreshedAt = performance.now()
    try {
      await this.#courier?.refresh()
      link.heard()
      this.#isStale = false
      this.#trouble = null
    } catch (error) {
      const known = asPtpError(error)
      if (known.code === 'cancelled') return
      this.#trouble = new PtpError('storage', `the views are as they were: ${known.message}`, { kind: 'transient', ...(known.hint === undefined ? {} : { hint: known.hint }) })
      link.doubt()
    }
  }

  async #viewsInTime(until: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.#isStale) this.#refreshedAt = -Infinity
    this.#wake()
    while (this.#working && !signal?.aborted && performance.now() < until) await this.#next(until, signal)
  }

  #untilNext(link: Link, queue: DeliveryQueue): number {
    if (link.state === 'away') return link.nextTry - Date.now()
    const views = this.#isStale ? this.#refreshedAt + VIEWS_EVERY_MS - performance.now() : Infinity
    const due = queue.nextTry()
    return Math.min(BEAT_EVERY_MS, views, due === null ? Infinity : due - Date.now())
  }

  #later(ms: number): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#wake(), Math.max(10, ms)).unref()
  }

  /** Waits for something to happen, no longer than until then. It keeps the process alive. */
  #next(until: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        this.#waiters.delete(done)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, Math.max(0, Math.min(LOOK_EVERY_MS, until - performance.now())))
      this.#waiters.add(done)
      signal?.addEventListener('abort', done)
    })
  }

  /** Lets those who wait in {@link deliver} look at once. */
  #stir(): void {
    for (const waiter of [...this.#waiters]) waiter()
  }

  #step(): void {
    if (this.#listeners.size === 0 || this.#tellTimer || this.#isClosed) return
    this.#tellTimer = setTimeout(() => {
      this.#tellTimer = null
      const { status } = this
      const now = JSON.stringify(status)
      if (now === this.#told) return
      this.#told = now
      for (const listener of this.#listeners) listener(status)
    }, TELL_EVERY_MS).unref()
  }
}

function addressOf(text: string): CentralAddress | PtpError {
  try {
    return parseCentralAddress(text)
  } catch (error) {
    if (error instanceof PtpError) return error
    throw error
  }
}

function wordsOf(trouble: PtpError | null): { reason: string; hint: string } {
  return { reason: trouble?.message ?? '', hint: trouble?.hint ?? '' }
}

import { PtpError, type Branch, type GameEvent, type LiveRun, type MemoryRange, type RunStatus, type SnapshotMeta, type SnapshotReason } from '../../src-preload/contract/index.ts'
import type { Emulator } from '../emulator/index.ts'
import type { ActEffect, Agent, Effect, View } from './agent.ts'
import { doEffect, type EffectHost } from './effects.ts'
import { eventWatch } from './eventWatch.ts'
import type { Head } from './head.ts'
import { Meter } from './meter.ts'
import { Observation } from './observation.ts'
import { Pacing } from './pacing.ts'
import type { LivePicture } from './picture.ts'
import { Player, type PlayedTick, type Wanted } from './player.ts'
import type { RunNews, RunOutcome, RunParts } from './run.ts'
import { seek } from './seek.ts'
import { TickWriter } from './ticks.ts'

/** The most ticks, and about the most frames, that go to the emulator in one trip. */
const BATCH_TICKS = 32
const BATCH_FRAMES = 180
/** Times an emulator may fail at one and the same tick before the run gives up. */
const MAX_RECOVERIES = 3

/** An act that waits to be played, and where its agent stands right after it. */
interface Planned {
  act: ActEffect
  agentState: unknown
  passedBreakpoint: boolean
}

export interface TurnEnd {
  status: RunStatus
  message: string | null
}

/** What happens in a turn of the run loop: plan, play, record. One call at a time. */
export class Turns implements EffectHost {
  tell: (news: RunNews) => void = () => undefined
  breakpoints = new Set<number>()
  readonly head: Head
  readonly parts: RunParts
  emulator: Emulator
  readonly #pacing: Pacing
  readonly #picture: LivePicture
  readonly #meter = new Meter()
  #agent: Agent | null = null
  #observation: Observation
  #player: Player
  #writer: TickWriter
  #queue: Planned[] = []
  #pending: Effect | null = null
  #forkNext = false
  /** the agent that waits while a person plays, with what it had planned */
  #waiting: { agent: Agent | null; queue: Planned[]; pending: Effect | null } | null = null
  readonly #watch: readonly MemoryRange[]
  #recoveries = { tick: -1, count: 0 }

  private constructor(parts: RunParts, picture: LivePicture, emulator: Emulator, head: Head) {
    this.parts = parts
    this.emulator = emulator
    this.head = head
    this.#picture = picture
    this.#watch = eventWatch(parts.game.profile, parts.settings.snapshots.onEvent)
    this.#pacing = new Pacing(parts.settings.speed)
    this.#observation = new Observation(parts.game.profile, [])
    this.#player = new Player(parts.game.profile, this.#observation, this.#pacing, picture)
    this.#writer = new TickWriter(parts.files, parts.game.profile.createReader(), this.#observation, parts.settings)
  }

  static async start(parts: RunParts, picture: LivePicture, at: { branch: number; tick: number }): Promise<Turns> {
    const emulator = await parts.provide()
    parts.files.expectSpeed(emulator.info.speed)
    const { profile } = parts.game
    const memory = await emulator.read(profile.observe)
    const head: Head = { ...at, frame: 0, memory, state: profile.createReader().read(memory), fingerprint: null }
    const turns = new Turns(parts, picture, emulator, head)
    turns.#use(parts.agent)
    if (parts.files.isNew) await turns.#begin()
    else await turns.#goTo(at.branch, at.tick)
    return turns
  }

  set speed(speed: number) {
    this.#pacing.speed = speed
  }

  requireAgent(): void {
    if (!this.#agent) {
      throw new PtpError('bad-input', 'nothing drives this run', { hint: 'run a script from here, or take over by hand' })
    }
  }

  present(): Omit<LiveRun, 'run' | 'status' | 'message'> {
    const { branch, tick, frame, state } = this.head
    const first = this.#queue[0]
    const agent = this.#agent
    return {
      branch, tick, frame, state,
      speed: this.#pacing.speed,
      driver: agent === null ? 'none' : agent.name === 'keyboard' ? 'keyboard' : 'script',
      line: first ? first.act.line : (agent?.line ?? null),
      tick_rate: this.#meter.ticksPerSecond,
      frames_per_second: this.#meter.framesPerSecond,
    }
  }

  /** @returns how it ended, null when it goes on */
  async turn(single: boolean): Promise<TurnEnd | null> {
    const limit = this.#limitReached()
    if (limit) return limit
    try {
      if (this.#queue.length === 0 && this.#pending === null) this.#plan(single)
      const stop = this.#breakpoint()
      if (stop) return stop
      if (this.#queue.length > 0) {
        await this.#play(single)
        return null
      }
      if (this.#pending === null) return null
      return await this.#doPending()
    } catch (error) {
      if (!isRecoverable(error)) throw error
      await this.#recover(error)
      return null
    }
  }

  async rollback(branch: number, tick: number, revive = true): Promise<Uint8Array | null> {
    const picture = await this.#surviving(() => this.#goTo(branch, tick))
    if (revive && this.parts.revive) this.#use(this.parts.revive(branch, this.parts.files.agentState(branch, tick)))
    return picture
  }

  give(agent: Agent, fork: boolean): Branch | null {
    this.#queue = []
    this.#pending = null
    this.#waiting = null
    this.#use(agent)
    this.#forkNext = fork && this.head.tick > 0
    return this.#ensureBranch()
  }

  takeOver(keyboard: Agent): void {
    const waiting = { agent: this.#agent, queue: this.#queue, pending: this.#pending }
    this.give(keyboard, true)
    this.#waiting = waiting
  }

  giveBack(): void {
    const waiting = this.#waiting
    this.#waiting = null
    this.#use(waiting?.agent ?? null)
    this.#queue = waiting?.queue ?? []
    this.#pending = waiting?.pending ?? null
  }

  get agent(): Agent | null {
    return this.#agent
  }

  async snapshot(reason: SnapshotReason, name: string | null, note: string | null = null): Promise<SnapshotMeta> {
    const [saved, picture] = await this.#surviving(() => Promise.all([this.emulator.save(), this.emulator.picture()]))
    const agentState = this.#queue.length === 0 ? (this.#agent?.save() ?? null) : this.parts.files.agentState(this.head.branch, this.head.tick)
    return this.parts.files.snapshot(this.head, saved, { reason, name, note, agentState, picture, state: this.head.state })
  }

  async close(status: RunStatus, message: string | null): Promise<RunOutcome> {
    const { branch, tick, frame } = this.head
    const { files } = this.parts
    const outcome: RunOutcome = { status, branch, tick, frame, message, finalStateHash: '', snapshots: 0, screenshots: 0 }
    try {
      outcome.finalStateHash = (await this.snapshot('final', null)).state_hash
      await files.flush()
      outcome.snapshots = files.store.list().length
      outcome.screenshots = files.screenshots
    } finally {
      files.recorder.updateRun(status, message === null ? {} : { errorMessage: message })
      await this.emulator.close()
      await files.close()
    }
    this.tell({ kind: 'ended', outcome })
    return outcome
  }

  recordStatus(status: RunStatus, message: string | null): void {
    this.parts.files.recorder.updateRun(status, message === null ? {} : { errorMessage: message })
  }

  recordFailure(error: PtpError): void {
    this.parts.files.recorder.error(
      { type: error.code, message: error.message, stack: error.stack ?? null, context: error.details ?? {}, recovered: false, recoveryAction: null },
      this.head,
    )
  }

  // -- planning ---------------------------------------------------------------------------------

  #use(agent: Agent | null): void {
    this.#agent = agent
    this.#observation = new Observation(this.parts.game.profile, agent?.memory ?? [])
    this.#player = new Player(this.parts.game.profile, this.#observation, this.#pacing, this.#picture)
    this.#writer.observe(this.#observation)
  }

  #view(): View {
    const { state, memory } = this.head
    return { state, readByte: (address) => this.#observation.byte(memory, address) }
  }

  #plan(single: boolean): void {
    const agent = this.#agent
    if (!agent) {
      this.#pending = { kind: 'end' }
      return
    }
    let frames = 0
    const view = this.#view()
    do {
      const effect = agent.next(view)
      if (effect.kind !== 'act') {
        this.#pending = effect
        return
      }
      const act = this.#player.fitted(effect)
      this.#queue.push({ act, agentState: agent.save(), passedBreakpoint: false })
      frames += act.frames
      if (single || act !== effect || this.#pacing.speed > 0) return
    } while (!agent.needsState && this.#queue.length < BATCH_TICKS && frames < BATCH_FRAMES)
  }

  #breakpoint(): TurnEnd | null {
    const next = this.#queue[0]
    if (!next || next.passedBreakpoint || next.act.line === null || !this.breakpoints.has(next.act.line)) return null
    next.passedBreakpoint = true
    return { status: 'paused', message: `breakpoint at line ${next.act.line}` }
  }

  // -- playing ----------------------------------------------------------------------------------

  async #play(single: boolean): Promise<void> {
    await this.#ensureForkDone()
    const { ticks } = this.parts.settings.limits
    const most = single || this.#pacing.speed > 0 ? 1 : ticks === null ? BATCH_TICKS : Math.max(1, ticks - this.head.tick)
    let count = 1
    while (count < Math.min(most, this.#queue.length) && !this.#stopsAt(this.#queue[count])) count++
    const acts = this.#queue.slice(0, count).map(({ act }) => act)
    const wanted = this.#wanted(acts)
    this.#player.tick = this.head.tick
    const played = await this.#player.play(this.emulator, acts, wanted, this.#watch)
    let cause: GameEvent | null = null
    for (const tick of played) cause = this.#commit(tick) ?? cause
    // Only now do the emulator and the head stand at the same tick again.
    if (cause) await this.snapshot('event', null, cause.title)
  }

  #stopsAt(planned: Planned | undefined): boolean {
    return planned?.act.line != null && !planned.passedBreakpoint && this.breakpoints.has(planned.act.line)
  }

  #wanted(acts: readonly ActEffect[]): Wanted[] {
    let frames = 0
    let saved = false
    return acts.map((act, i) => {
      const tick = this.head.tick + 1 + i
      frames += act.frames
      // One state a batch is enough: anchors lie about as far apart as a batch is long.
      const due = !saved && this.parts.files.stateDue(tick, this.head.frame + frames)
      saved ||= due
      return { picture: this.#writer.mayKeepPicture(tick, this.head.state), save: due }
    })
  }

  /** @returns the event that asks for a snapshot, if there is one */
  #commit(played: PlayedTick): GameEvent | null {
    const planned = this.#queue.shift()
    if (!planned) throw new PtpError('internal', 'more ticks were played than planned')
    const { act } = planned
    let { agentState } = planned
    // Only the last planned act can be one whose length the agent still waits for.
    if (act.until !== undefined && this.#queue.length === 0 && this.#pending === null && this.#agent) {
      this.#agent.advanced(played.result.frames)
      agentState = this.#agent.save()
    }
    const { events } = this.#writer.commit(this.head, played, act, agentState)
    this.#meter.add(played.result.frames)
    if (played.result.saved) this.parts.files.keepState(this.head, played.result.saved, agentState, played.result.picture ?? null)
    if (played.result.picture && this.#pacing.speed === 0 && this.#picture.watched) this.#picture.show(played.result.picture, this.head.tick)
    if (events.length === 0) return null
    this.tell({ kind: 'events', events })
    const { onEvent } = this.parts.settings.snapshots
    return events.find((event) => onEvent.includes(event.kind)) ?? null
  }

  #limitReached(): TurnEnd | null {
    const { ticks, seconds } = this.parts.settings.limits
    if (ticks !== null && this.head.tick >= ticks) return { status: 'limit', message: `reached ${ticks} ticks` }
    if (seconds !== null && this.#meter.seconds >= seconds) return { status: 'limit', message: `reached ${seconds} s` }
    return null
  }

  // -- places -----------------------------------------------------------------------------------

  async #begin(): Promise<void> {
    this.parts.files.recorder.start({ branch: 0, tick: 0, state: this.head.state, wallTime: Date.now() })
    await this.snapshot('start', null)
    const saved = await this.emulator.save()
    this.parts.files.keepState(this.head, saved, this.#agent?.save() ?? null, null)
    // What a run starts from must not wait for its first ticks.
    this.parts.files.recorder.flush()
    await this.parts.files.anchors.flush()
  }

  async #goTo(branch: number, tick: number): Promise<Uint8Array | null> {
    const { files } = this.parts
    files.recorder.flush()
    const line = files.line(branch)
    const sought = await seek(this.emulator, files, line, tick, { observe: this.#observation.ranges, picture: true })
    Object.assign(this.head, {
      branch: files.branchAt(line, tick),
      tick,
      frame: sought.frame,
      memory: sought.memory,
      state: this.#writer.read(sought.memory),
      fingerprint: sought.fingerprint,
    })
    this.#queue = []
    this.#pending = null
    this.#forkNext = false
    this.#waiting = null
    if (sought.picture) this.#picture.show(sought.picture, tick)
    return sought.picture
  }

  /** Before a tick is added anywhere but at the end of a branch, a new branch is made there. */
  #ensureBranch(): Branch | null {
    const { files } = this.parts
    const isTip = files.isTip(this.head)
    if (isTip && !this.#forkNext) return null
    this.#forkNext = false
    const branch = files.fork(this.head, this.#agent?.name ?? 'unknown')
    this.head.branch = branch.branch
    return branch
  }

  async #ensureForkDone(): Promise<void> {
    if (this.#ensureBranch()) this.tell({ kind: 'changed' })
  }

  /** What an emulator failed at is not lost: it stays pending until a new one has done it. */
  async #doPending(): Promise<TurnEnd | null> {
    const effect = this.#pending
    this.#pending = null
    if (effect === null || effect.kind === 'act') return null
    try {
      return await doEffect(this, effect)
    } catch (error) {
      if (isRecoverable(error)) this.#pending = effect
      throw error
    }
  }

  /** Does work that needs the emulator, once more with a new one when it dies meanwhile. */
  async #surviving<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!isRecoverable(error)) throw error
      await this.#recover(error)
      return work()
    }
  }

  async #recover(error: PtpError): Promise<void> {
    const { tick } = this.head
    this.#recoveries = this.#recoveries.tick === tick ? { tick, count: this.#recoveries.count + 1 } : { tick, count: 1 }
    if (this.#recoveries.count > MAX_RECOVERIES) {
      throw new PtpError(error.code, `${error.message}, ${MAX_RECOVERIES} times in a row at tick ${tick}`, { kind: 'fatal', cause: error })
    }
    this.tell({ kind: 'message', level: 'warning', text: `${error.message}; going on with a new emulator`, tick })
    this.parts.files.recorder.error(
      { type: error.code, message: error.message, stack: null, context: {}, recovered: true, recoveryAction: 'new emulator, replayed to the last tick' },
      this.head,
    )
    await this.emulator.close()
    this.emulator = await this.parts.provide()
    this.parts.files.recorder.flush()
    await seek(this.emulator, this.parts.files, this.parts.files.line(this.head.branch), tick, { observe: this.#observation.ranges, picture: true })
  }
}

function isRecoverable(error: unknown): error is PtpError {
  return error instanceof PtpError && error.kind === 'recoverable'
}

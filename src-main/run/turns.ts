import { setTimeout as sleep } from 'node:timers/promises'
import { PtpError, type LiveRun, type RunStatus, type SettingsChange } from '../../src-preload/contract/index.ts'
import { keptWhereGiven, settingsBetween, settingText, withLiveSettings } from '../settings/index.ts'
import type { Agent } from './agent.ts'
import { keepChange } from './changes.ts'
import { Course } from './course.ts'
import { doEffect } from './effects.ts'
import { endRun } from './ending.ts'
import type { Head, Moment } from './head.ts'
import type { LivePicture } from './picture.ts'
import { Mending } from './mending.ts'
import { Playing } from './playing.ts'
import type { TickRateSettings } from './policies/index.ts'
import { isRecoverable, Position } from './position.ts'
import type { RunNews, RunOutcome, RunParts } from './run.ts'
import { readSettings, type RunSettings } from './settings.ts'

export interface TurnEnd {
  status: RunStatus
  message: string | null
}

/**
 * What happens in a turn of the run loop. One call at a time. Between two turns acts may be under way;
 * {@link drain} waits for them, and has to come before every order of the {@link course}.
 */
export class Turns {
  readonly course: Course
  readonly #parts: RunParts
  readonly #position: Position
  readonly #playing: Playing
  readonly #mending: Mending
  #tell: (news: RunNews) => void = () => undefined

  private constructor(parts: RunParts, picture: LivePicture, position: Position) {
    this.#parts = parts
    this.#position = position
    this.#playing = new Playing(parts, position, picture, {
      keepEvents: (at) => this.course.keepEvents(at),
      keepPicture: (reason) => this.course.keepPicture(reason),
    })
    this.course = new Course(parts, position, this.#playing, picture)
    this.#mending = new Mending(parts, position, this.#playing, this.course)
    const warn = (text: string): void => this.course.say('warning', text)
    this.#playing.tempo.warn = warn
    this.#playing.limits.warn = warn
    parts.files.warn = warn
  }

  static async start(parts: RunParts, picture: LivePicture, at: { branch: number; tick: number }): Promise<Turns> {
    const turns = new Turns(parts, picture, await Position.start(parts, at))
    if (parts.files.isNew) await turns.course.begin()
    else await turns.course.goTo(at.branch, at.tick)
    return turns
  }

  set tell(tell: (news: RunNews) => void) {
    this.#tell = tell
    this.#position.tell = tell
    this.#playing.tell = tell
    this.course.tell = tell
  }

  set see(see: (at: Moment) => void) {
    this.#playing.see = see
  }

  get head(): Head {
    return this.#position.head
  }

  get agent(): Agent | null {
    return this.#playing.plan.agent
  }

  get tickRate(): TickRateSettings & { target: number | null } {
    const { settings, target } = this.#playing.tempo
    return { ...settings, target }
  }

  /** From now on the run is played by these rates. */
  set tickRate(changes: Partial<TickRateSettings>) {
    const { tempo } = this.#playing
    tempo.settings = { ...tempo.settings, ...changes }
    this.#parts.settings = { ...this.#parts.settings, tick_rate: tempo.settings }
  }

  get settings(): RunSettings {
    return this.#parts.settings
  }

  /**
   * Changes settings, and keeps with the run that they were changed. Nothing may be under way.
   * @throws PtpError `bad-input`, `disk-full`, `storage`; nothing is changed then
   */
  change(given: Readonly<Record<string, unknown>>, by: string): SettingsChange {
    const { files } = this.#parts
    const present = this.settings
    const settings = withLiveSettings(present, given)
    const lasting = settingsBetween(keptWhereGiven(present, readSettings(files.dir), given), settings)
    const { branch, tick } = this.head
    const change = { at: new Date().toISOString(), branch, tick, by, set: lasting.length > 0 ? lasting : settingsBetween(present, settings) }
    if (change.set.length === 0) return change
    if (lasting.length > 0) keepChange(files.dir, change)
    this.#parts.settings = settings
    files.adopt(settings)
    this.#playing.adopt(settings)
    this.#mending.adopt(settings.snapshot)
    this.course.adopt(settings)
    this.course.say('info', `settings changed by ${by}: ${change.set.map(({ setting, from, to }) => `${setting} ${settingText(from)} → ${settingText(to)}`).join(', ')}`)
    return change
  }

  /** Milliseconds until the next tick is due. */
  get rest(): number {
    return this.#playing.tempo.rest
  }

  set breakpoints(lines: ReadonlySet<number>) {
    this.#playing.breakpoints = lines
  }

  requireAgent(): void {
    if (!this.agent) {
      throw new PtpError('bad-input', 'nothing drives this run', { hint: 'run a script from here, or take over by hand' })
    }
  }

  present(): Omit<LiveRun, 'run' | 'status' | 'message'> {
    const { branch, tick, frame, state } = this.head
    const { plan, meter, tempo } = this.#playing
    const { agent, first } = plan
    return {
      branch, tick, frame, state,
      speed: tempo.pacing.speed,
      driver: agent === null ? 'none' : agent.name === 'keyboard' ? 'keyboard' : 'script',
      line: first ? first.act.line : (agent?.line ?? null),
      tick_rate: meter.ticksPerSecond,
      frames_per_second: meter.framesPerSecond,
    }
  }

  /** @returns how it ended, null when it goes on */
  async turn(single: boolean): Promise<TurnEnd | null> {
    const { plan, limits, meter } = this.#playing
    const hit = limits.look(this.head, meter.seconds, plan.isDeciding)
    if (hit) {
      await this.drain()
      this.course.say('info', `limit: ${hit.message}`)
      return { status: 'limit', message: hit.message }
    }
    plan.isClosed = limits.hit !== null
    try {
      await this.#position.ready()
      this.#playing.send(single)
      if (!this.#playing.isUnderWay) {
        const end = this.#breakpoint() ?? (await this.#doPending())
        return end?.status === 'failed' ? await this.#mending.failed(end) : end
      }
      await this.#playing.land(!single)
      this.#mending.passed()
    } catch (error) {
      await this.#mending.mend(error)
    }
    return null
  }

  /** Waits until everything that is under way is recorded: the emulator and the head stand at the same tick then. */
  async drain(): Promise<void> {
    try {
      while (this.#playing.isUnderWay) await this.#playing.land(false)
    } catch (error) {
      await this.#mending.mend(error)
    }
  }

  async close(status: RunStatus, message: string | null): Promise<RunOutcome> {
    const { limits, meter } = this.#playing
    this.agent?.abandon?.()
    const ending = { status, message, limit: status === 'limit' ? limits.hit : null, seconds: meter.seconds, cost: limits.cost }
    try {
      const outcome = await endRun(this.#parts, this.head, ending, (name) => this.course.snapshot('final', name))
      this.#tell({ kind: 'ended', outcome })
      return outcome
    } finally {
      await this.#position.emulator.close()
      await this.#parts.files.close()
    }
  }

  recordStatus(status: RunStatus, message: string | null): void {
    this.#parts.files.recorder.updateRun(status, message === null ? {} : { errorMessage: message })
  }

  recordFailure(error: PtpError): void {
    this.#parts.files.recorder.error(
      { type: error.code, message: error.message, stack: error.stack ?? null, context: error.details ?? {}, recovered: false, recoveryAction: null },
      this.head,
    )
  }

  // -- what may end a turn --------------------------------------------------------------------------

  #breakpoint(): TurnEnd | null {
    const { first } = this.#playing.plan
    if (!first || !this.#playing.stopsAt(first)) return null
    first.passedBreakpoint = true
    return { status: 'paused', message: `breakpoint at line ${first.act.line}` }
  }

  /** What an emulator failed at is not lost: it stays pending until a new one has done it. */
  async #doPending(): Promise<TurnEnd | null> {
    const { plan } = this.#playing
    const effect = plan.pending
    plan.pending = null
    if (effect === null || effect.kind === 'act') return null
    if (effect.kind === 'think') {
      this.#playing.tempo.thinking()
      if (await isDoneSoon(effect.done)) plan.answered()
      else plan.pending = effect
      return null
    }
    try {
      return await doEffect(this.course, effect)
    } catch (error) {
      if (isRecoverable(error)) plan.pending = effect
      throw error
    }
  }
}

/** While an agent thinks, orders and limits are looked at so often, ms. */
const LOOK_MS = 50

async function isDoneSoon(done: Promise<unknown>): Promise<boolean> {
  const look = new AbortController()
  try {
    return await Promise.race([done.then(() => true), sleep(LOOK_MS, false, { signal: look.signal })])
  } finally {
    look.abort()
  }
}

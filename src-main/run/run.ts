import { asPtpError, PtpError, type Branch, type GameEvent, type LiveRun, type RunStatus, type SettingsChange, type SnapshotMeta } from '../../src-preload/contract/index.ts'
import type { Emulator } from '../emulator/index.ts'
import type { Agent } from './agent.ts'
import type { RunOutcome } from './ending.ts'
import { Gate } from './gate.ts'
import type { Moment } from './head.ts'
import type { LoadedGame } from './loadedGame.ts'
import { LivePicture } from './picture.ts'
import type { TickRateSettings } from './policies/index.ts'
import type { RunFiles } from './runFiles.ts'
import type { RunSettings } from './settings.ts'
import type { RunSource } from './startRun.ts'
import { Turns } from './turns.ts'

export type { RunOutcome }

export interface RunParts {
  files: RunFiles
  game: LoadedGame
  settings: RunSettings
  agent: Agent | null
  /** Gives a working emulator; asked again when one crashed or hung. */
  provide: () => Promise<Emulator>
  /** see `NewRun` */
  unattended?: boolean
  /** Makes the agent of a branch anew, where it stood when it gave `agentState` (undefined: at its start); null when it cannot be. */
  revive?: (branch: number, agentState: unknown) => Agent | null
}

/** What a run tells while it is live. */
export type RunNews =
  | { kind: 'live' }
  | { kind: 'events'; events: readonly GameEvent[] }
  | { kind: 'message'; level: 'info' | 'warning' | 'error'; text: string; tick: number }
  | { kind: 'changed' }
  | { kind: 'ended'; outcome: RunOutcome }

/**
 * A run that is loaded: the loop that plays it and the orders one can give it. Every order takes
 * effect between two ticks. It lives on after its agent has ended (paused), until `close`.
 */
export class Run {
  readonly id: string
  readonly picture: LivePicture
  readonly files: RunFiles
  readonly #turns: Turns
  readonly #gate = new Gate()
  readonly #listeners = new Set<(news: RunNews) => void>()
  #status: RunStatus = 'paused'
  #message: string | null = null
  #steps = 0
  #closing = false
  #driving: Promise<void>

  private constructor(turns: Turns, parts: RunParts, picture: LivePicture) {
    this.picture = picture
    this.id = parts.files.metadata.run_id
    this.files = parts.files
    this.#turns = turns
    this.#driving = this.#drive()
  }

  /**
   * Loads a run at the end of a branch (a new one at tick 0), paused.
   * @throws PtpError what `provide` throws; `diverged` when the recorded end cannot be reached again
   */
  static async load(parts: RunParts, at: { branch: number; tick: number } = { branch: 0, tick: 0 }): Promise<Run> {
    const picture = new LivePicture()
    const turns = await Turns.start(parts, picture, at)
    const run = new Run(turns, parts, picture)
    turns.tell = (news) => run.#tell(news)
    return run
  }

  get status(): RunStatus {
    return this.#status
  }

  /** Where the run stands, without copying more than that. */
  get present(): { branch: number; tick: number; frame: number } {
    return this.#turns.head
  }

  /** How far the agent has come, 0–1; null when it does not know. */
  get progress(): number | null {
    return this.#turns.agent?.progress ?? null
  }

  /** Calls of an API that its agent may still make now; null where nothing limits them. */
  get callsLeft(): number | null {
    return this.#turns.agent?.callsLeft ?? null
  }

  get live(): LiveRun {
    return { ...this.#turns.present(), run: this.id, status: this.#status, message: this.#message }
  }

  /** Whether it is being ended: its status is the last one already, but the tick under way may still be recorded. */
  get isClosing(): boolean {
    return this.#closing
  }

  listen(listener: (news: RunNews) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Has `see` told of every tick as it is recorded; there is one who looks at a time. */
  watch(see: (at: Moment) => void): void {
    this.#turns.see = see
  }

  /** Lets the agent go on. */
  resume(): Promise<void> {
    return this.#gate.ask(() => {
      this.#turns.requireAgent()
      this.#steps = 0
      this.#turns.course.restart()
      this.#setStatus('running', null)
    })
  }

  pause(): Promise<void> {
    return this.#gate.ask(() => {
      if (this.#status === 'running') this.#setStatus('paused', null)
    })
  }

  /** Plays one more tick, then pauses. Resolves when it is recorded. */
  async step(): Promise<void> {
    await this.#gate.ask(() => {
      this.#turns.requireAgent()
      this.#steps = 1
      this.#setStatus('running', null)
    })
    await this.until((status) => status !== 'running')
  }

  /** A multiple of the console's own speed, 0: as fast as possible. It takes the place of the tick rates. */
  set speed(speed: number) {
    this.tickRate = { speed, pace: 'speed' }
  }

  /** Changes the rates the run is held to, also while it goes; with `pace: 'ticks'` they hold whatever plays. */
  set tickRate(changes: Partial<TickRateSettings>) {
    this.#turns.tickRate = changes
    this.#gate.wake()
    this.#tell({ kind: 'live' })
  }

  /** The rates as they are now; `target`: ticks a second the run is held to at this moment, null when it is not. */
  get tickRate(): TickRateSettings & { target: number | null } {
    return this.#turns.tickRate
  }

  /** The settings it is played under now. */
  get settings(): RunSettings {
    return this.#turns.settings
  }

  /**
   * Changes settings between two ticks: those that are not decided when a run starts. They are kept with the run, and it goes on
   * with them after it was loaded again; what was played before stays as it was.
   * @param given section by section
   * @param by who or what changes them, for people
   * @throws PtpError `bad-input` that names the setting and what it would take, `disk-full`, `storage`; nothing is changed then
   */
  async change(given: Readonly<Record<string, unknown>>, by: string): Promise<SettingsChange> {
    const change = await this.#gate.ask(() => this.#turns.change(given, by))
    this.#tell({ kind: 'live' })
    this.#tell({ kind: 'changed' })
    return change
  }

  set breakpoints(lines: readonly number[]) {
    this.#turns.breakpoints = new Set(lines)
  }

  /**
   * Goes back (or forth) to any recorded tick, paused. What is played next makes a branch there.
   * @param goOn plays on from there at once; whoever waits for the run to stop hears nothing of it
   * @returns the picture of that tick, null at tick 0
   */
  rollback(branch: number, tick: number, goOn = false): Promise<Uint8Array | null> {
    return this.#move(goOn, () => this.#turns.course.rollback(branch, tick))
  }

  /**
   * Goes back by so many commands, as far as their history reaches, and pauses or goes on.
   * @returns how many were taken back
   */
  undo(count: number, goOn = false): Promise<number> {
    return this.#move(goOn, () => this.#turns.course.undo(count))
  }

  /**
   * Goes back to the `count`-th snapshot before, and pauses or goes on; 1 is the latest.
   * @throws PtpError `not-found`
   */
  rollbackSnapshots(count: number, goOn = false): Promise<SnapshotMeta> {
    return this.#move(goOn, () => this.#turns.course.rollbackSnapshots(count))
  }

  /**
   * Gives the run to another agent; with `fork` its ticks go on a new branch even at the end of a line.
   * @param source the script the agent plays, to be kept with the branch
   */
  give(agent: Agent, fork: boolean, source: RunSource | null = null): Promise<Branch | null> {
    return this.#gate.ask(() => {
      const branch = this.#turns.course.give(agent, fork)
      const { head } = this.#turns
      if (source) this.files.recorder.script({ branch: head.branch, tick: head.tick, ...source })
      this.#tell({ kind: 'changed' })
      return branch
    })
  }

  /** Lets a person play; the agent waits. What is pressed goes on a new branch. */
  takeOver(keyboard: Agent): Promise<void> {
    return this.#gate.ask(() => {
      this.#turns.course.takeOver(keyboard)
      this.#tell({ kind: 'changed' })
    })
  }

  /** Lets the agent that waited go on from where the person stopped. */
  giveBack(): Promise<void> {
    return this.#gate.ask(() => {
      this.#turns.course.giveBack()
      this.#tell({ kind: 'live' })
    })
  }

  /** Makes a named snapshot of where the run stands. */
  snapshot(name: string, note: string | null = null): Promise<SnapshotMeta> {
    return this.#gate.ask(() => this.#turns.course.snapshot('named', name, note))
  }

  /** Waits until the status fits. */
  until(fits: (status: RunStatus) => boolean): Promise<RunStatus> {
    return new Promise((resolve) => {
      if (fits(this.#status)) {
        resolve(this.#status)
        return
      }
      const stop = this.listen(() => {
        if (!fits(this.#status)) return
        stop()
        resolve(this.#status)
      })
    })
  }

  /**
   * Ends the run cleanly: everything flushed, a final snapshot made, the files closed.
   * @param status what to record as the reason, when the run has not ended by itself
   */
  async close(status: RunStatus = 'manual_stop'): Promise<RunOutcome> {
    if (!this.#closing) {
      this.#closing = true
      if (this.#status === 'running' || this.#status === 'paused') this.#status = status
      this.#gate.wake()
    }
    await this.#driving
    return this.#turns.close(this.#status, this.#message)
  }

  #move<T>(goOn: boolean, move: () => Promise<T>): Promise<T> {
    return this.#gate.ask(async () => {
      if (!goOn) this.#setStatus('paused', null)
      const moved = await move()
      if (goOn) {
        this.#steps = 0
        // Where nobody drives it, as at a tick a person played, it waits.
        const status = this.#turns.agent === null ? 'paused' : 'running'
        if (this.#status !== status) this.#setStatus(status, null)
      }
      this.#tell({ kind: 'changed' })
      return moved
    })
  }

  async #drive(): Promise<void> {
    while (!this.#closing) {
      if (this.#gate.isAsked) {
        await this.#settle(() => this.#turns.drain())
        await this.#gate.obey()
      }
      if (this.#closing) break
      if (this.#status !== 'running') {
        await this.#gate.wait()
        continue
      }
      const { rest } = this.#turns
      if (rest > 0 && this.#steps === 0) await this.#gate.wait(rest)
      else await this.#turn()
    }
    await this.#settle(() => this.#turns.drain())
    await this.#gate.close(new PtpError('cancelled', 'the run was closed'))
  }

  #turn(): Promise<void> {
    return this.#settle(async () => {
      const single = this.#steps > 0
      const { tick } = this.#turns.head
      const end = await this.#turns.turn(single)
      if (end) {
        this.#setStatus(end.status, end.message)
      } else if (single && this.#turns.head.tick !== tick && --this.#steps === 0) {
        this.#setStatus('paused', null)
      } else {
        this.#tell({ kind: 'live' })
      }
    })
  }

  /** Does a part of the loop; what cannot be mended ends the run. */
  async #settle(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      const known = asPtpError(error)
      this.#turns.recordFailure(known)
      this.#tell({ kind: 'message', level: 'error', text: known.message, tick: this.#turns.head.tick })
      // Cancelled: somebody is closing what it stands on, so it has not failed; it goes on when it is resumed.
      this.#setStatus(known.code === 'cancelled' ? 'paused' : 'failed', known.message)
    }
  }

  #setStatus(status: RunStatus, message: string | null): void {
    this.#status = status
    this.#message = message
    this.#turns.recordStatus(status, message)
    this.#tell({ kind: 'live' })
    if (status !== 'running') this.#tell({ kind: 'changed' })
  }

  #tell(news: RunNews): void {
    for (const listener of this.#listeners) listener(news)
  }
}

import { PtpError, type Branch, type SnapshotMeta, type SnapshotReason } from '../../src-preload/contract/index.ts'
import type { Emulator, SavedState } from '../emulator/index.ts'
import type { Agent } from './agent.ts'
import type { EffectHost } from './effects.ts'
import type { Head } from './head.ts'
import type { LivePicture } from './picture.ts'
import { Plan } from './plan.ts'
import type { Playing } from './playing.ts'
import { eventSnapshots } from './policies/index.ts'
import type { Position } from './position.ts'
import type { RunNews, RunParts } from './run.ts'
import type { RunSettings } from './settings.ts'
import type { ReadTick } from './ticks.ts'

/** The orders that change a run's course: who plays, from where on, and what is kept of a moment. Nothing may be under way. */
export class Course implements EffectHost {
  readonly parts: RunParts
  tell: (news: RunNews) => void = () => undefined
  readonly #position: Position
  readonly #playing: Playing
  readonly #picture: LivePicture
  /** what the agent had planned that waits while a person plays */
  #waiting: Plan | null = null

  constructor(parts: RunParts, position: Position, playing: Playing, picture: LivePicture) {
    this.parts = parts
    this.#position = position
    this.#playing = playing
    this.#picture = picture
    this.#playing.plan = this.#planOf(parts.agent)
  }

  /** From now on this holds for what waits while a person plays, too. */
  adopt({ command }: RunSettings): void {
    this.#waiting?.adopt(command)
  }

  get head(): Head {
    return this.#position.head
  }

  get emulator(): Emulator {
    return this.#position.emulator
  }

  get agent(): Agent | null {
    return this.#playing.plan.agent
  }

  /** Keeps the state a new run starts in. */
  async begin(): Promise<void> {
    const { recorder, anchors } = this.parts.files
    recorder.start({ branch: 0, tick: 0, state: this.head.state, wallTime: Date.now() })
    const { saved } = await this.#keep('start', null, null)
    this.parts.files.keepState(this.head, saved, this.agent?.save() ?? null, null)
    // What a run starts from must not wait for its first ticks.
    recorder.flush()
    await anchors.flush()
  }

  async rollback(branch: number, tick: number, revive = true): Promise<Uint8Array | null> {
    const picture = await this.#position.surviving(() => this.goTo(branch, tick))
    if (revive && this.parts.revive) this.#playing.plan = this.#planOf(this.parts.revive(branch, this.parts.files.agentState(branch, tick)))
    return picture
  }

  /** Goes back by played commands, as far as their history reaches. @returns how many */
  async undo(count: number): Promise<number> {
    const { plan } = this.#playing
    const { rollback_history } = this.parts.settings.command
    const back = Math.min(count, this.head.tick, plan.history ?? rollback_history)
    await this.back({ branch: this.head.branch, tick: this.head.tick - back })
    this.say('info', `rolled back ${back} commands`)
    return back
  }

  /** Goes back to the `count`-th snapshot before. */
  async rollbackSnapshots(count: number): Promise<SnapshotMeta> {
    const meta = this.parts.files.snapshotBack(this.head, count)
    if (!meta) throw new PtpError('not-found', `there is no snapshot before tick ${this.head.tick}`)
    await this.back(meta)
    this.say('info', `Rolled back ${count} snapshot${count === 1 ? '' : 's'}, to tick ${meta.tick}`)
    return meta
  }

  give(agent: Agent, fork: boolean): Branch | null {
    this.#waiting = null
    this.#playing.plan = this.#planOf(agent)
    this.#position.forkNext(fork && this.head.tick > 0)
    return this.#position.ensureBranch(agent.name)
  }

  takeOver(keyboard: Agent): void {
    const waiting = this.#playing.plan
    this.give(keyboard, true)
    this.#waiting = waiting
  }

  giveBack(): void {
    this.#playing.plan = this.#waiting ?? this.#planOf(null)
    this.#waiting = null
  }

  async snapshot(reason: SnapshotReason, name: string | null, note: string | null = null): Promise<SnapshotMeta> {
    return (await this.#keep(reason, name, note)).meta
  }

  async #keep(reason: SnapshotReason, name: string | null, note: string | null): Promise<{ meta: SnapshotMeta; saved: SavedState }> {
    const [saved, picture] = await this.#position.surviving(() => Promise.all([this.emulator.save(), this.emulator.picture()]))
    const { branch, tick } = this.head
    const agentState = this.#playing.plan.isEmpty ? (this.agent?.save() ?? null) : this.parts.files.agentState(branch, tick)
    return { meta: await this.parts.files.snapshot(this.head, saved, { reason, name, note, agentState, picture }), saved }
  }

  /** Goes back to a tick with the agent as it was there, or as it is now where it cannot be brought back. */
  async back({ branch, tick }: { branch: number; tick: number }): Promise<void> {
    await this.#position.surviving(() => this.goTo(branch, tick))
    const revived = this.parts.revive?.(branch, this.parts.files.agentState(branch, tick))
    if (revived) this.#playing.plan = this.#planOf(revived)
    this.tell({ kind: 'changed' })
  }

  /** After a pause nothing is made up for. */
  restart(): void {
    this.#playing.tempo.restart()
    this.#playing.writer.restart()
  }

  /** Tells what a policy did, also in the log of the run. */
  say(level: 'info' | 'warning' | 'error', text: string): void {
    this.parts.files.log(this.head, text, level)
    this.tell({ kind: 'message', level, text, tick: this.head.tick })
  }

  /** Makes the snapshots that the events of this tick ask for. */
  async keepEvents({ events, state }: ReadTick): Promise<void> {
    const { files, settings } = this.parts
    for (const { name, note } of eventSnapshots(settings.snapshot, events, state, (each) => files.findSnapshot(each) !== null)) {
      await this.snapshot('event', name, note)
    }
  }

  /** The emulator draws only what it is asked to; for another picture it goes there once more. */
  async keepPicture(reason: string): Promise<void> {
    const { branch, tick } = this.head
    const { picture } = await this.#position.surviving(() => this.#position.seek(branch, tick))
    if (picture) this.parts.files.capture(this.head, reason, null, picture)
  }

  /** Brings the run to a recorded tick. @returns the picture there, null at tick 0 */
  async goTo(branch: number, tick: number): Promise<Uint8Array | null> {
    const { files } = this.parts
    const { frame, memory, fingerprint, picture } = await this.#position.seek(branch, tick)
    const state = this.#playing.writer.read(memory)
    const { plan } = this.#playing
    const isBehind = files.line(this.head.branch).some((each) => each.branch === branch && tick >= each.from && tick <= each.to)
    plan.undo(isBehind ? this.head.tick - tick : Infinity)
    Object.assign(this.head, { branch: files.branchAt(files.line(branch), tick), tick, frame, memory, fingerprint, state })
    this.#playing.plan = this.#planOf(this.agent, plan)
    this.#position.forkNext(false)
    this.#waiting = null
    this.restart()
    if (picture) this.#picture.show(picture, tick)
    return picture
  }

  #planOf(agent: Agent | null, before: Plan | null = null): Plan {
    return new Plan(agent, this.parts.settings.command, (text) => this.say('warning', text), before)
  }
}

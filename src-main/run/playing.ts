import type { EventKind, GameState, MemoryRange } from '../../src-preload/contract/index.ts'
import type { ActEffect, View } from './agent.ts'
import { eventWatch, watchedKinds } from './eventWatch.ts'
import { Flight } from './flight.ts'
import type { Moment, Place } from './head.ts'
import { Meter } from './meter.ts'
import { Observation } from './observation.ts'
import { Limits } from './limits.ts'
import type { LivePicture } from './picture.ts'
import { Plan, tripSize, type Planned, type TripSize } from './plan.ts'
import { ticksLeft } from './policies/index.ts'
import { Player, type PlayedTick, type Wanted } from './player.ts'
import type { Position } from './position.ts'
import type { RunNews, RunParts } from './run.ts'
import type { RunSettings } from './settings.ts'
import { Tempo } from './tempo.ts'
import { TickWriter, type ReadTick } from './ticks.ts'

/** Batches that are with the emulator at once: one is played while the one before it is recorded. */
const AHEAD = 2
/** What is planned when each tick waits for its time. */
const ONE: TripSize = { ticks: 1, frames: 0 }

/** What is done about what was played. */
export interface PlayingOrders {
  /** makes the snapshots that the events of this tick ask for, if they do; the run stands there */
  keepEvents(at: ReadTick): Promise<void>
  /** keeps the picture of the tick the run stands at, which was not drawn */
  keepPicture(reason: string): Promise<void>
}

/** Sends what is planned to the emulator and records what comes back. */
export class Playing {
  breakpoints: ReadonlySet<number> = new Set<number>()
  tell: (news: RunNews) => void = () => undefined
  /** told of every tick that is recorded */
  see: ((at: Moment) => void) | null = null
  readonly meter = new Meter()
  readonly writer: TickWriter
  readonly tempo: Tempo
  readonly limits: Limits
  readonly #parts: RunParts
  readonly #position: Position
  readonly #picture: LivePicture
  readonly #orders: PlayingOrders
  readonly #flight = new Flight()
  /** kinds of events that a batch ends with, because something is to be done at that very tick */
  #watched: readonly EventKind[] = []
  #watch: readonly MemoryRange[] = []
  /** bytes without whose change neither screen nor location are others */
  #pictureOn: readonly MemoryRange[] = []
  #plan: Plan
  #observation: Observation
  #player: Player

  constructor(parts: RunParts, position: Position, picture: LivePicture, orders: PlayingOrders) {
    const { settings, files, game } = parts
    this.#parts = parts
    this.#position = position
    this.#picture = picture
    this.#orders = orders
    this.tempo = new Tempo(settings.tick_rate, settings.limits.grace_period, (time) => files.costSince(time))
    this.limits = new Limits(settings.limits, this.tempo, files.recorder.cost)
    this.#lookFor(settings)
    this.#plan = new Plan(null, settings.command)
    this.#observation = new Observation(game.profile, [])
    this.#player = new Player(game.profile, this.#observation, this.tempo.pacing, picture)
    this.writer = new TickWriter(files, game.profile.createReader(), this.#observation, settings.screenshot)
  }

  get plan(): Plan {
    return this.#plan
  }

  /** From now on this is played. Nothing may be under way. */
  set plan(plan: Plan) {
    const { profile } = this.#parts.game
    // What it thought about was another state, or somebody else plays now.
    this.#plan.agent?.abandon?.()
    this.#plan = plan
    this.tempo.agent = plan.agent
    this.#observation = new Observation(profile, plan.agent?.memory ?? [])
    this.#position.observe = this.#observation.ranges
    this.#player = new Player(profile, this.#observation, this.tempo.pacing, this.#picture)
    this.writer.observe(this.#observation)
  }

  /** From now on the run is played under these. Nothing may be under way. */
  adopt(settings: RunSettings): void {
    this.tempo.settings = settings.tick_rate
    this.tempo.grace = settings.limits.grace_period
    this.limits.settings = settings.limits
    this.writer.adopt(settings.screenshot)
    this.#plan.adopt(settings.command)
    this.#lookFor(settings)
  }

  /** What is paced, or may turn out worthless, is sent when its time has come. */
  get #oneByOne(): boolean {
    return !this.tempo.isFree || this.#plan.isBuffered
  }

  get isUnderWay(): boolean {
    return this.#flight.count > 0
  }

  /** Sends what can be sent: a single tick, or batches up to the point where the agent has to see the outcome. */
  send(single: boolean): void {
    const oneByOne = single || this.#oneByOne
    while (this.#flight.count < (oneByOne ? 1 : AHEAD)) {
      if (this.#plan.unsent === 0) {
        if (!this.#plan.canExtend) return
        this.#plan.extend(this.#view(), (act) => this.#player.fitted(act), oneByOne ? ONE : this.#trip)
      }
      const acts = this.#plan.send(oneByOne ? 1 : this.#most(), (planned) => this.stopsAt(planned))
      if (acts.length === 0) return
      this.#launch(acts)
    }
  }

  /**
   * Waits for the first batch that is under way and records it.
   * @param ahead whether the next one may be sent before this one is recorded
   * @throws PtpError what the emulator failed with; {@link abandon} has to follow then
   */
  async land(ahead: boolean): Promise<void> {
    const { played, isWhole } = await this.#flight.land()
    const rows = played.map((tick) => this.#read(tick))
    const last = rows.at(-1)
    const goesOn = isWhole && last?.events.some(({ kind }) => this.#watched.includes(kind)) !== true
    if (this.#flight.count === 0) this.#plan.recall()
    if (ahead && goesOn && !this.#oneByOne && !this.limits.isReached(this.#position.head, this.meter.seconds)) this.send(false)
    let missed: string | null = null
    for (const row of rows) missed = this.#record(row)
    await this.#parts.files.pictures.ready()
    if (goesOn && missed === null) return
    while (this.#flight.count > 0) await this.land(false)
    // Only now do the emulator and the head stand at the same tick again, unless a watched byte told of no event.
    if (last?.tick !== this.#position.head.tick) return
    await this.#orders.keepEvents(last)
    if (missed !== null) await this.#orders.keepPicture(missed)
  }

  /** Forgets what is under way; what was not recorded of it is to be sent again, by an emulator that stands at the head. */
  abandon(): void {
    this.#flight.clear()
    this.#plan.recall()
    this.#position.strayed()
  }

  stopsAt({ act, passedBreakpoint }: Planned): boolean {
    return act.line !== null && act.continued !== true && !passedBreakpoint && this.breakpoints.has(act.line)
  }

  #lookFor(settings: RunSettings): void {
    const { profile } = this.#parts.game
    this.#watched = [...watchedKinds(settings), ...this.limits.kinds]
    this.#watch = eventWatch(profile, this.#watched)
    this.#pictureOn = settings.screenshot.on_change ? [...profile.rangesOf(['screen']), ...profile.rangesOf(['location'])] : []
  }

  #view(): View {
    const { state, memory } = this.#position.head
    return { state, readByte: (address) => this.#observation.byte(memory, address) }
  }

  get #trip(): TripSize {
    return tripSize(this.#position.emulator.info.speed, this.#parts.unattended === true)
  }

  #most(): number {
    return Math.min(this.#trip.ticks, ticksLeft(this.limits.settings, this.#position.head.tick + this.#flight.ticks))
  }

  #launch(acts: readonly ActEffect[]): void {
    const flight = this.#flight
    const isFirst = flight.count === 0
    if (isFirst && this.#position.ensureBranch(this.#plan.agent?.name ?? 'unknown')) this.tell({ kind: 'changed' })
    const { wanted, frames, keeps } = this.#wanted(acts)
    this.#player.tick = this.#position.head.tick
    const played = this.#player.play(this.#position.emulator, acts, wanted, { watch: this.#watch, pictureOn: this.#pictureOn, unlessCut: !isFirst })
    flight.add({ ticks: acts.length, frames, keeps, played })
  }

  #wanted(acts: readonly ActEffect[]): { wanted: Wanted[]; frames: number; keeps: Place | null } {
    const { branch, state } = this.#position.head
    const tick = this.#position.head.tick + this.#flight.ticks
    const frame = this.#position.head.frame + this.#flight.frames
    let asked = this.#flight.keeps
    let frames = 0
    const wanted = acts.map((act, i) => {
      const place = { branch, tick: tick + 1 + i, frame: frame + (frames += act.frames) }
      const save = this.#parts.files.stateDue(place.tick, place.frame, asked)
      if (save) asked = place
      return { picture: this.writer.mayKeepPicture(place.tick, state), save }
    })
    return { wanted, frames, keeps: asked }
  }

  #read(played: PlayedTick): ReadTick {
    const { frames } = played.result
    const { act, agentState } = this.#plan.take(frames)
    this.meter.add(frames)
    return this.writer.advance(this.#position.head, played, act, agentState)
  }

  /** @returns why its picture was to be kept, when it was not drawn */
  #record(row: ReadTick): string | null {
    const reason = this.writer.record(row)
    this.see?.(row)
    const { picture } = row.played.result
    if (picture && this.tempo.pacing.speed === 0 && this.#picture.watched) this.#picture.show(picture, row.tick)
    if (row.events.length > 0) this.tell({ kind: 'events', events: row.events })
    if (this.#plan.isBuffered && row.state !== row.previous) this.#plan.battle(battleSigns(row.previous, row.state))
    const { decision } = row.act
    if (decision?.cost !== undefined) this.limits.spend(decision.cost)
    if (decision !== undefined || !this.tempo.isFree) this.tempo.played(row.previous, row.state, decision)
    return picture ? null : reason
  }
}

/** A game may show a battle before it tells of it, or the other way round: the first sign is that it was met, and both that it is there. */
function battleSigns(previous: GameState, state: GameState): { met: boolean; onScreen: boolean } {
  const signs = ({ screen, battle }: GameState): number => (screen === 'battle' ? 1 : 0) + (battle === null ? 0 : 1)
  const [before, now] = [signs(previous), signs(state)]
  return { met: before === 0 && now > 0, onScreen: before < 2 && now === 2 }
}

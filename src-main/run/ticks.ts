import type { GameEvent, GameState } from '../../src-preload/contract/index.ts'
import { deriveEvents, type StateReader } from '../game/index.ts'
import type { ActEffect } from './agent.ts'
import type { Head, Place } from './head.ts'
import type { Observation } from './observation.ts'
import type { PlayedTick } from './player.ts'
import type { RunFiles } from './runFiles.ts'
import { ScreenshotPolicy, type ScreenshotSettings } from './policies/index.ts'

/** A tick that was played and is read: all that is recorded of it. */
export interface ReadTick extends Place {
  state: GameState
  previous: GameState
  events: GameEvent[]
  played: PlayedTick
  act: ActEffect
  agentState: unknown
  /** milliseconds since 1970 */
  wallTime: number
}

/** Turns played ticks into records: reads the state, derives the events, hands all to the run's files. */
export class TickWriter {
  readonly #files: RunFiles
  readonly #reader: StateReader
  #observation: Observation
  readonly #shots: ScreenshotPolicy

  constructor(files: RunFiles, reader: StateReader, observation: Observation, settings: ScreenshotSettings) {
    this.#files = files
    this.#reader = reader
    this.#observation = observation
    this.#shots = new ScreenshotPolicy(settings)
  }

  /** From now on ticks are read as this observation lays them out. */
  observe(observation: Observation): void {
    this.#observation = observation
  }

  /** From now on pictures are kept by these. */
  adopt(settings: ScreenshotSettings): void {
    this.#shots.settings = settings
  }

  mayKeepPicture(tick: number, now: GameState): boolean | 'changed' {
    return this.#shots.mayKeep(tick, now)
  }

  /** Reads the state without recording anything. */
  read(memory: Uint8Array): GameState {
    return this.#reader.read(this.#observation.forProfile(memory))
  }

  /** Reads what the tick led to and moves the head there; {@link record} has to follow, in the same order. */
  advance(head: Head, played: PlayedTick, act: ActEffect, agentState: unknown): ReadTick {
    const { result } = played
    const previous = head.state
    const state = this.read(result.memory)
    head.tick++
    head.frame += result.frames
    head.memory = result.memory
    head.state = state
    head.fingerprint = result.fingerprint
    this.#files.advanced(head)
    const { branch, tick, frame } = head
    return { branch, tick, frame, state, previous, events: deriveEvents(previous, state, tick), played, act, agentState, wallTime: Date.now() }
  }

  /** The next pictures are those of an error; see the settings for how many. */
  failed(): void {
    this.#shots.failed()
  }

  /** Ticks that follow have nothing to do with those before. */
  restart(): void {
    this.#shots.restart()
  }

  /**
   * Hands the tick to the files of the run.
   * @returns why its picture is to be kept, null when it is not
   */
  record(row: ReadTick): string | null {
    const { branch, tick, frame, state, previous, events, act, agentState, wallTime } = row
    const { buttons, hold, result } = row.played
    this.#files.recorder.tick({
      branch, tick, frame, state, previous, events, agentState, wallTime,
      input: { buttons, hold, frames: result.frames },
      fingerprint: result.fingerprint,
      action: { ...act.decision, title: act.title, type: act.type, line: act.line, instruction: act.instruction },
    })
    if (result.saved) this.#files.keepState(row, result.saved, agentState, result.picture ?? null)
    const reason = this.#shots.see(tick, previous, state, events)
    if (reason && result.picture) this.#files.capture(row, reason, null, result.picture)
    return reason
  }
}

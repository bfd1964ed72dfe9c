import type { GameEvent, GameState } from '../../src-preload/contract/index.ts'
import { deriveEvents, type StateReader } from '../game/index.ts'
import type { ActEffect } from './agent.ts'
import type { Head } from './head.ts'
import type { Observation } from './observation.ts'
import type { PlayedTick } from './player.ts'
import type { RunFiles } from './runFiles.ts'
import { ScreenshotPolicy } from './screenshotPolicy.ts'
import type { RunSettings } from './settings.ts'

/** A tick that is recorded. */
export interface CommittedTick {
  state: GameState
  events: GameEvent[]
}

/** Turns played ticks into records: reads the state, derives the events, hands all to the run's files. */
export class TickWriter {
  readonly #files: RunFiles
  readonly #reader: StateReader
  #observation: Observation
  readonly #shots: ScreenshotPolicy

  constructor(files: RunFiles, reader: StateReader, observation: Observation, settings: RunSettings) {
    this.#files = files
    this.#reader = reader
    this.#observation = observation
    this.#shots = new ScreenshotPolicy(settings.screenshots)
  }

  /** From now on ticks are read as this observation lays them out. */
  observe(observation: Observation): void {
    this.#observation = observation
  }

  mayKeepPicture(tick: number, now: GameState): boolean {
    return this.#shots.mayKeep(tick, now)
  }

  /** Reads the state without recording anything. */
  read(memory: Uint8Array): GameState {
    return this.#reader.read(this.#observation.forProfile(memory))
  }

  /** Records the tick and moves the head there. */
  commit(head: Head, played: PlayedTick, act: ActEffect, agentState: unknown): CommittedTick {
    const { result } = played
    const previous = head.state
    const state = this.read(result.memory)
    head.tick++
    head.frame += result.frames
    const events = deriveEvents(previous, state, head.tick)
    head.memory = result.memory
    head.state = state
    head.fingerprint = result.fingerprint
    this.#files.recorder.tick({
      branch: head.branch,
      tick: head.tick,
      frame: head.frame,
      input: { buttons: played.buttons, hold: played.hold, frames: result.frames },
      fingerprint: result.fingerprint,
      state,
      previous,
      events,
      action: { ...act.decision, title: act.title, type: act.type, line: act.line, instruction: act.instruction },
      agentState,
      wallTime: Date.now(),
    })
    this.#files.advanced(head)
    if (result.picture) {
      const reason = this.#shots.reason(head.tick, previous, state, events)
      if (reason) this.#files.capture(head, reason, null, result.picture)
    }
    return { state, events }
  }
}

import { maskOf, type Button, type GameState, type MemoryRange, type WalkGrid } from '../../../src-preload/contract/index.ts'
import type { PokemonGymState, Step, StepResult } from '../../emulator/index.ts'
import type { GameProfile, StateReader } from '../../game/index.ts'
import type { ScreenPng } from '../png/screenPng.ts'
import { Score } from './score.ts'
import { collisionMap, validMoves } from './surroundings.ts'

/** A key is held for 10 frames, then nothing for 120. */
const HOLD = 10
const REST = 120
/** Frames of a wait that are played between two looks at the game. */
const SLICE = 60
/** Frames a new session lets go by, so that games have shown their logos. */
export const START_FRAMES = 7200

/** @returns the steps of keys pressed one after the other, with the picture at the end */
export function stepsOfKeys(keys: readonly Button[]): Step[] {
  // In one piece: each look costs a part of what a key does.
  return withPicture(keys.map((key) => ({ buttons: maskOf(key), hold: HOLD, frames: HOLD + REST })))
}

/** @returns the steps of doing nothing, with the picture at the end */
export function stepsOfWaiting(frames: number): Step[] {
  return withPicture(Array.from({ length: Math.ceil(frames / SLICE) }, (_, i) => ({ buttons: 0, hold: 0, frames: Math.min(SLICE, frames - i * SLICE) })))
}

function withPicture(steps: Step[]): Step[] {
  const last = steps.at(-1)
  if (last) last.picture = true
  return steps
}

/** One session as its client sees it: what is on screen, what it has come to. It has no part in playing. */
export class Play {
  readonly observe: readonly MemoryRange[]
  readonly score: Score
  readonly #profile: GameProfile
  readonly #reader: StateReader
  readonly #png: ScreenPng
  #steps = 0
  #answeredAt = performance.now()
  #picture: Uint8Array | null = null
  #screenshot = ''
  #gridMemory: Uint8Array | null = null
  #grid: WalkGrid | null = null

  constructor(profile: GameProfile, png: ScreenPng) {
    this.#profile = profile
    this.#reader = profile.createReader()
    this.#png = png
    this.score = new Score(profile)
    this.observe = [...profile.observe, ...profile.gridRanges]
  }

  get steps(): number {
    return this.#steps
  }

  countStep(): void {
    this.#steps++
  }

  /** @param results of steps that observed `observe`, the last one with its picture */
  answer(results: readonly StepResult[]): PokemonGymState {
    const { observedBytes } = this.#profile
    let state: GameState | null = null
    for (const { memory } of results) {
      state = this.#reader.read(memory.subarray(0, observedBytes))
      this.score.see(state)
    }
    const last = results.at(-1)
    if (!state || !last?.picture) throw new Error('a session was answered without a step or without its picture')
    const now = performance.now()
    const executionTime = (now - this.#answeredAt) / 1000
    this.#answeredAt = now
    const grid = state.screen === 'overworld' ? this.#gridOf(last.memory.subarray(observedBytes)) : null
    return {
      player_name: textOf(state, 'player_name'),
      rival_name: textOf(state, 'rival_name'),
      money: state.money,
      location: state.location,
      coordinates: [state.x, state.y],
      badges: state.badgeNames,
      valid_moves: validMoves(grid, state),
      inventory: state.inventory.map(({ item, quantity }) => ({ item, quantity })),
      dialog: state.dialog,
      pokemons: state.party.map(({ nickname, species, level, hp, maxHp, moves, status }) => ({
        nickname, species, level, hp: { current: hp, max: maxHp }, types: [], moves: moves.map(({ name, pp }) => ({ name, pp })), status,
      })),
      screenshot_base64: this.#screenshotOf(last.picture),
      collision_map: collisionMap(grid, state),
      step_number: this.#steps,
      execution_time: executionTime,
      score: this.score.points,
    }
  }

  #screenshotOf(picture: Uint8Array): string {
    if (!this.#picture || Buffer.compare(this.#picture, picture) !== 0) {
      this.#picture = picture
      this.#screenshot = this.#png.encode(picture).toString('base64')
    }
    return this.#screenshot
  }

  #gridOf(memory: Uint8Array): WalkGrid | null {
    if (!this.#gridMemory || Buffer.compare(this.#gridMemory, memory) !== 0) {
      this.#gridMemory = memory.slice()
      this.#grid = this.#profile.grid(memory)
    }
    return this.#grid
  }
}

function textOf(state: GameState, name: string): string {
  const value = state.vars[name]
  return typeof value === 'string' ? value : ''
}

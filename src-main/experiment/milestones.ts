import type { GameState, RunResult } from '../../src-preload/contract/index.ts'
import type { GameProfile } from '../game/index.ts'

/** A tick, and the state it led to. */
interface Moment {
  readonly branch: number
  readonly tick: number
  readonly state: GameState
}

/** Notes when each milestone of a game was reached, while a run is played straight on from its start. */
export class Milestones {
  readonly #left: Set<GameProfile['milestones'][number]>
  readonly #reached: RunResult['milestones']
  #tick = 0
  #last: GameState
  #isStraight = true

  /** @param state the one the run starts in */
  constructor({ milestones }: GameProfile, state: GameState) {
    this.#left = new Set(milestones)
    this.#reached = Object.fromEntries(milestones.map(({ id }) => [id, null]))
    this.#last = state
    this.#look(state)
  }

  /** To be told of every tick, in order. */
  see({ branch, tick, state }: Moment): void {
    this.#isStraight &&= branch === 0 && tick === this.#tick + 1
    this.#tick = tick
    if (state === this.#last) return
    this.#last = state
    if (this.#left.size > 0) this.#look(state)
  }

  /** The first tick at which each milestone held; null when the run went back, so that they are to be read on the line it ended on. */
  get reached(): RunResult['milestones'] | null {
    return this.#isStraight ? this.#reached : null
  }

  #look(state: GameState): void {
    for (const goal of this.#left) {
      if (!goal.reached(state)) continue
      this.#reached[goal.id] = this.#tick
      this.#left.delete(goal)
    }
  }
}

import type { ActEffect, Agent, Effect } from '../../run/index.ts'
import type { Action } from '../actionSet.ts'

/** Plays actions that a search chose, then what is to be done at their end. */
export class TrailAgent implements Agent {
  readonly name = 'search'
  readonly memory: readonly number[] = []
  readonly line = null
  readonly needsState = false
  readonly #actions: readonly Action[]
  readonly #last: readonly Effect[]
  #at = 0

  /** @param last effects after the last action, before the end */
  constructor(actions: readonly Action[], last: readonly Effect[]) {
    this.#actions = actions
    this.#last = last
  }

  get progress(): number {
    return Math.min(1, this.#at / Math.max(1, this.#actions.length))
  }

  next(): Effect {
    const action = this.#actions[this.#at]
    const effect = action ? actOf(action) : this.#last[this.#at - this.#actions.length]
    this.#at++
    return effect ?? { kind: 'end' }
  }

  advanced(): void {
    // each of its acts is as long as it says
  }

  pathFound(): void {
    // it asks for no path
  }

  save(): { agent: 'search'; at: number } {
    return { agent: 'search', at: this.#at }
  }
}

function actOf({ title, type, buttons, hold, frames }: Action): ActEffect {
  return { kind: 'act', buttons, hold, frames, instruction: null, line: null, title, type }
}

import type { ButtonTiming } from '../../src-preload/contract/index.ts'
import type { Agent } from '../run/index.ts'
import type { Program } from '../script/index.ts'
import { AskedAgent, type CallGate } from './askedAgent.ts'
import { RandomAgent } from './randomAgent.ts'
import { ScriptAgent } from './scriptAgent.ts'

/** What is recorded of what drives a branch. */
export interface BranchDriver {
  /** the script that ran last on it, null where none did */
  script: { name: string; program: Program } | null
  /** name of its agent */
  agent: string
  /** of the run */
  seed: number | null
}

/** Brings the agents of a run's branches back to where they stood. */
export class BranchAgents {
  readonly #known = new Map<number, BranchDriver>()
  readonly #timing: ButtonTiming
  readonly #find: (branch: number) => BranchDriver
  readonly #gate: () => CallGate

  /** @param gate of those agents that are asked elsewhere */
  constructor(timing: ButtonTiming, find: (branch: number) => BranchDriver, gate: () => CallGate) {
    this.#timing = timing
    this.#find = find
    this.#gate = gate
  }

  /**
   * @param state what the agent gave of itself; null: nothing, undefined: it had not begun
   * @returns null when nothing is known that could go on there
   */
  revive(branch: number, state: unknown): Agent | null {
    if (RandomAgent.owns(state)) return new RandomAgent(this.#timing, state)
    let driver = this.#known.get(branch)
    if (driver === undefined) {
      driver = this.#find(branch)
      this.#known.set(branch, driver)
    }
    const { script, agent, seed } = driver
    if (AskedAgent.isAddress(agent)) return new AskedAgent(agent, this.#timing, this.#gate())
    if (script) return state === null ? null : new ScriptAgent(script.name, script.program, state)
    return agent === 'random' && state === undefined && seed !== null ? new RandomAgent(this.#timing, seed) : null
  }
}

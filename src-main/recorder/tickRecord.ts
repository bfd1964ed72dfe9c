import type { GameEvent, GameState, TickInput } from '../../src-preload/contract/index.ts'

/** What a decision cost and how sure the agent was; absent for scripts. */
export interface Decision {
  reasoning?: string
  /** 0–1 */
  confidence?: number
  latencyMs?: number
  /** US dollars */
  cost?: number
  tokens?: number
  /** name of the model that decided, where the agent tells it */
  model?: string
}

/** What was decided in a tick, and by what. */
export interface RecordedAction extends Decision {
  /** e.g. `MOVE UP` */
  title: string
  /** BATTLE_MOVE, NAVIGATION_MOVE, MENU, WAIT… */
  type: string
  /** line of the script, from 1; null for other agents */
  line: number | null
  /** index of the instruction in the compiled script, null for other agents */
  instruction: number | null
}

/**
 * One finished tick, all that the recorder's tables are filled from. Its values are kept until they
 * are written, so nothing in it may be changed afterwards. Parts of the state that did not change
 * should be the same objects as before: equal identity is the fast way to see that.
 */
export interface TickRecord {
  branch: number
  /** one more than the tick before it on its branch; the first of a branch is its fork_tick + 1 */
  tick: number
  /** frames since the start of the run, at the end of the tick */
  frame: number
  input: TickInput
  /** the core's hash after the tick, an integer that a double holds exactly */
  fingerprint: number
  state: GameState
  /** the state before the tick, null if unknown */
  previous: GameState | null
  events: readonly GameEvent[]
  action: RecordedAction
  /** JSON-able: what the agent needs to go on after this tick */
  agentState: unknown
  /** milliseconds since 1970 */
  wallTime: number
}

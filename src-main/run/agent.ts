import type { ButtonMask, Condition, Direction, GameState, ModelConfiguration } from '../../src-preload/contract/index.ts'
import type { Decision } from '../recorder/index.ts'
import type { CommandContext } from './policies/index.ts'

export type { Decision }

/** One tick to play. */
export interface ActEffect {
  kind: 'act'
  buttons: ButtonMask
  /** frames the buttons are down */
  hold: number
  /** all frames of the tick, 1–60; fewer when `until` comes true after `hold` */
  frames: number
  until?: Condition
  /** frames between two looks at `until` where the emulator cannot test it by itself; default: the profile's */
  poll?: number
  /** index in the program, null for agents without one */
  instruction: number | null
  line: number | null
  /** true when the statement it belongs to began with an earlier act: a breakpoint stops only at its first */
  continued?: boolean
  /** for people: `MOVE UP` */
  title: string
  /** for statistics: NAVIGATION_MOVE, PRESS, WAIT… */
  type: string
  decision?: Decision
  /** where it was planned to be played, for agents that plan ahead of the game and can say */
  context?: CommandContext
}

/** What an agent wants next. */
export type Effect =
  | ActEffect
  | { kind: 'snapshot' | 'rollback'; name: string; line: number | null }
  | { kind: 'screenshot'; label: string | null; line: number | null }
  | { kind: 'observe'; line: number | null }
  | { kind: 'log'; text: string; line: number | null }
  /** It has nothing yet: it is asked again when `done` comes true, and meanwhile the run hears orders and looks at its limits. */
  | { kind: 'think'; done: Promise<unknown> }
  /** what decides from now on, to be kept with the run */
  | { kind: 'model'; model: ModelConfiguration }
  | { kind: 'find-path'; x: number; y: number; line: number | null }
  | { kind: 'failed'; message: string; line: number | null }
  | { kind: 'end' }

/** What an agent may look at when it decides: the game after all ticks so far. */
export interface View {
  state: GameState
  /** A byte of memory the agent named in `memory`. */
  readByte(address: number): number
}

/**
 * What decides the next action: a script, a person at the keys, a search, a model. The run loop
 * asks ahead as long as the agent does not need to see the outcome, so that ticks go to the
 * emulator in batches.
 */
export interface Agent {
  readonly name: string
  /** A model decides slowly and at a cost: it is held to the tick rates, and what it plans waits in the command buffer. */
  readonly isModel?: boolean
  /** Bytes it reads through `View.readByte`; 'all' when it cannot say. */
  readonly memory: readonly number[] | 'all'
  /** True when the next call of `next` looks at the state. */
  readonly needsState: boolean
  /** Line of the script about to run, null for agents without one. */
  readonly line: number | null
  /** How far it has come, 0–1, where it knows. */
  readonly progress?: number
  /** Calls of an API it may still make now; null or absent where nothing limits them. */
  readonly callsLeft?: number | null
  next(view: View): Effect
  /** Tells how many frames the last act with an `until` really took. */
  advanced(frames: number): void
  /** Tells that planned acts were taken out unplayed. */
  dropped?(acts: readonly ActEffect[], reason: string): void
  /** Tells that nobody waits for what it thinks about any more: the run went elsewhere, or ended. */
  abandon?(): void
  /** Answers a `find-path` effect. */
  pathFound(steps: Direction[] | null): void
  /** Small, JSON-able: with it the agent goes on exactly here. */
  save(): unknown
}

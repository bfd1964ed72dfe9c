import type { GameState } from '../../src-preload/contract/index.ts'

/** A tick of a branch. */
export interface Place {
  readonly branch: number
  readonly tick: number
  /** frames since the start of the run */
  readonly frame: number
}

/** A tick with the state the game is in after it. */
export interface Moment extends Place {
  readonly state: GameState
}

/** Where a live run stands: after tick `tick` of `branch`. */
export interface Head {
  branch: number
  tick: number
  /** frames since the start of the run */
  frame: number
  /** observed bytes after the tick */
  memory: Uint8Array
  state: GameState
  /** of the last tick played, null where none was played since a state was loaded */
  fingerprint: number | null
}

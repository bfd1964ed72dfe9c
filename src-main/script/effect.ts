import type { ButtonMask, Condition, GameState } from '../../src-preload/contract/index.ts'

/** What kind of action a tick is, as the action log names it. */
export type ActionType = 'PRESS' | 'HOLD' | 'WAIT' | 'WAIT_UNTIL' | 'NAVIGATION_MOVE'

/** One tick: at most 60 frames. */
export interface Act {
  kind: 'act'
  /** held for the first `hold` frames */
  buttons: ButtonMask
  hold: number
  /** all frames of the tick, `hold` included; with `until` the most there can be */
  frames: number
  /** ends the tick at the first frame after `hold` where it is true */
  until?: Condition
  /** for a WAIT UNTIL: frames between two looks when the emulator cannot test `until` by itself */
  poll?: number
  /** index into the program */
  instruction: number
  line: number
  /** e.g. `MOVE UP`, `PRESS A`, `WAIT 60` */
  title: string
  type: ActionType
}

/** What the interpreter asks of the run loop. */
export type Effect =
  | Act
  | { kind: 'observe'; instruction: number; line: number }
  | { kind: 'screenshot'; label: string; instruction: number; line: number }
  | { kind: 'snapshot' | 'rollback'; name: string; instruction: number; line: number }
  | { kind: 'log'; text: string; instruction: number; line: number }
  /** A GOTO needs a way from where the player stands: answer with `pathFound`. */
  | { kind: 'find-path'; x: number; y: number; instruction: number; line: number }
  /** The script cannot go on; what comes after it is `end`. */
  | { kind: 'failed'; message: string; instruction: number; line: number }
  | { kind: 'end' }

/** What the interpreter can look at. It is asked only where `needsState` says so. */
export interface View {
  state: GameState
  /** one byte of the CPU's address space, 0x0000–0xFFFF */
  readByte(address: number): number
}

import type { ButtonMask, Condition, Direction, SourceSpan } from '../../src-preload/contract/index.ts'

/** A whole number known at compile time, or what it is calculated from when it is reached. */
export type Amount = number | Condition

/** How one step is taken, in frames. */
export interface StepTiming {
  hold: number
  frames: number
  /** ends the step early, at the first frame after `hold` where it is true */
  until: Condition | null
}

/**
 * One thing the interpreter does. `to` is the index of another instruction. Parameters of a macro
 * stand in conditions as names `$0`, `$1`….
 */
export type Instruction =
  | { op: 'press'; buttons: ButtonMask; hold: number; gap: number; times: Amount }
  | { op: 'hold'; buttons: ButtonMask; frames: Amount }
  | { op: 'wait'; frames: Amount }
  | { op: 'until'; until: Condition; max: Amount; poll: number }
  | { op: 'step'; direction: Direction; timing: StepTiming; times: Amount }
  | { op: 'goto'; x: Amount; y: Amount; max: Amount; timing: StepTiming }
  /** Counts from here: the rounds of a loop. */
  | { op: 'count'; times: Amount }
  /** One more round, or past the loop when the count is used up or the condition does not hold. */
  | { op: 'round'; condition: Condition | null; to: number }
  | { op: 'jump'; to: number }
  | { op: 'unless'; condition: Condition; to: number }
  | { op: 'call'; to: number; args: Amount[] }
  | { op: 'return' }
  | { op: 'observe' }
  | { op: 'screenshot' | 'snapshot' | 'rollback' | 'log'; text: string }
  | { op: 'expect'; condition: Condition; message: string | null }
  | { op: 'end' }

/** A compiled script: plain data, the same for the same script and vocabulary. */
export interface Program {
  version: 1
  instructions: Instruction[]
  /** where each instruction stands in the source */
  spans: SourceSpan[]
  /** SHA-256 of the instructions, hex: layout and comments do not count */
  checksum: string
  /** addresses the conditions of the script read with `mem[…]`; null when one is calculated */
  memory: number[] | null
}

/** How involved a script is. */
export interface Complexity {
  instructions: number
  /** of blocks in each other, calls included */
  depth: number
  branches: number
  loops: number
  macros: number
}

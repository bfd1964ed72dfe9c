import type { ButtonMask, ButtonTiming, Condition, Direction, ValueType } from '../../src-preload/contract/index.ts'
import type { Span } from './report.ts'

/** A number or condition as read and checked. Parameters of a macro stand in it as names `$0`, `$1`… */
export interface Expression extends Span {
  value: Condition
  type: ValueType
}

/** A number of frames, times or cells. */
export type Amount = Expression

export type Statement = Span &
  (
    | { kind: 'press'; buttons: ButtonMask; hold: number; gap: number; times: Amount }
    | { kind: 'hold'; buttons: ButtonMask; frames: Amount }
    | { kind: 'wait'; frames: Amount }
    | { kind: 'until'; until: Expression; max: Amount; poll: number }
    | { kind: 'step'; direction: Direction; timing: ButtonTiming; times: Amount }
    | { kind: 'goto'; x: Amount; y: Amount; max: Amount; timing: ButtonTiming }
    | { kind: 'call'; name: string; callee: Span; args: Expression[]; times: Amount }
    | { kind: 'repeat'; times: Amount; body: Statement[] }
    | { kind: 'while'; condition: Expression; max: Amount; body: Statement[] }
    | { kind: 'if'; branches: { condition: Expression; body: Statement[] }[]; otherwise: Statement[] }
    | { kind: 'observe' }
    | { kind: 'screenshot' | 'snapshot' | 'rollback' | 'log'; text: string }
    | { kind: 'expect'; condition: Expression; message: string | null }
  )

export interface MacroDefinition extends Span {
  name: string
  /** its name in the source */
  title: Span
  /** how many there are; null when they could not be read */
  parameters: number | null
  body: Statement[]
}

/** A script after reading: what is wrong with it went to the report. */
export interface Script {
  body: Statement[]
  /** by name in lower case */
  macros: Map<string, MacroDefinition>
}

export type Call = Extract<Statement, { kind: 'call' }>

/** What reading comes by and later checks need, so that they need not search for it. */
export interface Gathered {
  /** the calls in each macro by its name in lower case, those outside of all under '' */
  calls: Map<string, Call[]>
  /** names of the snapshots the script takes */
  snapshots: Set<string>
  rollbacks: (Span & { text: string })[]
  /** constant addresses of `mem[…]` */
  addresses: Set<number>
  /** some address is calculated */
  hasComputedAddress: boolean
}

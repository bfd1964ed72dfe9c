import { MAX_TICK_FRAMES, EMPTY_STATE, PtpError, evaluate, formatMask, isTrue, numberOf } from '../../src-preload/contract/index.ts'
import type { Condition, Direction } from '../../src-preload/contract/index.ts'
import type { Act, ActionType, Effect, View } from './effect.ts'
import { copyProgress, copyState } from './interpreterState.ts'
import type { InterpreterState, Progress } from './interpreterState.ts'
import { bind, expressionsOf, readsGame } from './memory.ts'
import { printCondition } from './print.ts'
import type { Amount, Instruction, Program, StepTiming } from './program.ts'
import { canWalk, stepAct, walkOn } from './walk.ts'

/** Instructions that may pass without an effect: what goes on longer never ends. */
const MOST_WITHOUT_EFFECT = 100_000

/** Plays a program, one effect at a time. It holds no clock, no emulator and no randomness. */
export interface Interpreter {
  /** True when the next call of {@link next} looks at the game: the view must then be the one after all effects so far. */
  readonly needsState: boolean
  /** line of the instruction the next call of {@link next} begins with */
  readonly line: number
  /** @returns what is to be done next; after `end` and `failed` always `end` */
  next(view: View): Effect
  /** Tells how many frames the last act really took, for one with `until` that ended early. */
  advanced(frames: number): void
  /** Answers `find-path`: the directions to walk from where the player stands, null when there is no way. */
  pathFound(steps: readonly Direction[] | null): void
  /** @returns where it stands, as plain data: {@link createInterpreter} goes on exactly there */
  save(): InterpreterState
}

/**
 * @param resume where an interpreter of the same program stood
 * @throws PtpError `bad-input` when `resume` belongs to another program
 */
export function createInterpreter(program: Program, resume?: InterpreterState): Interpreter {
  if (resume !== undefined && (resume.program !== program.checksum || program.instructions[resume.at] === undefined)) {
    throw new PtpError('bad-input', 'the saved place belongs to another script', {
      hint: 'Run the script the place was saved with, or start this one from its beginning.',
      details: { expected: program.checksum, found: resume.program },
    })
  }
  return new ProgramInterpreter(program, resume)
}

const NOTHING_TO_SEE: View = { state: EMPTY_STATE, readByte: () => 0 }

class ProgramInterpreter implements Interpreter {
  readonly #program: Program
  readonly #readsGame: readonly boolean[]
  #at: number
  #counts: number[]
  #calls: { back: number; args: number[] }[]
  #progress: Progress | null

  constructor(program: Program, resume?: InterpreterState) {
    this.#program = program
    this.#readsGame = lookingInstructions(program)
    const start = resume === undefined ? { program: program.checksum, at: 0, counts: [], calls: [], progress: null } : copyState(resume)
    this.#at = start.at
    this.#counts = start.counts
    this.#calls = start.calls
    this.#progress = start.progress
    if (resume === undefined) this.#settle()
  }

  get needsState(): boolean {
    const progress = this.#progress
    if (progress === null) return this.#readsGame[this.#at] ?? false
    return progress.op === 'until' || (progress.op === 'goto' && progress.waiting === false)
  }

  get line(): number {
    return this.#program.spans[this.#at]?.line ?? 1
  }

  next(view: View): Effect {
    for (let i = 0; i < MOST_WITHOUT_EFFECT; i++) {
      const effect = this.#step(view)
      if (effect === null) continue
      if (effect.kind === 'failed') this.#stop()
      else this.#settle()
      return effect
    }
    const failed = this.#failed(`${MOST_WITHOUT_EFFECT} instructions went by without a frame: the loop here never lets the game go on`)
    this.#stop()
    return failed
  }

  advanced(frames: number): void {
    const progress = this.#progress
    if (progress?.op !== 'until') return
    progress.spent += frames - progress.pending
    progress.pending = 0
  }

  pathFound(steps: readonly Direction[] | null): void {
    const progress = this.#progress
    if (progress?.op !== 'goto' || !progress.waiting) throw new PtpError('internal', 'a path was found that no GOTO has asked for')
    progress.path = steps === null ? null : [...steps]
    progress.waiting = false
    progress.expected = null
  }

  save(): InterpreterState {
    return {
      program: this.#program.checksum,
      at: this.#at,
      counts: [...this.#counts],
      calls: this.#calls.map(({ back, args }) => ({ back, args: [...args] })),
      progress: copyProgress(this.#progress),
    }
  }

  /** Goes on through what needs neither the game nor a frame, so that `needsState` tells the truth. */
  #settle(): void {
    for (let i = 0; i < MOST_WITHOUT_EFFECT; i++) {
      if (this.#progress !== null || this.#readsGame[this.#at] === true) return
      const instruction = this.#program.instructions[this.#at]
      if (instruction === undefined || !this.#passesUnseen(instruction)) return
      this.#step(NOTHING_TO_SEE)
    }
  }

  /** @returns whether an instruction that does not look at the game has no effect outside */
  #passesUnseen(instruction: Instruction): boolean {
    switch (instruction.op) {
      case 'count':
      case 'round':
      case 'jump':
      case 'unless':
      case 'call':
      case 'return':
        return true
      case 'expect':
        return this.#holds(instruction.condition, NOTHING_TO_SEE)
      // Constant amounts of 0 are not in a program; an argument can be one.
      case 'press':
      case 'step':
        return this.#number(instruction.times, NOTHING_TO_SEE) === 0
      case 'hold':
      case 'wait':
        return this.#number(instruction.frames, NOTHING_TO_SEE) === 0
      default:
        return false
    }
  }

  #stop(): void {
    this.#at = this.#program.instructions.findIndex((each) => each.op === 'end')
    this.#counts = []
    this.#calls = []
    this.#progress = null
  }

  /** Does the instruction at hand; null when that has no effect outside. */
  #step(view: View): Effect | null {
    const instruction = this.#program.instructions[this.#at]
    if (instruction === undefined) return { kind: 'end' }
    const here = { instruction: this.#at, line: this.line }
    switch (instruction.op) {
      case 'press':
      case 'hold':
      case 'wait':
      case 'step':
        return this.#play(instruction, view)
      case 'until':
        return this.#waitUntil(instruction, view)
      case 'goto':
        return this.#goto(instruction, view)
      case 'count':
        this.#counts.push(this.#number(instruction.times, view))
        return this.#to(this.#at + 1)
      case 'round': {
        const left = this.#counts.at(-1) ?? 0
        const goesOn = left > 0 && (instruction.condition === null || this.#holds(instruction.condition, view))
        if (goesOn) this.#counts[this.#counts.length - 1] = left - 1
        else this.#counts.pop()
        return this.#to(goesOn ? this.#at + 1 : instruction.to)
      }
      case 'jump':
        return this.#to(instruction.to)
      case 'unless':
        return this.#to(this.#holds(instruction.condition, view) ? this.#at + 1 : instruction.to)
      case 'call': {
        const args = instruction.args.map((each) => this.#value(each, view))
        this.#calls.push({ back: this.#at + 1, args })
        return this.#to(instruction.to)
      }
      case 'return':
        return this.#to(this.#calls.pop()?.back ?? this.#program.instructions.length)
      case 'expect': {
        const { condition, message } = instruction
        if (this.#holds(condition, view)) return this.#to(this.#at + 1)
        const what = `expected ${printCondition(this.#bound(condition))}`
        return this.#failed(message === null ? what : `${message} (${what})`)
      }
      case 'observe':
        this.#to(this.#at + 1)
        return { kind: 'observe', ...here }
      case 'screenshot':
        this.#to(this.#at + 1)
        return { kind: 'screenshot', label: instruction.text, ...here }
      case 'snapshot':
      case 'rollback':
        this.#to(this.#at + 1)
        return { kind: instruction.op, name: instruction.text, ...here }
      case 'log':
        this.#to(this.#at + 1)
        return { kind: 'log', text: instruction.text, ...here }
      case 'end':
        return { kind: 'end' }
    }
  }

  #to(at: number): null {
    this.#at = at
    this.#progress = null
    return null
  }

  #failed(message: string): Effect {
    return { kind: 'failed', message, instruction: this.#at, line: this.line }
  }

  #act(buttons: number, hold: number, frames: number, title: string, type: ActionType): Act {
    return { kind: 'act', buttons, hold, frames, instruction: this.#at, line: this.line, title, type }
  }

  /** A press, hold, wait or step: so many times the same frames, in slices of a tick. */
  #play(instruction: Extract<Instruction, { op: 'press' | 'hold' | 'wait' | 'step' }>, view: View): Effect | null {
    let progress = this.#progress
    if (progress?.op !== 'play') {
      const frames = instruction.op === 'hold' || instruction.op === 'wait' ? this.#number(instruction.frames, view) : instruction.op === 'press' ? instruction.hold + instruction.gap : instruction.timing.frames
      const times = instruction.op === 'press' || instruction.op === 'step' ? this.#number(instruction.times, view) : 1
      progress = this.#progress = { op: 'play', left: times, frames, done: 0 }
    }
    if (progress.left <= 0 || progress.frames <= 0) return this.#to(this.#at + 1)
    const act = instruction.op === 'step' ? this.#stepAct(instruction.direction, instruction.timing) : this.#slice(instruction, progress)
    progress.done += act.frames
    if (progress.done >= progress.frames) {
      progress.left--
      progress.done = 0
    }
    // Moving on at once keeps the saved place small: most instructions are one act.
    if (progress.left <= 0) this.#to(this.#at + 1)
    return act
  }

  #slice(instruction: Extract<Instruction, { op: 'press' | 'hold' | 'wait' }>, progress: Extract<Progress, { op: 'play' }>): Act {
    const frames = Math.min(MAX_TICK_FRAMES, progress.frames - progress.done)
    const { op } = instruction
    if (op === 'wait') return this.#act(0, 0, frames, `WAIT ${progress.frames}`, 'WAIT')
    const held = op === 'press' ? instruction.hold : progress.frames
    const hold = Math.max(0, Math.min(held - progress.done, frames))
    const buttons = hold > 0 ? instruction.buttons : 0
    if (op === 'press') return this.#act(buttons, hold, frames, `PRESS ${formatMask(instruction.buttons)}`, 'PRESS')
    return this.#act(buttons, hold, frames, `HOLD ${formatMask(instruction.buttons)} ${progress.frames}`, 'HOLD')
  }

  #stepAct(direction: Direction, timing: StepTiming): Act {
    return { ...stepAct(direction, timing), instruction: this.#at, line: this.line }
  }

  #waitUntil(instruction: Extract<Instruction, { op: 'until' }>, view: View): Effect | null {
    let progress = this.#progress
    if (progress?.op !== 'until') progress = this.#progress = { op: 'until', max: this.#number(instruction.max, view), spent: 0, pending: 0 }
    const until = this.#bound(instruction.until)
    const left = progress.max - progress.spent
    if (left <= 0 || isTrue(evaluate(until, view.state, view.readByte))) return this.#to(this.#at + 1)
    const frames = Math.min(MAX_TICK_FRAMES, left)
    // Until told otherwise the slice counts as a whole.
    progress.pending = frames
    progress.spent += frames
    return { ...this.#act(0, 0, frames, `WAIT UNTIL ${printCondition(until)}`, 'WAIT_UNTIL'), until, poll: instruction.poll }
  }

  #goto(instruction: Extract<Instruction, { op: 'goto' }>, view: View): Effect | null {
    let progress = this.#progress
    if (progress?.op !== 'goto') {
      if (!canWalk(view.state)) return this.#to(this.#at + 1)
      const { x, y, max } = instruction
      progress = { op: 'goto', x: this.#number(x, view), y: this.#number(y, view), left: this.#number(max, view), path: [], waiting: true, expected: null }
      this.#progress = progress
    }
    const next = progress.waiting ? 'ask' : walkOn(progress, view.state)
    if (next === 'over') return this.#to(this.#at + 1)
    if (next === 'ask') return { kind: 'find-path', x: progress.x, y: progress.y, instruction: this.#at, line: this.line }
    return 'failed' in next ? this.#failed(next.failed) : this.#stepAct(next.step, instruction.timing)
  }

  #bound(condition: Condition): Condition {
    const args = this.#calls.at(-1)?.args
    return args === undefined || args.length === 0 ? condition : bind(condition, args)
  }

  #holds(condition: Condition, view: View): boolean {
    return isTrue(evaluate(this.#bound(condition), view.state, view.readByte))
  }

  #value(amount: Amount, view: View): number {
    return typeof amount === 'number' ? amount : numberOf(evaluate(this.#bound(amount), view.state, view.readByte))
  }

  /** A whole number of something: what comes out below 0 or between two is rounded down, to 0 at least. */
  #number(amount: Amount, view: View): number {
    return Math.max(0, Math.floor(this.#value(amount, view)))
  }
}

const looking = new WeakMap<Program, boolean[]>()

function lookingInstructions(program: Program): readonly boolean[] {
  let found = looking.get(program)
  if (found === undefined) {
    found = program.instructions.map((each) => each.op === 'until' || each.op === 'goto' || expressionsOf(each).some(readsGame))
    looking.set(program, found)
  }
  return found
}

import { createHash } from 'node:crypto'
import type { ButtonTiming, Condition, SourceSpan, Vocabulary } from '../../src-preload/contract/index.ts'
import { ComplexityGauge } from './complexity.ts'
import type { Amount, Complexity, Instruction, Program, StepTiming } from './program.ts'
import type { Lines, Span } from './report.ts'
import type { Amount as Counted, Script, Statement } from './syntax.ts'

/** Makes the flat program of a script without errors. Macros come after the end of the script. */
export function emit(script: Script, lines: Lines, vocabulary: Vocabulary, memory: number[] | null): { program: Program; complexity: Complexity } {
  const emitter = new Emitter(lines, vocabulary.standing ?? null)
  emitter.statements(script.body)
  emitter.add({ op: 'end' }, script.body.at(-1) ?? { from: 0, to: 0 })
  const entries = new Map<string, number>()
  for (const [key, macro] of script.macros) {
    entries.set(key, emitter.instructions.length)
    emitter.gauge.macro(key)
    emitter.statements(macro.body)
    emitter.add({ op: 'return' }, macro)
  }
  emitter.link(entries)
  const { instructions, spans, gauge } = emitter
  const checksum = createHash('sha256').update(JSON.stringify(instructions)).digest('hex')
  return { program: { version: 1, instructions, spans, checksum, memory }, complexity: gauge.result(instructions.length) }
}

class Emitter {
  readonly instructions: Instruction[] = []
  readonly spans: SourceSpan[] = []
  readonly gauge = new ComplexityGauge()
  readonly #calls: { call: Extract<Instruction, { op: 'call' }>; name: string }[] = []
  readonly #timings = new Map<ButtonTiming, StepTiming>()
  readonly #lines: Lines
  readonly #standing: Condition | null

  constructor(lines: Lines, standing: Condition | null) {
    this.#lines = lines
    this.#standing = standing
  }

  add<T extends Instruction>(instruction: T, { from, to }: Span): T {
    this.instructions.push(instruction)
    this.spans.push(this.#lines.place(from, to))
    return instruction
  }

  /** Fills in where the macros begin. */
  link(entries: ReadonlyMap<string, number>): void {
    for (const { call, name } of this.#calls) call.to = entries.get(name) ?? 0
  }

  statements(statements: readonly Statement[]): void {
    for (const statement of statements) this.#statement(statement)
  }

  #body(statements: readonly Statement[]): void {
    this.gauge.enter()
    this.statements(statements)
    this.gauge.leave()
  }

  #statement(statement: Statement): void {
    const { kind } = statement
    switch (kind) {
      case 'press': {
        const { buttons, hold, gap, times } = statement
        this.add({ op: kind, buttons, hold, gap, times: amountOf(times) }, statement)
        return
      }
      case 'hold':
        this.add({ op: kind, buttons: statement.buttons, frames: amountOf(statement.frames) }, statement)
        return
      case 'wait':
        this.add({ op: kind, frames: amountOf(statement.frames) }, statement)
        return
      case 'until':
        this.add({ op: kind, until: statement.until.value, max: amountOf(statement.max), poll: statement.poll }, statement)
        return
      case 'step':
        this.add({ op: kind, direction: statement.direction, timing: this.#stepTiming(statement.timing), times: amountOf(statement.times) }, statement)
        return
      case 'goto': {
        const { x, y, max, timing } = statement
        this.add({ op: kind, x: amountOf(x), y: amountOf(y), max: amountOf(max), timing: this.#stepTiming(timing) }, statement)
        return
      }
      case 'observe':
        this.add({ op: kind }, statement)
        return
      case 'screenshot':
      case 'snapshot':
      case 'rollback':
      case 'log':
        this.add({ op: kind, text: statement.text }, statement)
        return
      case 'expect':
        this.add({ op: kind, condition: statement.condition.value, message: statement.message }, statement)
        return
      case 'repeat':
        this.gauge.loops++
        this.#loop(amountOf(statement.times), null, statement, () => this.#body(statement.body))
        return
      case 'while':
        this.gauge.loops++
        this.#loop(amountOf(statement.max), statement.condition.value, statement, () => this.#body(statement.body))
        return
      case 'call': {
        const times = amountOf(statement.times)
        if (times === 1) this.#call(statement)
        else this.#loop(times, null, statement, () => this.#call(statement))
        return
      }
      case 'if':
        this.#if(statement)
    }
  }

  #call(statement: Extract<Statement, { kind: 'call' }>): void {
    const call = this.add({ op: 'call' as const, to: -1, args: statement.args.map(amountOf) }, statement)
    const name = statement.name.toLowerCase()
    this.gauge.call(name)
    this.#calls.push({ call, name })
  }

  #loop(times: Amount, condition: Condition | null, span: Span, body: () => void): void {
    if (times === 1 && condition === null) {
      body()
      return
    }
    this.add({ op: 'count', times }, span)
    const start = this.instructions.length
    const round = this.add({ op: 'round' as const, condition, to: -1 }, span)
    body()
    this.add({ op: 'jump', to: start }, span)
    round.to = this.instructions.length
  }

  #if(statement: Extract<Statement, { kind: 'if' }>): void {
    const exits: { to: number }[] = []
    for (const [i, { condition, body }] of statement.branches.entries()) {
      const unless = this.add({ op: 'unless' as const, condition: condition.value, to: -1 }, condition)
      this.gauge.branches++
      this.#body(body)
      const isLast = i === statement.branches.length - 1 && statement.otherwise.length === 0
      if (!isLast) exits.push(this.add({ op: 'jump' as const, to: -1 }, statement))
      unless.to = this.instructions.length
    }
    this.#body(statement.otherwise)
    for (const exit of exits) exit.to = this.instructions.length
  }

  #stepTiming(timing: ButtonTiming): StepTiming {
    let step = this.#timings.get(timing)
    if (step === undefined) {
      const until = this.#standing
      step = { hold: timing.stepHold, frames: until === null ? timing.step : timing.stepMax, until }
      this.#timings.set(timing, step)
    }
    return step
  }
}

function amountOf(amount: Counted): Amount {
  return amount.value.op === 'number' ? amount.value.value : amount.value
}

import type { Estimate } from '../../src-preload/contract/index.ts'
import type { Amount, MacroDefinition, Script, Statement } from './syntax.ts'

const NOTHING: Estimate = { min: 0, expected: 0, max: 0 }
const FRAME: Estimate = { min: 1, expected: 1, max: 1 }
/** Steps a GOTO is taken to need, for the expected frames alone. */
const USUAL_WALK = 6
/** Frames a WAIT UNTIL is taken to wait: a menu that opens, a box that is written out. */
const USUAL_WAIT = 12
/** Rounds a WHILE is taken to go. */
const USUAL_ROUNDS = 3

/**
 * Frames a script takes. The least and the most hold whatever happens. The expected ones are a
 * guess: the MAX of a loop or a wait is there for the case that something goes wrong, so those are
 * taken to end long before it; every branch of an IF is as likely as the others.
 * @param canStandEarly a step may end before its most frames
 */
export function estimate(script: Script, canStandEarly: boolean): Estimate {
  return new Estimator(script.macros, canStandEarly).body(script.body, [])
}

type Arguments = readonly (number | null)[]

class Estimator {
  readonly #macros: ReadonlyMap<string, MacroDefinition>
  readonly #canStandEarly: boolean
  readonly #known = new Map<string, Estimate>()

  constructor(macros: ReadonlyMap<string, MacroDefinition>, canStandEarly: boolean) {
    this.#macros = macros
    this.#canStandEarly = canStandEarly
  }

  body(statements: readonly Statement[], args: Arguments): Estimate {
    const sum = { min: 0, expected: 0, max: 0 }
    for (const statement of statements) this.#add(sum, statement, args)
    return sum
  }

  #add(sum: Estimate, statement: Statement, args: Arguments): void {
    switch (statement.kind) {
      case 'press':
        return addFixed(sum, statement.hold + statement.gap, valueOf(statement.times, args))
      case 'hold':
      case 'wait':
        return addFixed(sum, 1, valueOf(statement.frames, args))
      case 'step': {
        const { stepHold, step, stepMax } = statement.timing
        if (!this.#canStandEarly) return addFixed(sum, step, valueOf(statement.times, args))
        return add(sum, times({ min: Math.min(stepHold, stepMax), expected: Math.min(step, stepMax), max: stepMax }, valueOf(statement.times, args)))
      }
      case 'until':
        return add(sum, upTo(FRAME, valueOf(statement.max, args), USUAL_WAIT))
      case 'goto':
        return add(sum, { min: 0, expected: USUAL_WALK * statement.timing.step, max: null })
      case 'repeat':
        return add(sum, times(this.body(statement.body, args), valueOf(statement.times, args)))
      case 'while':
        return add(sum, upTo(this.body(statement.body, args), valueOf(statement.max, args), USUAL_ROUNDS))
      case 'if':
        return add(sum, oneOf([...statement.branches.map((branch) => branch.body), statement.otherwise].map((body) => this.body(body, args))))
      case 'call': {
        const given = statement.args.map((each) => valueOf(each, args))
        return add(sum, times(this.#call(statement.name.toLowerCase(), given), valueOf(statement.times, args)))
      }
    }
  }

  #call(name: string, args: Arguments): Estimate {
    const macro = this.#macros.get(name)
    if (macro === undefined) return NOTHING
    // Chains of macros that pass on ever other numbers could take forever: past a point they count as unknown.
    const passed = this.#known.size > 1000 ? args.map(() => null) : args
    const key = `${name}(${passed.join()})`
    let known = this.#known.get(key)
    if (known === undefined) {
      known = this.body(macro.body, passed)
      this.#known.set(key, known)
    }
    return known
  }
}

function add(sum: Estimate, part: Estimate): void {
  sum.min += part.min
  sum.expected += part.expected
  sum.max = sum.max === null || part.max === null ? null : sum.max + part.max
}

/** Most statements take a known time: for them no estimate is made on the way. */
function addFixed(sum: Estimate, frames: number, count: number | null): void {
  if (count === null) return add(sum, times({ min: frames, expected: frames, max: frames }, count))
  sum.min += frames * count
  sum.expected += frames * count
  if (sum.max !== null) sum.max += frames * count
}

function times(one: Estimate, count: number | null): Estimate {
  if (count === null) return { min: 0, expected: one.expected, max: one.max === 0 ? 0 : null }
  return { min: one.min * count, expected: Math.round(one.expected * count), max: one.max === null && count > 0 ? null : (one.max ?? 0) * count }
}

/** @param usual times it is taken to happen, unless half of the most is less */
function upTo(one: Estimate, count: number | null, usual: number): Estimate {
  const likely = count === null ? usual : Math.min(usual, count / 2)
  return { min: 0, expected: Math.round(one.expected * likely), max: times(one, count).max }
}

function oneOf(ways: readonly Estimate[]): Estimate {
  const maxima = ways.map((way) => way.max)
  return {
    min: Math.min(...ways.map((way) => way.min)),
    expected: Math.round(ways.reduce((sum, way) => sum + way.expected, 0) / ways.length),
    max: maxima.reduce((most, max) => (most === null || max === null ? null : Math.max(most, max)), 0),
  }
}

/** @returns the value of an amount as far as it is known: literals and arguments that are literals */
function valueOf(amount: Amount, args: Arguments): number | null {
  const value = amount.value.op === 'number' ? amount.value.value : calculate(amount.value, args)
  return value === null ? null : Math.max(0, Math.floor(value))
}

function calculate(value: Amount['value'], args: Arguments): number | null {
  if (value.op === 'number') return value.value
  if (value.op === 'name') {
    const [first] = value.path
    return typeof first === 'string' && first.startsWith('$') ? (args[Number(first.slice(1))] ?? null) : null
  }
  if (value.op === 'neg') {
    const of = calculate(value.of, args)
    return of === null ? null : -of
  }
  if (value.op !== '+' && value.op !== '-' && value.op !== '*' && value.op !== '/' && value.op !== '%') return null
  const left = calculate(value.left, args)
  const right = calculate(value.right, args)
  if (left === null || right === null) return null
  if (value.op === '+') return left + right
  if (value.op === '-') return left - right
  if (value.op === '*') return left * right
  if (right === 0) return 0
  return value.op === '/' ? left / right : left % right
}

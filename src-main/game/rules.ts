import type { Condition, MemoryExpression } from '../../src-preload/contract/index.ts'
import { allOf, anyOf, binary, constant, isOneOf, not, ONE } from './expressions.ts'
import { Labels } from './labels.ts'
import type { Segment } from './layout.ts'
import type { When } from './schema.ts'
import type { Source, Sources } from './sources.ts'

/** A `when` of a profile, ready to be asked of the observed bytes or of an emulator. */
export interface Test {
  holds: (memory: Uint8Array) => boolean
  /** null where it looks at a text in memory */
  expression: MemoryExpression | null
  segments: readonly Segment[]
}

export const ALWAYS: Test = { holds: () => true, expression: ONE, segments: [] }
export const NEVER: Test = { holds: () => false, expression: constant(0), segments: [] }

/** @throws RangeError for a variable that is not there; a checked profile has none */
export function compileWhen(when: When, sources: Sources): Test {
  return every(Object.entries(when).map(([key, value]) => compileEntry(key, value, sources)))
}

function compileEntry(key: string, value: When[string], sources: Sources): Test {
  if (key === 'not') return negate(compileWhen(whenOf(value), sources))
  if (key === 'any') return some(whensOf(value).map((when) => compileWhen(when, sources)))
  if (key === 'all') return every(whensOf(value).map((when) => compileWhen(when, sources)))
  const source = sources.get(key)
  if (source === undefined) throw new RangeError(`there is no variable "${key}"`)
  return compileMatch(source, matchOf(value))
}

/** The parts of a `when` by their form; the schema has made sure of it. */
export function whenOf(value: When[string]): When {
  return isWhen(value) ? value : {}
}
export function whensOf(value: When[string]): When[] {
  return Array.isArray(value) ? value.filter(isWhen) : isWhen(value) ? [value] : []
}
function isWhen(value: unknown): value is When {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

type Single = number | string | boolean
type Choice = { min?: number | undefined; max?: number | undefined } | readonly Single[]

/** @returns a match as a list of values or as bounds */
export function matchOf(value: When[string]): Choice {
  if (Array.isArray(value)) return value.filter((one): one is Single => typeof one !== 'object')
  if (typeof value !== 'object') return [value]
  const { min, max } = value
  return { min: typeof min === 'number' ? min : undefined, max: typeof max === 'number' ? max : undefined }
}

function compileMatch(source: Source, match: Choice): Test {
  const { raw, expression, segments } = source
  if (!isList(match)) {
    const { min = -Infinity, max = Infinity } = match
    const bounds: MemoryExpression[] = []
    if (expression !== null && match.min !== undefined) bounds.push(binary('>=', expression, constant(min)))
    if (expression !== null && match.max !== undefined) bounds.push(binary('<=', expression, constant(max)))
    return {
      holds: (memory) => raw(memory) >= min && raw(memory) <= max,
      expression: expression === null ? null : allOf(bounds),
      segments,
    }
  }
  if (expression === null) {
    const texts = new Set(match.map((one) => String(one).toLowerCase()))
    return { holds: (memory) => texts.has(String(source.value(memory)).toLowerCase()), expression: null, segments }
  }
  if (typeof match[0] === 'boolean') {
    const wanted = match[0]
    return {
      holds: (memory) => (raw(memory) !== 0) === wanted,
      expression: binary('!=', expression, constant(0)),
      segments,
      ...(wanted ? {} : { expression: binary('==', expression, constant(0)) }),
    }
  }
  const numbers = numbersOf(source, match)
  const [only] = numbers
  return {
    holds: numbers.length === 1 ? (memory) => raw(memory) === only : (memory) => numbers.includes(raw(memory)),
    expression: isOneOf(expression, numbers),
    segments,
  }
}

function isList(match: Choice): match is readonly Single[] {
  return Array.isArray(match)
}

function numbersOf(source: Source, match: readonly Single[]): number[] {
  return match.flatMap((one) => (typeof one === 'string' ? (source.labels?.numbersOf(one) ?? []) : [Number(one)]))
}

function every(tests: readonly Test[]): Test {
  const [first, second] = tests
  if (first === undefined) return ALWAYS
  if (second === undefined) return first
  const expressions = tests.map(({ expression }) => expression).filter((expression) => expression !== null)
  return {
    holds: (memory) => tests.every((test) => test.holds(memory)),
    expression: expressions.length === tests.length ? allOf(expressions) : null,
    segments: tests.flatMap(({ segments }) => segments),
  }
}

function some(tests: readonly Test[]): Test {
  const expressions = tests.map(({ expression }) => expression).filter((expression) => expression !== null)
  return {
    holds: (memory) => tests.some((test) => test.holds(memory)),
    expression: expressions.length === tests.length ? anyOf(expressions) : null,
    segments: tests.flatMap(({ segments }) => segments),
  }
}

function negate(test: Test): Test {
  return {
    holds: (memory) => !test.holds(memory),
    expression: test.expression === null ? null : not(test.expression),
    segments: test.segments,
  }
}

type SourceHead = Pick<Source, 'name' | 'doc' | 'hidden' | 'segments'>

/**
 * Ordered rules as a source: its number is the index of the first rule that holds, its text what
 * that rule says.
 */
export function compileRules(
  head: SourceHead,
  rules: readonly { when: When; is: string }[],
  otherwise: string,
  sources: Sources,
): Source {
  const tests = rules.map(({ when }) => compileWhen(when, sources))
  const texts = [...rules.map(({ is }) => is), otherwise]
  const labels = new Labels(Object.fromEntries(texts.map((text, i) => [String(i), text])), texts.length)
  const raw = (memory: Uint8Array): number => {
    for (let i = 0; i < tests.length; i++) if (tests[i]?.holds(memory) === true) return i
    return tests.length
  }
  let expression: MemoryExpression | null = constant(0)
  for (const test of tests.toReversed()) {
    expression = expression === null || test.expression === null
      ? null
      : binary('*', not(test.expression), binary('+', constant(1), expression))
  }
  return {
    ...head,
    type: 'text',
    segments: tests.flatMap(({ segments }) => segments),
    raw,
    expression,
    labels,
    value: (memory) => texts[raw(memory)] ?? otherwise,
  }
}

/** @returns a `when` as a condition over the names of the game state */
export function conditionOf(when: When, sources: Sources): Condition {
  const parts = Object.entries(when).map(([key, value]): Condition => {
    if (key === 'not') return { op: 'not', of: conditionOf(whenOf(value), sources) }
    if (key === 'any') return join('or', whensOf(value).map((one) => conditionOf(one, sources)))
    if (key === 'all') return join('and', whensOf(value).map((one) => conditionOf(one, sources)))
    return matchCondition({ op: 'name', path: key.split('.') }, matchOf(value), sources.get(key)?.labels ?? null)
  })
  return join('and', parts)
}

function matchCondition(name: Condition, match: Choice, labels: Labels | null): Condition {
  if (!isList(match)) {
    const parts: Condition[] = []
    if (match.min !== undefined) parts.push({ op: '>=', left: name, right: { op: 'number', value: match.min } })
    if (match.max !== undefined) parts.push({ op: '<=', left: name, right: { op: 'number', value: match.max } })
    return join('and', parts)
  }
  return join('or', match.map((one): Condition => {
    if (typeof one === 'boolean') return one ? name : { op: 'not', of: name }
    if (typeof one === 'string') return { op: '==', left: name, right: { op: 'text', value: one } }
    const right: Condition = labels === null ? { op: 'number', value: one } : { op: 'text', value: labels.text(one) }
    return { op: '==', left: name, right }
  }))
}

function join(op: 'and' | 'or', parts: readonly Condition[]): Condition {
  const [first, ...rest] = parts
  if (first === undefined) return { op: 'boolean', value: op === 'and' }
  return rest.reduce<Condition>((left, right) => ({ op, left, right }), first)
}

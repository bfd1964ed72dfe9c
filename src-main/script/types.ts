import type { Condition } from '../../src-preload/contract/index.ts'
import type { Report, Span } from './report.ts'
import type { Expression } from './syntax.ts'

type Arithmetic = '+' | '-' | '*' | '/' | '%'
type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>='

const ARITHMETIC: readonly string[] = ['+', '-', '*', '/', '%']
const ORDERED: readonly string[] = ['<', '<=', '>', '>=']
const SPELLINGS: Record<string, string> = { '&&': 'and', '||': 'or', '<>': '!=' }

/** Checks `left operator right` and makes one expression of it; numbers are calculated at once. */
export function checkBinary(report: Report, written: string, at: Span, left: Expression, right: Expression): Expression | null {
  const { from } = left
  const { to } = right
  const operator = SPELLINGS[written] ?? written
  if (operator === '=') {
    return report.error(at, 'a single = compares nothing', { expected: '==', suggestion: '==' })
  }
  if (operator === 'and' || operator === 'or') {
    for (const side of [left, right]) {
      if (side.type === 'text') return report.error(side, `${operator} joins conditions, and this is text`, { expected: 'a comparison, such as screen == "battle"' })
    }
    return { value: { op: operator, left: left.value, right: right.value }, type: 'boolean', from, to }
  }
  if (isArithmetic(operator)) {
    for (const side of [left, right]) {
      if (side.type !== 'number') return report.error(side, `${operator} calculates with numbers, and this is ${a(side.type)}`, { expected: 'a number' })
    }
    if ((operator === '/' || operator === '%') && right.value.op === 'number' && right.value.value === 0) {
      return report.error({ from: at.from, to: right.to }, 'division by zero')
    }
    return { value: fold(operator, left.value, right.value), type: 'number', from, to }
  }
  if (!isComparison(operator)) return null
  const mixed = left.type !== right.type && (left.type === 'text' || right.type === 'text')
  if (mixed) {
    const wanted = left.type === 'text' ? 'text in quotes' : left.type === 'number' ? 'a number' : 'true or false'
    const quoted = left.type === 'text' && right.value.op === 'number' ? { suggestion: `"${right.value.value}"` } : {}
    return report.error(right, `${a(left.type)} cannot be compared with ${a(right.type)}`, { expected: wanted, ...quoted })
  }
  if (ORDERED.includes(operator) && (left.type !== 'number' || right.type !== 'number')) {
    const odd = left.type !== 'number' ? left : right
    return report.error(odd, `${operator} compares numbers, and this is ${a(odd.type)}`, { expected: 'a number, or == for equality' })
  }
  return { value: { op: operator, left: left.value, right: right.value }, type: 'boolean', from, to }
}

export function checkNot(report: Report, of: Expression, span: Span): Expression | null {
  if (of.type === 'text') return report.error(of, 'not turns a condition round, and this is text', { expected: 'a comparison, such as not screen == "battle"' })
  return { value: { op: 'not', of: of.value }, type: 'boolean', ...span }
}

/** @returns `left operator right`, calculated if both are literals */
export function fold(operator: Arithmetic, left: Condition, right: Condition): Condition {
  if (left.op !== 'number' || right.op !== 'number') return { op: operator, left, right }
  const l = left.value
  const r = right.value
  const value = { '+': l + r, '-': l - r, '*': l * r, '/': l / r, '%': l % r }[operator]
  // Beyond the range of numbers it stays as written: Infinity does not survive JSON.
  return Number.isFinite(value) ? { op: 'number', value: value === 0 ? 0 : value } : { op: operator, left, right }
}

function isArithmetic(operator: string): operator is Arithmetic {
  return ARITHMETIC.includes(operator)
}

function isComparison(operator: string): operator is Comparison {
  return ORDERED.includes(operator) || operator === '==' || operator === '!='
}

/** @returns the type with its article */
export function a(type: Expression['type']): string {
  return type === 'number' ? 'a number' : type === 'text' ? 'text' : 'true or false'
}

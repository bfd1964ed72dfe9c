import { a } from './types.ts'
import type { Report, Span } from './report.ts'
import type { Reader } from './reader.ts'
import { constant, readExpression } from './readExpression.ts'
import type { Amount, Expression } from './syntax.ts'

export type Unit = 'frames' | 'times' | 'steps' | 'cells'

/** More than this of anything is a slip of the finger: half a year of game time. */
const MOST = 1_000_000_000

/** Reads the number the cursor stands on, which counts something whole. */
export function readAmount(reader: Reader, unit: Unit): Amount | null {
  const amount = readExpression(reader)
  return amount && checkAmount(reader.report, amount, unit)
}

export function checkAmount(report: Report, amount: Expression, unit: Unit): Amount | null {
  if (amount.type !== 'number') {
    return report.error(amount, `this is ${a(amount.type)}`, { expected: `a number of ${unit}` })
  }
  const { value } = amount
  if (value.op !== 'number') return amount
  if (value.value < 0) return report.error(amount, `${value.value} ${unit}: there are no fewer than 0`, { expected: `a number of ${unit}` })
  if (!Number.isInteger(value.value)) {
    return report.error(amount, `${unit} are whole, and this is ${value.value}`, { expected: `a whole number of ${unit}`, suggestion: String(Math.round(value.value)) })
  }
  if (value.value > MOST) return report.error(amount, `${value.value} ${unit} are more than ${MOST}`, { expected: `at most ${MOST}` })
  return amount
}

/** Reads the condition the cursor stands on: true or false, or a number that counts as true unless 0. */
export function readCondition(reader: Reader): Expression | null {
  const condition = readExpression(reader)
  if (condition?.type !== 'text') return condition
  return reader.report.error(condition, 'this is text, and neither true nor false', { expected: 'a comparison, such as screen == "battle"' })
}

/** @returns the MAX of a statement; without one the default, and a warning */
export function readLimit(
  report: Report, head: Span, hasLimit: boolean, max: Amount | null | undefined, fallback: number, unit: string,
): Amount | null {
  if (hasLimit) return max ?? null
  report.warn(head, `without MAX this ends after ${fallback} ${unit}`, { expected: `MAX and the number of ${unit}` })
  return constant(fallback, head)
}

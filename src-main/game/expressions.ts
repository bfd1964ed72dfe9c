import type { MemoryExpression } from '../../src-preload/contract/index.ts'

type BinaryOp = Extract<MemoryExpression, { left: MemoryExpression }>['op']

export const ZERO: MemoryExpression = { op: 'const', value: 0 }
export const ONE: MemoryExpression = { op: 'const', value: 1 }

export function constant(value: number): MemoryExpression {
  return { op: 'const', value }
}

export function not(of: MemoryExpression): MemoryExpression {
  return of.op === 'const' ? constant(of.value === 0 ? 1 : 0) : { op: 'not', of }
}

export function binary(op: BinaryOp, left: MemoryExpression, right: MemoryExpression): MemoryExpression {
  if (left.op === 'const' && right.op === 'const') return constant(compute(op, left.value, right.value))
  if (op === 'and' && (isConst(left, 0) || isConst(right, 0))) return ZERO
  if (op === '*' && isConst(left, 1)) return right
  if (op === '*' && isConst(right, 1)) return left
  if (op === '+' && isConst(left, 0)) return right
  if (op === '+' && isConst(right, 0)) return left
  return { op, left, right }
}

/** 1 when all hold, else 0. */
export function allOf(parts: readonly MemoryExpression[]): MemoryExpression {
  return parts.reduce((all, part) => binary('and', all, part), ONE)
}

/** 1 when one holds, else 0. */
export function anyOf(parts: readonly MemoryExpression[]): MemoryExpression {
  return parts.length === 0 ? ZERO : parts.reduce((any, part) => binary('or', any, part))
}

export function sumOf(parts: readonly MemoryExpression[]): MemoryExpression {
  return parts.reduce((sum, part) => binary('+', sum, part), ZERO)
}

export function isOneOf(of: MemoryExpression, values: readonly number[]): MemoryExpression {
  return anyOf(values.map((value) => binary('==', of, constant(value))))
}

function isConst(expression: MemoryExpression, value: number): boolean {
  return expression.op === 'const' && expression.value === value
}

function compute(op: BinaryOp, a: number, b: number): number {
  switch (op) {
    case 'and':
      return a !== 0 && b !== 0 ? 1 : 0
    case 'or':
      return a !== 0 || b !== 0 ? 1 : 0
    case '==':
      return a === b ? 1 : 0
    case '!=':
      return a !== b ? 1 : 0
    case '<':
      return a < b ? 1 : 0
    case '<=':
      return a <= b ? 1 : 0
    case '>':
      return a > b ? 1 : 0
    case '>=':
      return a >= b ? 1 : 0
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return b === 0 ? 0 : a / b
    case '%':
      return b === 0 ? 0 : a % b
  }
}

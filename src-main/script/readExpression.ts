import { nodes } from '../../src-preload/contract/grammar/index.ts'
import { checkBinary, checkNot } from './types.ts'
import { nearest, suggesting } from './nearest.ts'
import { MAX_NESTING, spanOf, textOf } from './reader.ts'
import type { Reader } from './reader.ts'
import { printCondition } from './print.ts'
import { readPath, valuesOf } from './readPath.ts'
import type { Expression } from './syntax.ts'

const FUNCTIONS = ['item'] as const
const EXPRESSIONS = new Set([
  nodes.Number, nodes.Text, nodes.OpenText, nodes.Boolean, nodes.Path, nodes.Function, nodes.Group, nodes.Unary, nodes.Binary,
])

export function isExpression(id: number): boolean {
  return EXPRESSIONS.has(id)
}

/**
 * Reads the expression the cursor stands on, and checks its names and types.
 * @returns null when something is wrong with it, which the report (or the parser) has said
 */
export function readExpression(reader: Reader): Expression | null {
  if (reader.depth >= MAX_NESTING) return reader.report.error(spanOf(reader), `nested more than ${MAX_NESTING} deep: take a part of it out`)
  reader.depth++
  const expression = read(reader)
  reader.depth--
  return expression
}

function read(reader: Reader): Expression | null {
  const span = spanOf(reader)
  const { from, to } = span
  switch (reader.cursor.type.id) {
    case nodes.Number: {
      const value = readNumber(reader)
      return value === null ? null : { value: { op: 'number', value }, type: 'number', from, to }
    }
    case nodes.Text:
    case nodes.OpenText: {
      const value = readText(reader)
      return value === null ? null : { value: { op: 'text', value }, type: 'text', from, to }
    }
    case nodes.Boolean:
      return { value: { op: 'boolean', value: textOf(reader).toLowerCase() === 'true' }, type: 'boolean', from, to }
    case nodes.Path:
      return readPath(reader, readExpression)
    case nodes.Function:
      return readFunction(reader)
    case nodes.Group:
      return readChildren(reader).expressions[0] ?? null
    case nodes.Unary: {
      const { expressions, operator } = readChildren(reader)
      const of = expressions[0]
      if (!of) return null
      if (operator !== '-') return checkNot(reader.report, of, span)
      if (of.type !== 'number') return reader.report.error(of, `only a number can be negative, and this is ${of.type}`)
      // 0 - n, since -0 does not survive JSON.
      return { value: of.value.op === 'number' ? { op: 'number', value: 0 - of.value.value } : { op: 'neg', of: of.value }, type: 'number', from, to }
    }
    case nodes.Binary: {
      const { expressions, operator, at } = readChildren(reader)
      const [left, right] = expressions
      if (!left || !right) return null
      warnOfOddText(reader, left, right)
      return checkBinary(reader.report, operator, at, left, right)
    }
    default:
      return null
  }
}

/** The expressions below the cursor, and the operator between them. */
function readChildren(reader: Reader): { expressions: (Expression | null)[]; operator: string; at: { from: number; to: number } } {
  const { cursor } = reader
  const expressions: (Expression | null)[] = []
  let operator = ''
  let at = spanOf(reader)
  if (!cursor.firstChild()) return { expressions, operator, at }
  do {
    if (isExpression(cursor.type.id)) expressions.push(readExpression(reader))
    else if (cursor.type.isError) expressions.push(null)
    else if (cursor.name !== '(' && cursor.name !== ')') {
      operator = textOf(reader).toLowerCase()
      at = spanOf(reader)
    }
  } while (cursor.nextSibling())
  cursor.parent()
  return { expressions, operator, at }
}

/** A text that the name it is compared with never has is probably a slip. */
function warnOfOddText(reader: Reader, left: Expression, right: Expression): void {
  const [named, text] = left.value.op === 'name' ? [left, right] : [right, left]
  if (text.value.op !== 'text') return
  const { value } = text.value
  const values = valuesOf(reader, named)
  if (values === undefined || values.some((each) => each.toLowerCase() === value.toLowerCase())) return
  const meant = nearest(value, values)
  const some = values.slice(0, 12).map((each) => `"${each}"`)
  const expected = some.length < values.length ? `${some.join(', ')}…` : some.join(', ')
  reader.report.warn(text, `${printCondition(named.value)} is never "${value}"`, { expected, ...suggesting(meant && `"${meant}"`) })
}

function readFunction(reader: Reader): Expression | null {
  const { cursor, report } = reader
  const span = spanOf(reader)
  cursor.firstChild()
  const at = spanOf(reader)
  const name = textOf(reader)
  cursor.nextSibling()
  const args = readArguments(reader)
  cursor.parent()
  const known = FUNCTIONS.find((each) => each === name.toLowerCase())
  if (known === undefined) {
    const meant = nearest(name, FUNCTIONS)
    return report.error(at, `there is no function ${name}`, { expected: 'item("name"), the only one there is', ...suggesting(meant) })
  }
  if (args === null) return null
  const [what] = args
  if (args.length !== 1 || what === undefined || what.type !== 'text') {
    return report.error(span, 'item() counts one thing in the bag', { expected: 'the name of the item in quotes, such as item("orb")' })
  }
  return { value: { op: 'call', name: known, args: [what.value] }, type: 'number', ...span }
}

/** Reads the list in parentheses the cursor stands on. */
export function readArguments(reader: Reader): Expression[] | null {
  const { cursor } = reader
  const args: Expression[] = []
  let whole = true
  if (!cursor.firstChild()) return args
  do {
    if (cursor.type.isError) whole = false
    if (!isExpression(cursor.type.id)) continue
    const argument = readExpression(reader)
    if (argument === null) whole = false
    else args.push(argument)
  } while (cursor.nextSibling())
  cursor.parent()
  return whole ? args : null
}

/** Reads the number the cursor stands on. */
export function readNumber(reader: Reader): number | null {
  const text = textOf(reader)
  const value = /^(0x[0-9a-f]+|\d+(\.\d+)?)$/i.test(text) ? Number(text) : NaN
  if (Number.isFinite(value)) return value
  const expected = 'a number such as 60, 0.5 or 0xD35E'
  return reader.report.error(spanOf(reader), `${text} is not a number`, { expected })
}

/** @returns the text in quotes the cursor stands on; null for one without an end, which the syntax check has told */
export function readText(reader: Reader): string | null {
  const text = textOf(reader)
  if (reader.cursor.type.id === nodes.OpenText) return null
  return text.slice(1, -1).replace(/\\(.)/gu, (_, letter: string) => (letter === 'n' ? '\n' : letter === 't' ? '\t' : letter))
}

const NOWHERE = { from: 0, to: 0 }
/** How often something is done that has no number with it. */
export const ONCE: Expression = { value: { op: 'number', value: 1 }, type: 'number', ...NOWHERE }

/** A number that needs no check, for what a script leaves out. */
export function constant(value: number, at: { from: number; to: number }): Expression {
  return { value: { op: 'number', value }, type: 'number', from: at.from, to: at.to }
}

import type { Condition, MemoryExpression } from '../../src-preload/contract/index.ts'
import { allOf, binary, constant, isOneOf, not, ZERO } from './expressions.ts'
import type { StateModel } from './model.ts'
import { symbolOf } from './symbols.ts'

/**
 * A condition as a question an emulator can answer by itself after each frame.
 * @returns null for one that only the run loop can answer: over a text in memory, over `mem[…]` with
 * an address that is computed, over an order of texts
 */
export function lowerCondition(condition: Condition, model: StateModel): MemoryExpression | null {
  switch (condition.op) {
    case 'number':
      return constant(condition.value)
    case 'boolean':
      return constant(condition.value ? 1 : 0)
    case 'text':
      return null
    case 'name': {
      const symbol = symbolOf(condition.path, model)
      return symbol?.type === 'number' ? symbol.expression : null
    }
    case 'memory':
      return lowerMemory(lowerCondition(condition.address, model))
    case 'call':
      return lowerItem(condition.args, model)
    case 'not': {
      const of = lowerCondition(condition.of, model)
      return of === null ? null : not(of)
    }
    case 'neg': {
      const of = lowerCondition(condition.of, model)
      if (of === null) return null
      return of.op === 'const' ? constant(-of.value) : { op: 'neg', of }
    }
    case '==':
    case '!=': {
      const same = lowerTextComparison(condition.left, condition.right, model)
      if (same !== undefined) return condition.op === '==' || same === null ? same : not(same)
    }
  }
  const left = lowerCondition(condition.left, model)
  const right = lowerCondition(condition.right, model)
  return left === null || right === null ? null : binary(condition.op, left, right)
}

function lowerMemory(address: MemoryExpression | null): MemoryExpression | null {
  if (address?.op !== 'const') return null
  const { value } = address
  if (!Number.isInteger(value) || value < 0 || value > 0xffff) return ZERO
  return { op: 'read', address: value, size: 1, endian: 'little' }
}

/** @returns undefined when neither side is a text, null when it cannot be lowered */
function lowerTextComparison(left: Condition, right: Condition, model: StateModel): MemoryExpression | null | undefined {
  const [a, b] = [literal(left), literal(right)]
  if (a !== null && b !== null) {
    if (left.op !== 'text' && right.op !== 'text') return undefined
    return constant(a.toLowerCase() === b.toLowerCase() ? 1 : 0)
  }
  const text = a ?? b
  const [leftIsText, rightIsText] = [isText(left, model), isText(right, model)]
  if (!leftIsText && !rightIsText) return undefined
  if (text === null) return null
  const [name, given] = a === null ? [left, right] : [right, left]
  // A name that is not there is the number 0, which is the same as `false`, though no text is.
  if (name.op !== 'name' || given.op === 'boolean') return null
  const symbol = symbolOf(name.path, model)
  return symbol?.type === 'text' ? symbol.equals(text) : null
}

function isText(condition: Condition, model: StateModel): boolean {
  return condition.op === 'text' || (condition.op === 'name' && symbolOf(condition.path, model)?.type === 'text')
}

/** @returns a literal as the text it compares as */
function literal(condition: Condition): string | null {
  return condition.op === 'text' || condition.op === 'number' || condition.op === 'boolean' ? String(condition.value) : null
}

/** `item("orb")`: the sum over the places of the bag before its end. */
function lowerItem(args: readonly Condition[], model: StateModel): MemoryExpression | null {
  const [first] = args
  const wanted = first === undefined ? null : literal(first)
  const bag = model.inventory
  if (wanted === null) return null
  if (bag === null) return ZERO
  const count = bag.count === null ? null : bag.count.expression
  if (bag.count !== null && count === null) return null
  let rest: MemoryExpression = ZERO
  for (const [i, { id, quantity }] of [...bag.slots.entries()].toReversed()) {
    if (id.expression === null || quantity.expression === null) return null
    const here = allOf([
      ...(count === null ? [] : [binary('>', count, constant(i))]),
      binary('!=', id.expression, constant(bag.end)),
    ])
    const own = binary('*', isOneOf(id.expression, id.labels?.numbersOf(wanted) ?? []), quantity.expression)
    rest = binary('*', here, binary('+', own, rest))
  }
  return rest
}

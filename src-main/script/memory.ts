import type { Condition } from '../../src-preload/contract/index.ts'
import type { Amount, Instruction } from './program.ts'

/**
 * The addresses a condition reads with `mem[…]`, each once, for fetching them before.
 * @returns null when one of them is calculated and only known when it is reached
 */
export function memoryAddresses(condition: Condition): number[] | null {
  const found = new Set<number>()
  return collect(condition, found) ? [...found] : null
}

/** What an instruction calculates when it is reached, `until` of its actions left out. */
export function expressionsOf(instruction: Instruction): readonly Condition[] {
  switch (instruction.op) {
    case 'press':
    case 'step':
    case 'count':
      return calculated(instruction.times)
    case 'hold':
    case 'wait':
      return calculated(instruction.frames)
    case 'until':
      return [instruction.until, ...calculated(instruction.max)]
    case 'goto':
      return [...calculated(instruction.x), ...calculated(instruction.y), ...calculated(instruction.max)]
    case 'round':
      return instruction.condition === null ? NONE : [instruction.condition]
    case 'unless':
    case 'expect':
      return [instruction.condition]
    case 'call':
      return instruction.args.length === 0 ? NONE : instruction.args.flatMap(calculated)
    default:
      return NONE
  }
}

const NONE: readonly Condition[] = []

function calculated(amount: Amount): readonly Condition[] {
  return typeof amount === 'number' ? NONE : [amount]
}

function collect(condition: Condition, found: Set<number>): boolean {
  if (condition.op === 'memory') {
    if (condition.address.op !== 'number') return false
    found.add(condition.address.value)
    return true
  }
  if ('of' in condition) return collect(condition.of, found)
  if ('left' in condition) return collect(condition.left, found) && collect(condition.right, found)
  return true
}

/** @returns whether a condition must look at the game (a parameter is no part of it) */
export function readsGame(condition: Condition): boolean {
  switch (condition.op) {
    case 'number':
    case 'text':
    case 'boolean':
      return false
    case 'name':
      return !isParameter(condition.path)
    case 'memory':
    case 'call':
      return true
    case 'not':
    case 'neg':
      return readsGame(condition.of)
    default:
      return readsGame(condition.left) || readsGame(condition.right)
  }
}

/** @returns whether a path is a parameter of a macro: `$0` */
export function isParameter(path: readonly (string | number)[]): boolean {
  const [first] = path
  return path.length === 1 && typeof first === 'string' && first.startsWith('$')
}

/** Puts the arguments of a call in place of its parameters. */
export function bind(condition: Condition, args: readonly number[]): Condition {
  switch (condition.op) {
    case 'name': {
      const [first] = condition.path
      if (isParameter(condition.path)) return { op: 'number', value: argument(first, args) }
      const path = condition.path.map((part) => (typeof part === 'string' && part.startsWith('$') ? Math.floor(argument(part, args)) : part))
      return { op: 'name', path }
    }
    case 'memory':
      return { op: 'memory', address: bind(condition.address, args) }
    case 'call':
      return { ...condition, args: condition.args.map((each) => bind(each, args)) }
    case 'not':
    case 'neg':
      return { op: condition.op, of: bind(condition.of, args) }
    case 'number':
    case 'text':
    case 'boolean':
      return condition
    default:
      return { op: condition.op, left: bind(condition.left, args), right: bind(condition.right, args) }
  }
}

function argument(name: string | number | undefined, args: readonly number[]): number {
  return args[Number(String(name).slice(1))] ?? 0
}

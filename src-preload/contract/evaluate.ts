import type { Condition } from './condition.ts'
import { PtpError } from './errors.ts'
import type { GameState, Member } from './gameState.ts'

export type Value = number | string | boolean
export type ReadByte = (address: number) => number

/** Short names a script may use beside the fields of the game state and the profile's variables. */
export const STATE_ALIASES = ['party_count', 'in_battle', 'in_dialog', 'hp', 'max_hp', 'level', 'enemy', 'badge'] as const

/**
 * The value of a condition in a game state. It never throws for what a game can do: a name that is
 * not there is 0, division by zero is 0, text and numbers compare as text without regard to case
 * with `==` and `!=`, and as numbers everywhere else.
 * @param readByte reads the CPU's address space, 0x0000–0xFFFF; needed for `mem[…]` only
 * @throws PtpError `bad-input` for `mem[…]` where no memory can be read
 */
export function evaluate(condition: Condition, state: GameState, readByte?: ReadByte): Value {
  switch (condition.op) {
    case 'number':
    case 'text':
    case 'boolean':
      return condition.value
    case 'name':
      return valueOfName(condition.path, state)
    case 'memory':
      return byteAt(numberOf(evaluate(condition.address, state, readByte)), readByte)
    case 'call':
      return countOfItem(condition.args, state, readByte)
    case 'not':
      return !isTrue(evaluate(condition.of, state, readByte))
    case 'neg':
      return -numberOf(evaluate(condition.of, state, readByte))
    case 'and':
      return isTrue(evaluate(condition.left, state, readByte)) && isTrue(evaluate(condition.right, state, readByte))
    case 'or':
      return isTrue(evaluate(condition.left, state, readByte)) || isTrue(evaluate(condition.right, state, readByte))
    default:
      return binary(condition.op, evaluate(condition.left, state, readByte), evaluate(condition.right, state, readByte))
  }
}

/** Truth of a value: any number but 0, any text but the empty one. */
export function isTrue(value: Value): boolean {
  return typeof value === 'number' ? value !== 0 : Boolean(value)
}

/** A value as a number: true is 1, text that is no number is 0. */
export function numberOf(value: Value): number {
  if (typeof value === 'boolean') return value ? 1 : 0
  const number = Number(value)
  return Number.isFinite(number) ? number : 0
}

/**
 * The addresses a condition reads with `mem[…]`, as far as they can be known without reading:
 * `mem[mem[0xC000]]` gives 0xC000 only. For fetching them before {@link evaluate}.
 */
export function addressesOf(condition: Condition, state: GameState): number[] {
  const found = new Set<number>()
  collectAddresses(condition, state, found)
  return [...found]
}

function collectAddresses(condition: Condition, state: GameState, found: Set<number>): void {
  if (condition.op === 'memory') {
    const inner = new Set<number>()
    collectAddresses(condition.address, state, inner)
    if (inner.size === 0) inner.add(numberOf(evaluate(condition.address, state)))
    for (const address of inner) if (isAddress(address)) found.add(address)
  } else if (condition.op === 'call') {
    for (const arg of condition.args) collectAddresses(arg, state, found)
  } else if ('of' in condition) {
    collectAddresses(condition.of, state, found)
  } else if ('left' in condition) {
    collectAddresses(condition.left, state, found)
    collectAddresses(condition.right, state, found)
  }
}

type BinaryOp = Exclude<Extract<Condition, { left: Condition }>['op'], 'and' | 'or'>

function binary(op: BinaryOp, left: Value, right: Value): Value {
  if (op === '==' || op === '!=') return isSame(left, right) === (op === '==')
  const a = numberOf(left)
  const b = numberOf(right)
  switch (op) {
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    case '>=':
      return a >= b
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

function isSame(left: Value, right: Value): boolean {
  if (typeof left === 'string' || typeof right === 'string') {
    return String(left).toLowerCase() === String(right).toLowerCase()
  }
  return numberOf(left) === numberOf(right)
}

function isAddress(address: number): boolean {
  return Number.isInteger(address) && address >= 0 && address <= 0xffff
}

function byteAt(address: number, readByte: ReadByte | undefined): number {
  if (!isAddress(address)) return 0
  if (readByte === undefined) {
    throw new PtpError('bad-input', `mem[0x${address.toString(16)}] cannot be read here`, {
      hint: 'Use a name of the game state, or ask where the emulator can be reached.',
    })
  }
  return readByte(address)
}

function countOfItem(args: readonly Condition[], state: GameState, readByte: ReadByte | undefined): number {
  const [first] = args
  if (first === undefined) return 0
  const wanted = evaluate(first, state, readByte)
  let count = 0
  for (const { item, quantity } of state.inventory) if (isSame(item, String(wanted))) count += quantity
  return count
}

/** @returns the value of a name of the script language in a state; 0 where there is none */
export function valueOfName(path: readonly (string | number)[], state: GameState): Value {
  const [head] = path
  switch (head) {
    case undefined:
      return 0
    case 'party_count':
      return state.party.length
    case 'in_battle':
      return state.battle !== null
    case 'in_dialog':
      return state.dialog !== null
    case 'hp':
      return fighter(state)?.hp ?? 0
    case 'max_hp':
      return fighter(state)?.maxHp ?? 0
    case 'level':
      return fighter(state)?.level ?? 0
    case 'badge': {
      const name = String(path[1] ?? '')
      return state.badgeNames.some((badge) => isSame(badge, name))
    }
    case 'enemy':
      return valueIn(state.battle?.enemy, path, 1)
  }
  if (Object.hasOwn(state, head)) return valueIn(state, path, 0)
  return valueIn(state.vars, path, 0)
}

/** The creature that fights, or would. */
function fighter(state: GameState): Member | undefined {
  return state.party[state.battle?.active ?? 0]
}

function valueIn(root: unknown, path: readonly (string | number)[], from: number): Value {
  let at = root
  for (let i = from; i < path.length; i++) {
    const key = path[i]
    if (typeof at !== 'object' || at === null || key === undefined) return 0
    // Both `max_hp` and `maxHp` are understood, since scripts write names in one style.
    const own = Object.hasOwn(at, key) ? key : camelCase(String(key))
    at = Object.hasOwn(at, own) ? Reflect.get(at, own) : undefined
  }
  return typeof at === 'number' || typeof at === 'string' || typeof at === 'boolean' ? at : 0
}

/** `max_hp` -> `maxHp` */
export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

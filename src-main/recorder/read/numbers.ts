import { PtpError } from '../../../src-preload/contract/index.ts'
import type { RunDatabase } from '../database.ts'
import type { Segment } from './line.ts'

/** How one number of the state is found in rows of `states`. */
export interface NumberPath {
  /** member of the state that holds it */
  top: string
  /** the way on from there; for an item of the bag its name alone */
  rest: readonly string[]
  /** text that every patch has in it which says something about the number */
  text: string
}

/** Members of a state that have numbers in them, as `visitNumbers` knows them. */
const PLAIN = new Set(['x', 'y', 'badges', 'caught', 'money', 'party', 'battle'])

/** @param name as in charts and conditions @returns null for what is no number of any state */
export function numberPath(name: string): NumberPath | null {
  const item = /^item\((.*)\)$/s.exec(name)?.[1]
  if (item !== undefined) return { top: 'inventory', rest: [item], text: '"inventory":' }
  if (name.startsWith('vars.')) {
    const variable = name.slice('vars.'.length)
    return { top: 'vars', rest: [variable], text: `${JSON.stringify(variable)}:` }
  }
  const [top = '', ...rest] = name.split(/[.[\]]+/).filter((part) => part !== '')
  return PLAIN.has(top) ? { top, rest, text: `"${top}":` } : null
}

/** @returns the number after a tick of a branch, NaN where the state has none */
export function numberAfter(database: RunDatabase, branch: number, path: NumberPath, tick: number): number {
  for (let until = tick; ; ) {
    const [row] = database.rows('SELECT tick, kind, state FROM states WHERE branch = ? AND tick <= ? AND (kind = 1 OR instr(state, ?) > 0) ORDER BY tick DESC LIMIT 1', branch, until, path.text)
    if (row === undefined) return Number.NaN
    const [at, kind, text] = row
    const found = pick(database, path, Number(at), Number(kind), String(text))
    if (found !== undefined) return found
    until = Number(at) - 1
  }
}

/** The number at the first tick of the segment, then whenever it changes: [tick, value], NaN where the state has none. */
export function* numberChanges(database: RunDatabase, { branch, from, to }: Segment, path: NumberPath): Generator<[number, number]> {
  let value = numberAfter(database, branch, path, from)
  yield [from, value]
  const rows = database.rows('SELECT tick, kind, state FROM states WHERE branch = ? AND tick > ? AND tick <= ? AND (kind = 1 OR instr(state, ?) > 0) ORDER BY tick', branch, from, to, path.text)
  for (const [tick, kind, text] of rows) {
    const found = pick(database, path, Number(tick), Number(kind), String(text))
    if (found === undefined || Object.is(found, value)) continue
    value = found
    yield [Number(tick), value]
  }
}

/** @returns undefined when the row says nothing about the number */
function pick(database: RunDatabase, { top, rest }: NumberPath, tick: number, kind: number, text: string): number | undefined {
  const row = parse(database, tick, text)
  const absent = kind === 1 ? Number.NaN : undefined
  if (!Object.hasOwn(row, top)) return absent
  const value: unknown = Reflect.get(row, top)
  if (top === 'inventory') return quantityOf(value, rest[0] ?? '')
  if (top === 'vars' && !(isObject(value) && Object.hasOwn(value, rest[0] ?? ''))) return absent
  let at = value
  for (const key of rest) at = isObject(at) && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined
  return typeof at === 'boolean' ? Number(at) : typeof at === 'number' ? at : Number.NaN
}

function quantityOf(bag: unknown, item: string): number {
  const held: unknown = Array.isArray(bag) ? bag.findLast((each: unknown) => isObject(each) && Reflect.get(each, 'item') === item) : undefined
  const quantity: unknown = isObject(held) ? Reflect.get(held, 'quantity') : undefined
  return typeof quantity === 'number' ? quantity : Number.NaN
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function parse(database: RunDatabase, tick: number, text: string): object {
  try {
    const row: unknown = JSON.parse(text)
    if (isObject(row)) return row
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
  }
  throw new PtpError('bad-run', `${database.file}: the state of tick ${tick} cannot be read`, { hint: 'Take the run from a backup.' })
}

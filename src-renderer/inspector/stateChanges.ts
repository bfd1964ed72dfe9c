import type { GameState } from '../api/contract.ts'

export type Scalar = number | string | boolean | null

export interface StateChange {
  /** `x`, `party[0].hp`, `vars.steps` */
  path: string
  a: Scalar
  b: Scalar
}

/** @returns every value of a state by its path, in the order of the state */
export function flatten(value: unknown, path = '', into = new Map<string, Scalar>()): Map<string, Scalar> {
  if (Array.isArray(value)) value.forEach((one, at) => flatten(one, `${path}[${at}]`, into))
  else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) flatten(one, path === '' ? name : `${path}.${name}`, into)
  } else if (value === null || typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') into.set(path, value)
  return into
}

/** @returns what differs between two states; a side that lacks the value is null */
export function stateChanges(a: GameState, b: GameState): StateChange[] {
  const [before, after] = [flatten(a), flatten(b)]
  const changes: StateChange[] = []
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(path) ?? null, after.get(path) ?? null]
    if (was !== is) changes.push({ path, a: was, b: is })
  }
  return changes
}

/** @returns the change in few signs: `+3`, `−1`, `on`, `"a" → "b"` */
export function changeText({ a, b }: Pick<StateChange, 'a' | 'b'>): string {
  if (typeof a === 'number' && typeof b === 'number') return b > a ? `+${b - a}` : `−${a - b}`
  if (typeof b === 'boolean' && typeof a !== 'string') return b ? 'now true' : 'now false'
  return `${scalarText(a)} → ${scalarText(b)}`
}

/** @returns a value as it is shown; – where there is none */
export function scalarText(value: Scalar): string {
  return value === null ? '–' : String(value)
}

const NAMES: Record<string, string> = { maxHp: 'max hp', badgeNames: 'badge' }

/**
 * @param names of the party members, by index
 * @returns a path for people: `party[0].hp` -> `SPRIG hp`, `vars.steps` -> `steps`
 */
export function pathTitle(path: string, names: readonly string[]): string {
  const member = /^party\[(\d+)\]\.(.+)$/.exec(path)
  if (member !== null) return `${names[Number(member[1])] ?? `party ${member[1]}`} ${NAMES[member[2] ?? ''] ?? member[2]}`
  return path.replace(/^vars\./, '').replace(/^badgeNames/, 'badge').replace('maxHp', 'max hp')
}

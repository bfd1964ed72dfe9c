import { PtpError, gameStateSchema } from '../../../src-preload/contract/index.ts'
import type { GameState } from '../../../src-preload/contract/index.ts'
import type { RunDatabase } from '../database.ts'
import { cutLine, readLine } from './line.ts'
import type { Segment } from './line.ts'

const BATCH = 2048

/** A state and the tick after which the game had it. */
export interface StateAt {
  branch: number
  tick: number
  state: GameState
}

/** The state after `tick` of a line. Throws `not-found` for a tick it does not have. */
export function readState(database: RunDatabase, line: number, tick: number): GameState {
  const segments = readLine(database, line)
  const segment = segments.find(({ to }) => tick <= to)
  const found = segment === undefined ? null : stateOn(database, segment.branch, tick)
  if (found === null) {
    const last = segments.at(-1)?.to ?? 0
    throw new PtpError('not-found', `No state of tick ${tick} on branch ${line}`, { hint: `Its ticks go from ${segments[0]?.from ?? 0} to ${last}.` })
  }
  return found
}

/** The state at `from`, then each that differs from the one before it, up to `to`. */
export function* readStates(database: RunDatabase, line: number, from: number, to: number): Generator<StateAt> {
  for (const segment of cutLine(readLine(database, line), from, to)) yield* statesOfSegment(database, segment)
}

/** As {@link readStates}, of one branch. */
export function* statesOfSegment(database: RunDatabase, { branch, from, to }: Segment): Generator<StateAt> {
  let state = stateOn(database, branch, from)
  if (state !== null) yield { branch, tick: from, state }
  let next = from + 1
  while (next <= to) {
    const rows = database.rows('SELECT tick, kind, state FROM states WHERE branch = ? AND tick BETWEEN ? AND ? ORDER BY tick LIMIT ?', branch, next, to, BATCH)
    for (const [tick, kind, text] of rows) {
      state = follow(database, state, Number(kind), String(text), Number(tick))
      yield { branch, tick: Number(tick), state }
    }
    if (rows.length < BATCH) return
    next = Number(rows.at(-1)?.[0]) + 1
  }
}

/** The state a branch had after `tick`, by its own rows; null if it has none that early. */
function stateOn(database: RunDatabase, branch: number, tick: number): GameState | null {
  const whole = database.get('SELECT tick FROM states WHERE branch = ? AND tick <= ? AND kind = 1 ORDER BY tick DESC LIMIT 1', branch, tick)
  if (whole === null) return null
  let state: GameState | null = null
  for (const [at, kind, text] of database.rows('SELECT tick, kind, state FROM states WHERE branch = ? AND tick BETWEEN ? AND ? ORDER BY tick', branch, Number(whole['tick']), tick)) {
    state = follow(database, state, Number(kind), String(text), Number(at))
  }
  return state
}

/** @returns the state after one more row of `states` */
function follow(database: RunDatabase, before: GameState | null, kind: number, text: string, tick: number): GameState {
  const bad = (cause: unknown) => new PtpError('bad-run', `${database.file}: the state of tick ${tick} cannot be read`, { hint: 'Take the run from a backup.', cause })
  try {
    const row: unknown = JSON.parse(text)
    if (kind === 1) return gameStateSchema.parse(row)
    if (before === null) throw new TypeError('a patch without a state before it')
    return patchState(before, row as Partial<GameState>)
  } catch (cause) {
    throw bad(cause)
  }
}

/** The rule of `states` rows of kind 0, as the schema tells it. */
export function patchState(before: GameState, patch: Partial<GameState>): GameState {
  const state = { ...before, ...patch }
  if (patch.vars === undefined) return state
  const vars: Record<string, string | number | boolean> = { ...before.vars }
  for (const [name, value] of Object.entries(patch.vars as Record<string, string | number | boolean | null>)) {
    if (value === null) Reflect.deleteProperty(vars, name)
    else vars[name] = value
  }
  state.vars = vars
  return state
}

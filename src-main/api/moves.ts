import { maskOf, type GameState } from '../../src-preload/contract/index.ts'
import type { RunReader } from '../recorder/index.ts'

/** A tick in which the player tried to walk one cell. */
export interface Move {
  tick: number
  location: string
  /** where it stood before */
  x: number
  y: number
  dx: number
  dy: number
  /** false: something was in the way */
  walked: boolean
}

/** Ticks that are read at each of the places that are looked at. */
const STRETCH = 60

const STEPS = [
  { button: maskOf('RIGHT'), dx: 1, dy: 0, facing: 'right' },
  { button: maskOf('LEFT'), dx: -1, dy: 0, facing: 'left' },
  { button: maskOf('UP'), dx: 0, dy: -1, facing: 'up' },
  { button: maskOf('DOWN'), dx: 0, dy: 1, facing: 'down' },
] as const

/** Up to `most` moves from all over a line, by their ticks. */
export function movesOf(reader: RunReader, line: number, head: number, most: number): Move[] {
  const stretches = Math.max(1, Math.min(most / 4, Math.floor(head / STRETCH)))
  const found: Move[] = []
  for (let i = 0; i < stretches; i++) {
    const from = Math.floor((i * head) / stretches)
    found.push(...movesIn(reader, line, from, Math.min(head, from + STRETCH)).slice(0, Math.ceil(most / stretches)))
  }
  return found
}

function movesIn(reader: RunReader, line: number, from: number, to: number): Move[] {
  const states = new Map<number, GameState>()
  let last: GameState | null = null
  let next = from
  for (const { tick, state } of reader.statesBetween(line, from, to)) {
    for (; last !== null && next < tick; next++) states.set(next, last)
    last = state
    next = tick
  }
  for (; last !== null && next <= to; next++) states.set(next, last)
  return [...reader.inputs(line, from + 1, to)].flat().flatMap(({ tick, buttons }) => {
    const [before, after] = [states.get(tick - 1), states.get(tick)]
    const step = STEPS.find(({ button }) => button === buttons)
    return before && after && step ? moveOf(tick, before, after, step) : []
  })
}

function moveOf(tick: number, before: GameState, after: GameState, { dx, dy, facing }: (typeof STEPS)[number]): Move[] {
  const canTell = before.screen === 'overworld' && after.screen === 'overworld' && before.standing && after.standing && before.location === after.location && before.location !== ''
  if (!canTell) return []
  const walked = after.x === before.x + dx && after.y === before.y + dy
  // Pressing another way than one faces may only turn the player.
  const bumped = after.x === before.x && after.y === before.y && before.facing === facing
  return walked || bumped ? [{ tick, location: before.location, x: before.x, y: before.y, dx, dy, walked }] : []
}

import { maskOf } from '../../src-preload/contract/index.ts'
import type { Direction, GameState } from '../../src-preload/contract/index.ts'
import type { Act } from './effect.ts'
import type { Progress } from './interpreterState.ts'
import type { StepTiming } from './program.ts'

export type GotoProgress = Extract<Progress, { op: 'goto' }>

/** @returns the tick that takes one step, but for where it stands in the script */
export function stepAct(direction: Direction, timing: StepTiming): Omit<Act, 'instruction' | 'line'> {
  const { hold, frames, until } = timing
  const act = { kind: 'act' as const, buttons: maskOf(direction), hold, frames, title: `MOVE ${direction}`, type: 'NAVIGATION_MOVE' as const }
  return until === null ? act : { ...act, until }
}

/** A generic profile cannot tell the screen: it may be one to walk on. */
export function canWalk(state: GameState): boolean {
  return state.screen === 'overworld' || state.screen === 'unknown'
}

/**
 * What a GOTO does after its way was found and after each step of it. It is over at its target,
 * and when a battle, a dialog or a door ends the walk: where it was going is no longer where it is.
 * @returns the next step, `over`, `ask` for another way, or why it failed
 */
export function walkOn(progress: GotoProgress, state: GameState): { step: Direction } | 'over' | 'ask' | { failed: string } {
  const { x, y, path, expected } = progress
  if (path === null) return { failed: `there is no way to (${x}, ${y})` }
  if (expected !== null) {
    if (!canWalk(state) || state.location !== expected.location) return 'over'
    if (state.x !== expected.x || state.y !== expected.y) {
      if (progress.left <= 0) return { failed: `the way to (${x}, ${y}) is blocked at (${state.x}, ${state.y})` }
      progress.left--
      progress.waiting = true
      return 'ask'
    }
  }
  const step = path.shift()
  if (step === undefined) return 'over'
  progress.expected = { ...beside(state, step), location: state.location }
  return { step }
}

function beside({ x, y }: GameState, direction: Direction): { x: number; y: number } {
  if (direction === 'UP') return { x, y: y - 1 }
  if (direction === 'DOWN') return { x, y: y + 1 }
  return { x: direction === 'LEFT' ? x - 1 : x + 1, y }
}

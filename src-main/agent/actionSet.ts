import { maskOf, type Button, type ButtonMask, type ButtonTiming } from '../../src-preload/contract/index.ts'

/** Something an agent that knows nothing of the game can do: one tick long. */
export interface Action {
  /** for people: `UP`, `A`, `wait` */
  title: string
  type: 'NAVIGATION_MOVE' | 'PRESS' | 'WAIT'
  buttons: ButtonMask
  hold: number
  /** all frames of it */
  frames: number
  /** how often it is drawn, against the others */
  weight: number
}

const DIRECTIONS: readonly Button[] = ['UP', 'DOWN', 'LEFT', 'RIGHT']
/** START opens menus that lead nowhere most of the time, and SELECT hardly does anything. */
const BUTTONS: readonly (readonly [Button, number])[] = [['A', 4], ['B', 1], ['START', 0.25], ['SELECT', 0.05]]

/** The keys of the console, each held as long as the game wants it: a direction for a step, a button for a press. */
export function actionsOf(timing: ButtonTiming): readonly Action[] {
  const step = clamped(timing.step)
  const press = clamped(timing.hold + timing.gap)
  return [
    ...DIRECTIONS.map((title): Action => ({ title, type: 'NAVIGATION_MOVE', buttons: maskOf(title), hold: Math.min(timing.stepHold, step), frames: step, weight: 2 })),
    ...BUTTONS.map(([title, weight]): Action => ({ title, type: 'PRESS', buttons: maskOf(title), hold: Math.min(timing.hold, press), frames: press, weight })),
    { title: 'wait', type: 'WAIT', buttons: 0, hold: 0, frames: step, weight: 0.5 },
  ]
}

/** A tick has 1 to 60 frames. */
function clamped(frames: number): number {
  return Math.max(1, Math.min(60, frames))
}

/** Draws actions by their weights; the last one is often taken again, as a person holds a direction. */
export class ActionDraw {
  readonly #actions: readonly Action[]
  readonly #total: number
  readonly #sticky: number

  /** @param sticky chance that the last action is taken again */
  constructor(actions: readonly Action[], sticky: number) {
    this.#actions = actions
    this.#total = actions.reduce((sum, { weight }) => sum + weight, 0)
    this.#sticky = sticky
  }

  /**
   * @param lots two numbers from 0 to 1, 1 excluded, drawn for this action alone
   * @param last index of the action before, −1 when there was none
   * @returns the index of an action
   */
  pick(lots: readonly [number, number], last: number): number {
    if (last >= 0 && lots[0] < this.#sticky) return last
    let left = lots[1] * this.#total
    const { length } = this.#actions
    for (let i = 0; i < length; i++) {
      left -= this.#actions[i]?.weight ?? 0
      if (left < 0) return i
    }
    return length - 1
  }
}

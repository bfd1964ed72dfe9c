import type { Dice } from '../../../src-preload/contract/index.ts'
import { ActionDraw, type Action } from '../actionSet.ts'

/** What a game is doing, as far as it matters to what one tries. */
export type Mood = 'walking' | 'reading' | 'other'

/** Part of the explorations that only go on: turn the pages of a text, or walk on in one direction. */
const GO_ON: Readonly<Record<Mood, number>> = { reading: 0.5, walking: 0.25, other: 0 }
/** So many times at least, and at most so many more. */
const AT_LEAST = 2
const MORE = 5

/** Draws what an exploration does: keys by lot, or going on with what the game is doing. */
export class Impulse {
  readonly #draw: ActionDraw
  readonly #keys: Readonly<Record<Mood, readonly number[]>>
  readonly #most: number

  /**
   * @param most actions by lot
   * @param sticky chance that one is taken again
   */
  constructor(actions: readonly Action[], most: number, sticky: number) {
    const placesOf = (fits: (action: Action) => boolean): number[] => actions.flatMap((action, i) => (fits(action) ? [i] : []))
    this.#draw = new ActionDraw(actions, sticky)
    this.#most = most
    // A takes what a text offers, B leaves it.
    this.#keys = { walking: placesOf(({ type }) => type === 'NAVIGATION_MOVE'), reading: placesOf(({ title }) => title === 'A' || title === 'B'), other: [] }
  }

  /**
   * @param last index of the action before, −1 when there was none
   * @returns indices of actions, in order
   */
  actions(dice: Dice, mood: Mood, last: number): number[] {
    const keys = this.#keys[mood]
    if (keys.length > 0 && dice.next() < GO_ON[mood]) {
      const key = keys[dice.below(keys.length)] ?? 0
      return Array.from({ length: AT_LEAST + dice.below(MORE) }, () => key)
    }
    const taken: number[] = []
    for (let left = 1 + dice.below(this.#most), at = last; left > 0; left--) {
      at = this.#draw.pick([dice.next(), dice.next()], at)
      taken.push(at)
    }
    return taken
  }
}

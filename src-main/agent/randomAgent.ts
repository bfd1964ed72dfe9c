import { z } from 'zod'
import { Dice, PtpError, type ButtonTiming } from '../../src-preload/contract/index.ts'
import type { ActEffect, Agent } from '../run/index.ts'
import { ActionDraw, actionsOf, type Action } from './actionSet.ts'

/** Chance that it does again what it did last. */
const STICKY = 0.4

const placeSchema = z.object({ agent: z.literal('random'), dice: z.tuple([z.number(), z.number(), z.number(), z.number()]), last: z.number().int() })
export type RandomPlace = z.infer<typeof placeSchema>

/** Presses keys by lot. The same seed presses the same keys, whatever comes of it. */
export class RandomAgent implements Agent {
  readonly name = 'random'
  readonly memory: readonly number[] = []
  readonly line = null
  readonly needsState = false
  readonly #actions: readonly Action[]
  readonly #draw: ActionDraw
  readonly #dice: Dice
  #last: number

  /**
   * @param timing of the game: how long a step and a press take
   * @param from a seed, 0–2³²−1, or what `save` gave
   * @throws PtpError `bad-input` when that is no place of this agent
   */
  constructor(timing: ButtonTiming, from: unknown) {
    this.#actions = actionsOf(timing)
    this.#draw = new ActionDraw(this.#actions, STICKY)
    if (typeof from === 'number') {
      this.#dice = new Dice(from)
      this.#last = -1
      return
    }
    const place = placeSchema.safeParse(from)
    if (!place.success) throw new PtpError('bad-input', 'the saved place of the random agent cannot be read', { cause: place.error })
    this.#dice = new Dice(place.data.dice)
    this.#last = place.data.last
  }

  /** @returns whether a saved place is one of this agent */
  static owns(saved: unknown): boolean {
    return placeSchema.safeParse(saved).success
  }

  next(): ActEffect {
    this.#last = this.#draw.pick([this.#dice.next(), this.#dice.next()], this.#last)
    const { title, type, buttons, hold, frames } = this.#actions[this.#last] ?? { title: 'wait', type: 'WAIT', buttons: 0, hold: 0, frames: 1 }
    return { kind: 'act', buttons, hold, frames, instruction: null, line: null, title, type }
  }

  advanced(): void {
    // each of its acts is as long as it says
  }

  pathFound(): void {
    // it asks for no path
  }

  save(): RandomPlace {
    return { agent: 'random', dice: [...this.#dice.state] as RandomPlace['dice'], last: this.#last }
  }
}

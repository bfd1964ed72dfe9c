import { formatMask, type ButtonMask } from '../../src-preload/contract/index.ts'
import type { Agent, Effect } from '../run/index.ts'

/** Frames of one tick while a person plays: short enough to feel immediate. */
const TICK_FRAMES = 4

/** A person at the keys: each tick takes what is held at that moment. */
export class KeyboardAgent implements Agent {
  readonly name = 'keyboard'
  readonly memory: readonly number[] = []
  readonly line = null
  /** What is held is only known when the tick begins, so nothing is planned ahead. */
  readonly needsState = true
  /** the keys that are down now */
  buttons: ButtonMask = 0

  next(): Effect {
    const { buttons } = this
    const title = buttons === 0 ? 'no keys' : `keys ${formatMask(buttons)}`
    return { kind: 'act', buttons, hold: buttons === 0 ? 0 : TICK_FRAMES, frames: TICK_FRAMES, instruction: null, line: null, title, type: 'KEYS' }
  }

  advanced(): void {
    // every tick of a person is as long as it says
  }

  pathFound(): void {
    // a person asks for no path
  }

  save(): null {
    return null
  }
}

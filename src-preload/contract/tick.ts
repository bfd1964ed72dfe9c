import type { ButtonMask } from './buttons.ts'

/** The longest a tick can be, in frames. Longer waits are several ticks. */
export const MAX_TICK_FRAMES = 60

/** Video frames a second of a Game Boy. */
export const FRAMES_PER_SECOND = 59.7275

/** What was done in one tick: enough, with the ROM and the start state, to do it again bit for bit. */
export interface TickInput {
  /** held for the first `hold` frames */
  buttons: ButtonMask
  hold: number
  /** all frames of the tick, 1–60, `hold` included */
  frames: number
}

import { PtpError, BUTTONS, type Button } from '../../../../src-preload/contract/index.ts'

/** Most keys of one action: 217 s of the console's time. */
export const MAX_KEYS = 100
/** Most frames of one wait: ten minutes of the console's time. */
export const MAX_WAIT_FRAMES = 36_000

const SHORT: Readonly<Record<string, Button>> = { U: 'UP', D: 'DOWN', L: 'LEFT', R: 'RIGHT', SEL: 'SELECT' }

/**
 * Reads keys as people and programs write them: `A B START`, `a, b`, lists, any case.
 * @throws PtpError `bad-input` for a word that is no key, with the keys there are
 */
export function readKeys(input: string | readonly string[]): Button[] {
  const words = (typeof input === 'string' ? [input] : input).flatMap((text) => text.split(/[\s,+]+/)).filter((word) => word !== '')
  if (words.length === 0) throw new PtpError('bad-input', 'there are no keys to press', { hint: hint() })
  if (words.length > MAX_KEYS) throw new PtpError('bad-input', `${words.length} keys are too many for one action, at most ${MAX_KEYS} are played`, { hint: 'send them in several actions' })
  return words.map(keyOf)
}

function keyOf(word: string): Button {
  const upper = word.toUpperCase()
  const key = BUTTONS.find((button) => button === upper) ?? SHORT[upper]
  if (key) return key
  const near = BUTTONS.find((button) => upper.length > 1 && (button.startsWith(upper.slice(0, 2)) || upper.startsWith(button)))
  throw new PtpError('bad-input', `"${word.slice(0, 40)}" is no key of the console`, { hint: near ? `did you mean ${near.toLowerCase()}? ${hint()}` : hint() })
}

function hint(): string {
  return `the keys are ${BUTTONS.map((button) => button.toLowerCase()).join(', ')}`
}

/** @throws PtpError `bad-input` for a number of frames that cannot be waited */
export function checkWait(frames: number): number {
  if (Number.isInteger(frames) && frames >= 1 && frames <= MAX_WAIT_FRAMES) return frames
  throw new PtpError('bad-input', `it is not possible to wait ${frames} frames`, { hint: `give a whole number from 1 to ${MAX_WAIT_FRAMES}; 60 is about a second` })
}

/** The eight keys of the console, in the order of their bits. */
export const BUTTONS = ['A', 'B', 'SELECT', 'START', 'RIGHT', 'LEFT', 'UP', 'DOWN'] as const
export type Button = (typeof BUTTONS)[number]

export type Direction = 'UP' | 'DOWN' | 'LEFT' | 'RIGHT'
export const DIRECTIONS: readonly Direction[] = ['UP', 'DOWN', 'LEFT', 'RIGHT']

/** Buttons held together, one bit each: A 1, B 2, SELECT 4, START 8, RIGHT 16, LEFT 32, UP 64, DOWN 128. */
export type ButtonMask = number

/** @returns the bit of one button */
export function maskOf(...buttons: readonly Button[]): ButtonMask {
  let mask = 0
  for (const button of buttons) mask |= 1 << BUTTONS.indexOf(button)
  return mask
}

/** @returns the buttons of a mask, e.g. 65 -> ['A', 'UP'] */
export function buttonsOf(mask: ButtonMask): Button[] {
  return BUTTONS.filter((_, bit) => (mask & (1 << bit)) !== 0)
}

/** @returns "A+UP", or "-" when nothing is held */
export function formatMask(mask: ButtonMask): string {
  return mask === 0 ? '-' : buttonsOf(mask).join('+')
}

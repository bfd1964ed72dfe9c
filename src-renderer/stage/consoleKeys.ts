import { maskOf, type Button, type ButtonMask } from '../api/contract.ts'

/** Keys of the keyboard (by their place, so that Z and Y do not change with the layout) and the console's buttons. */
export const CONSOLE_KEYS: Readonly<Record<string, Button>> = {
  ArrowUp: 'UP',
  ArrowDown: 'DOWN',
  ArrowLeft: 'LEFT',
  ArrowRight: 'RIGHT',
  KeyZ: 'A',
  KeyX: 'B',
  Enter: 'START',
  Backspace: 'SELECT',
}

/** @returns the buttons of the keys that are down; what opposes each other is let go, as a real pad cannot do it */
export function maskOfKeys(down: ReadonlySet<string>): ButtonMask {
  const buttons = new Set<Button>()
  for (const code of down) {
    const button = CONSOLE_KEYS[code]
    if (button !== undefined) buttons.add(button)
  }
  for (const [one, other] of [['UP', 'DOWN'], ['LEFT', 'RIGHT']] as const) {
    if (buttons.has(one) && buttons.has(other)) {
      buttons.delete(one)
      buttons.delete(other)
    }
  }
  return maskOf(...buttons)
}

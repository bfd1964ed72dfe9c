/** Size of the console's screen in pixels. */
export const SCREEN = { width: 160, height: 144 } as const

/**
 * The largest whole factor at which the screen fits; at least 1. Whole in the display's own pixels,
 * so that every pixel of the game is as large as the next also on a display with a ratio like 1.5.
 * @param ratio device pixels in a CSS pixel
 * @returns the factor in CSS pixels
 */
export function wholeScale(width: number, height: number, ratio: number): number {
  const inDevice = Math.floor(Math.min((width * ratio) / SCREEN.width, (height * ratio) / SCREEN.height) + 1e-6)
  return Math.max(1, inDevice) / ratio
}

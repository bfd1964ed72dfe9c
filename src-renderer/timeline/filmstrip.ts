import { atOrBefore } from '../state/search.ts'
import { xToTick, type View } from './view.ts'

export interface Slot {
  /** left edge in pixels */
  x: number
  /** index of the screenshot shown there, −1: none */
  shot: number
}

/**
 * Divides the strip into slots of one width and picks for each the screenshot of its middle: the
 * last one taken before it. Costs a binary search a slot, however long the run is.
 * @param ticks of all screenshots, ascending
 * @param end last tick of the line; behind it the strip is empty
 */
export function pickShots(ticks: readonly number[], view: View, width: number, slot: number, end: number): Slot[] {
  const slots: Slot[] = []
  for (let x = 0; x < width; x += slot) {
    const first = xToTick(view, width, x)
    const middle = xToTick(view, width, x + slot / 2)
    const isThere = first <= end && middle >= 0
    slots.push({ x, shot: isThere ? Math.max(atOrBefore(ticks, Math.min(middle, end)), ticks.length > 0 ? 0 : -1) : -1 })
  }
  return slots
}

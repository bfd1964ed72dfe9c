import { atOrBefore } from '../state/search.ts'
import { tickAt, xToTick, type View } from './view.ts'

export interface Slot {
  /** left edge in pixels */
  x: number
  /** index of the screenshot shown there, −1: none */
  shot: number
  /** the tick of its middle, when no screenshot that shows something was taken between its edges */
  missing: number | null
}

/** So many neighbours are tried in place of a screenshot that shows nothing. */
const TRIED = 12

/**
 * Divides the strip into slots of one width and picks for each the screenshot of its middle: the
 * last one taken before it. Costs a binary search a slot, however long the run is.
 * @param ticks of all screenshots, ascending
 * @param end last tick of the line; behind it the strip is empty
 * @param isBlank whether a screenshot shows nothing; another one of the slot's own ticks stands in for it, where there is one
 */
export function pickShots(ticks: readonly number[], view: View, width: number, slot: number, end: number, isBlank: (shot: number) => boolean = () => false): Slot[] {
  const slots: Slot[] = []
  for (let x = 0; x < width; x += slot) {
    const first = xToTick(view, width, x)
    const middle = xToTick(view, width, x + slot / 2)
    const isThere = first <= end && middle >= 0
    const last = xToTick(view, width, x + slot)
    const nearest = isThere ? Math.max(atOrBefore(ticks, Math.min(middle, end)), ticks.length > 0 ? 0 : -1) : -1
    const shot = nearest >= 0 && isBlank(nearest) ? neighbour(ticks, nearest, first, last, isBlank) : nearest
    const tick = ticks[shot]
    const isOwn = tick !== undefined && tick >= first && tick <= last && !isBlank(shot)
    slots.push({ x, shot, missing: isThere && !isOwn ? tickAt(view, width, x + slot / 2, end) : null })
  }
  return slots
}

function neighbour(ticks: readonly number[], shot: number, first: number, last: number, isBlank: (shot: number) => boolean): number {
  for (let by = 1; by <= TRIED; by++) {
    for (const at of [shot - by, shot + by]) {
      const tick = ticks[at]
      if (tick !== undefined && tick >= first && tick <= last && !isBlank(at)) return at
    }
  }
  return shot
}

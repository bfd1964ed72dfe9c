/**
 * Scrolling in a list that is higher than an element can be. The scroll element is at most
 * {@link MOST_PIXELS} high; the list's own position (`top`, in pixels of the whole list) is kept
 * beside it. Small moves (wheel, keys) go pixel by pixel; large ones (dragging the scrollbar) in proportion.
 */
export interface ScrollGeometry {
  /** rows of the list */
  rows: number
  /** pixels a row */
  rowHeight: number
  /** pixels of the list in view */
  viewport: number
}

export interface ScrollPosition {
  /** first pixel of the list in view */
  top: number
  /** where the scroll element stands */
  scrollTop: number
}

/** Chromium cuts elements at 33,554,428 px, Firefox at 17,895,697. */
export const MOST_PIXELS = 8_000_000

/** @returns the height of the element that is scrolled, in pixels */
export function scrollHeight({ rows, rowHeight, viewport }: ScrollGeometry): number {
  return Math.max(viewport, Math.min(rows * rowHeight, MOST_PIXELS))
}

const farthestTop = ({ rows, rowHeight, viewport }: ScrollGeometry): number => Math.max(0, rows * rowHeight - viewport)
const farthestScroll = (geometry: ScrollGeometry): number => Math.max(0, scrollHeight(geometry) - geometry.viewport)
const within = (value: number, most: number): number => Math.max(0, Math.min(value, most))

/** @returns the position at which the list's pixel `top` is the first in view */
export function positionAt(geometry: ScrollGeometry, top: number): ScrollPosition {
  const most = farthestTop(geometry)
  const kept = within(top, most)
  return { top: kept, scrollTop: most === 0 ? 0 : Math.round((kept / most) * farthestScroll(geometry)) }
}

/** @returns the position after the scroll element has come to stand at `scrollTop` */
export function scrolledTo(geometry: ScrollGeometry, before: ScrollPosition, scrollTop: number): ScrollPosition {
  const most = farthestScroll(geometry)
  const isWhole = geometry.rows * geometry.rowHeight <= MOST_PIXELS
  if (isWhole) return { top: within(scrollTop, farthestTop(geometry)), scrollTop }
  // At either end of the scrollbar the list is at its end, however it came there.
  if (scrollTop <= 0) return { top: 0, scrollTop: 0 }
  if (scrollTop >= most) return { top: farthestTop(geometry), scrollTop }
  const moved = scrollTop - before.scrollTop
  if (Math.abs(moved) <= 2 * geometry.viewport) return { top: within(before.top + moved, farthestTop(geometry)), scrollTop }
  return { top: (scrollTop / most) * farthestTop(geometry), scrollTop }
}

/** @returns first and last row to draw, with `more` rows beyond either edge; last < first when there are none */
export function rowsInView({ rows, rowHeight, viewport }: ScrollGeometry, top: number, more: number): { first: number; last: number } {
  return {
    first: Math.max(0, Math.floor(top / rowHeight) - more),
    last: Math.min(rows - 1, Math.floor((top + viewport - 1) / rowHeight) + more),
  }
}

/** @returns the least other `top` with which a row is wholly in view; `centre` puts far rows into the middle */
export function topToShow(geometry: ScrollGeometry, top: number, row: number, centre = false): number {
  const { rowHeight, viewport } = geometry
  const start = row * rowHeight
  if (start >= top && start + rowHeight <= top + viewport) return top
  const isFar = start < top - viewport || start > top + 2 * viewport
  if (centre && isFar) return within(start - (viewport - rowHeight) / 2, farthestTop(geometry))
  return within(start < top ? start : start + rowHeight - viewport, farthestTop(geometry))
}

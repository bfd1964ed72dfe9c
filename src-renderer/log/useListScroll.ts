import { useCallback, useEffect, useLayoutEffect, useReducer, useRef, type RefObject } from 'react'
import { useSize } from '../ui/index.ts'
import { positionAt, scrollHeight, scrolledTo, topToShow, type ScrollGeometry, type ScrollPosition } from './scrollScale.ts'

/** How long scrolling must rest before the scrollbar is put where it belongs, in milliseconds. */
const REST = 150

export interface ListScroll {
  geometry: ScrollGeometry
  /** first pixel of the list in view */
  top: number
  height: number
  onScroll: () => void
  show: (row: number, centre?: boolean) => void
}

/**
 * Scrolls a list of any length in an element of bounded height; see scrollScale.ts.
 * @param head pixels at the top of the element that the list's head always covers
 * @param stick whether the end of the list stays in view as it grows
 */
export function useListScroll(ref: RefObject<HTMLElement | null>, rows: number, rowHeight: number, head: number, stick: boolean): ListScroll {
  const viewport = Math.max(0, useSize(ref).height - head)
  const geometry = { rows, rowHeight, viewport }
  const newest = useRef(geometry)
  newest.current = geometry
  const position = useRef<ScrollPosition>({ top: 0, scrollTop: 0 })
  // Where it stands is known before it is drawn: that it grew is drawn once, not once more to scroll.
  if (stick) position.current = positionAt(geometry, Number.MAX_SAFE_INTEGER)
  const [, redraw] = useReducer((turn: number) => turn + 1, 0)
  const resting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  const put = useCallback((next: ScrollPosition): void => {
    const isElsewhere = next.top !== position.current.top
    position.current = next
    if (ref.current !== null && Math.round(ref.current.scrollTop) !== next.scrollTop) ref.current.scrollTop = next.scrollTop
    if (isElsewhere) redraw()
  }, [ref])
  const onScroll = useCallback((): void => {
    const scrollTop = ref.current?.scrollTop ?? 0
    if (Math.abs(scrollTop - position.current.scrollTop) < 1) return
    position.current = scrolledTo(newest.current, position.current, scrollTop)
    redraw()
    clearTimeout(resting.current)
    resting.current = setTimeout(() => put(positionAt(newest.current, position.current.top)), REST)
  }, [put, ref])
  const show = useCallback((row: number, centre = false): void => {
    const next = topToShow(newest.current, position.current.top, row, centre)
    if (next !== position.current.top) put(positionAt(newest.current, next))
  }, [put])

  // A shorter list or a higher view may leave the position beyond the end.
  useLayoutEffect(() => put(positionAt(newest.current, position.current.top)), [rows, viewport, stick, put])
  useEffect(() => () => clearTimeout(resting.current), [])
  return { geometry, top: position.current.top, height: scrollHeight(geometry), onScroll, show }
}

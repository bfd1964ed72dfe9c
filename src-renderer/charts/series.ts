import { formatCount } from '../ui/format.ts'
import type { OutputOf } from '../api/contract.ts'

export type Series = OutputOf<'series.get'>

export interface Point {
  tick: number
  last: number | null
  /** least and greatest in the bucket, null where nothing is known */
  range: [number, number] | null
}

/** @returns the series in the form charts draw */
export function pointsOf({ ticks, min, max, last }: Series): Point[] {
  return ticks.map((tick, at) => {
    const [low, high] = [min[at] ?? null, max[at] ?? null]
    return { tick, last: last[at] ?? null, range: low === null || high === null ? null : [low, high] }
  })
}

/**
 * What is measured now and then, such as the tick rate, is known in a bucket here and there: what was measured last holds until the
 * next time. A number of the game that is missing for a while is gone.
 * @returns the points between which a line is drawn
 */
export function drawnPoints(points: readonly Point[]): readonly Point[] {
  const isKnown = (at: number): boolean => (points[at]?.last ?? null) !== null
  const known = points.filter((_, at) => isKnown(at))
  const alone = points.filter((_, at) => isKnown(at) && !isKnown(at - 1) && !isKnown(at + 1))
  return 2 * alone.length > known.length ? known : points
}

/** @returns the point of the bucket a tick lies in, by binary search; null before the first */
export function pointAt(points: readonly Point[], tick: number): Point | null {
  let [low, high] = [0, points.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((points[middle]?.tick ?? Infinity) <= tick) low = middle
    else high = middle - 1
  }
  const found = points[low]
  return found === undefined || found.tick > tick ? null : found
}

/** @returns least and greatest of all points, null when nothing is known */
export function extent(points: readonly Point[]): [number, number] | null {
  let [low, high] = [Infinity, -Infinity]
  for (const { range, last } of points) {
    for (const value of range ?? (last === null ? [] : [last])) {
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
  }
  return low > high ? null : [low, high]
}

/** @returns where a tick lies between `from` and `to`, 0–1; null when outside */
export function shareOf(tick: number, from: number, to: number): number | null {
  if (tick < from || tick > to) return null
  return to === from ? 0 : (tick - from) / (to - from)
}

/** @returns the tick at a share of the window, whole and within it */
export function tickAt(share: number, from: number, to: number): number {
  return Math.round(from + Math.max(0, Math.min(1, share)) * (to - from))
}

/** @returns a value of a chart in few digits */
export function valueText(value: number | null): string {
  if (value === null) return '–'
  if (Number.isInteger(value)) return Math.abs(value) < 1_000_000 ? formatCount(value) : value.toPrecision(3)
  return Math.abs(value) >= 100 ? formatCount(value) : value.toPrecision(3)
}

/**
 * @param room pixels there are for all charts
 * @returns the height of one plot: all charts in view where they fit, but none squeezed or blown up
 */
export function plotHeight(room: number, charts: number): number {
  const HEAD = 26
  const AXIS = 26
  return Math.round(Math.max(72, Math.min(220, (room - AXIS) / Math.max(1, charts) - HEAD)))
}

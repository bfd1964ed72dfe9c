import { memo, type JSX } from 'react'
import { sparkPath } from './sparkPath.ts'

export interface SparklineProps {
  /** oldest first; null: not known */
  values: readonly (number | null)[]
  /** values that fill the whole width */
  room: number
  /** value at the upper edge; the largest one when left out */
  top?: number | undefined
  height?: number | undefined
  color?: string | undefined
}

/** How a number went lately, as a line beside its newest value. Decoration: the value itself is told in words. */
export const Sparkline = memo(function Sparkline({ values, room, top, height = 20, color = 'var(--accent)' }: SparklineProps): JSX.Element {
  return (
    <svg className="sparkline" viewBox={`0 0 100 ${height}`} height={height} preserveAspectRatio="none" aria-hidden="true">
      <path d={sparkPath(values, 100, height, room, top)} fill="none" stroke={color} strokeWidth="1.25" vectorEffect="non-scaling-stroke" strokeLinejoin="round" />
    </svg>
  )
})

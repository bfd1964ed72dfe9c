import type { JSX, RefObject } from 'react'
import type { Branch } from '../api/contract.ts'
import { useSelection } from '../state/selection.ts'
import { useHover } from './hover.ts'
import { markAt, type Placed } from './placeMarks.ts'
import { Preview } from './Preview.tsx'
import { tickAt } from './view.ts'
import { useView } from './viewStore.ts'

interface HoverPreviewProps {
  plot: RefObject<HTMLElement | null>
  placed: readonly Placed[]
  lanes: readonly Branch[]
  /** the branches of the line that is looked at */
  line: readonly { branch: number }[]
  end: () => number
}

/** The preview of what the pointer is over. */
export function HoverPreview({ plot, placed, lanes, line, end }: HoverPreviewProps): JSX.Element | null {
  const spot = useHover((state) => state.spot)
  const view = useView((state) => state.view)
  const width = useView((state) => state.width)
  const run = useSelection((state) => state.run)
  const branch = useSelection((state) => state.branch)
  const box = plot.current?.getBoundingClientRect()
  if (run === null || spot === null || box === undefined) return null
  const lane = lanes[spot.row]
  const isOther = lane !== undefined && !line.some((part) => part.branch === lane.branch)
  const mark = markAt(placed, spot.x, spot.row)
  const tick = mark?.mark.tick ?? tickAt(view, width, spot.x, end())
  const at = lane !== undefined && (isOther || lane.branch === branch) ? { branch: lane.branch, tick: Math.min(tick, lane.head_tick) } : { branch, tick }
  return <Preview run={run} {...at} mark={mark} otherBranch={isOther ? lane.name : null} x={box.left + spot.x} bottom={box.top} />
}

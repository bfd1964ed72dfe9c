import type { JSX, RefObject } from 'react'
import type { Branch } from '../api/contract.ts'
import { runCommand } from '../state/commands.ts'
import { useLive, isLoaded } from '../state/live.ts'
import { useSelection } from '../state/selection.ts'
import { classes, formatCount, IconButton, MiddleEllipsis } from '../ui/index.ts'
import type { Metrics } from './metrics.ts'

/** Left of the plot: zoom, window and the names of the lanes. It scrolls the lanes. */
export function Gutter({ lanes, top, metrics, names, onScroll }: { lanes: readonly Branch[]; top: number; metrics: Metrics; names: RefObject<HTMLDivElement | null>; onScroll: () => void }): JSX.Element {
  return (
    <div className="timeline-gutter">
      <div className="timeline-tools" style={{ height: top + metrics.ruler }}>
        <div className="timeline-zoom">
          <IconButton icon="zoomOut" size="small" label="Zoom out" keys="-" onClick={() => runCommand('timeline.zoomOut')} />
          <IconButton icon="zoomIn" size="small" label="Zoom in" keys="+" onClick={() => runCommand('timeline.zoomIn')} />
          <IconButton icon="fit" size="small" label="Show the whole run" keys="0" onClick={() => runCommand('timeline.fit')} />
        </div>
        <WindowChip />
      </div>
      <div className="timeline-names" ref={names} onScroll={onScroll} role="group" aria-label="Branches">
        <div style={{ height: lanes.length * metrics.lane }}>
          {lanes.map((lane) => (
            <LaneName key={lane.branch} lane={lane} height={metrics.lane} />
          ))}
        </div>
      </div>
    </div>
  )
}

function LaneName({ lane, height }: { lane: Branch; height: number }): JSX.Element {
  const selected = useSelection((state) => state.branch === lane.branch)
  const isLive = useLive((state) => isLoaded(state.live) && state.live?.branch === lane.branch)
  const facts = lane.parent === null ? 'from the start' : `forks after tick ${formatCount(lane.fork_tick)}`
  return (
    <button
      type="button"
      className={classes('lane-name', selected && 'lane-name-selected')}
      style={{ height }}
      aria-pressed={selected}
      title={`${lane.name}: ${facts}, to tick ${formatCount(lane.head_tick)}, ${lane.agent}`}
      onClick={() => {
        const { goTo, tick } = useSelection.getState()
        goTo(Math.min(tick, lane.head_tick), lane.branch)
      }}
    >
      <MiddleEllipsis text={lane.name} tail={4} />
      {isLive && (
        <span className="lane-live" role="img" aria-label="live">
          ●
        </span>
      )}
    </button>
  )
}

function WindowChip(): JSX.Element | null {
  const window = useSelection((state) => state.window)
  if (window === null) return null
  return (
    <div className="timeline-window" title={`Log and charts show ticks ${formatCount(window.from)} to ${formatCount(window.to)}`}>
      <span>
        {formatCount(window.from)}–
        <wbr />
        {formatCount(window.to)}
      </span>
      <IconButton icon="close" size="small" label="Clear the window" keys="Escape" onClick={() => runCommand('timeline.clearWindow')} />
    </div>
  )
}

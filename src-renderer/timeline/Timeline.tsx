import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type JSX } from 'react'
import { useLive } from '../state/live.ts'
import { useExploring } from '../search/searches.ts'
import { headOf, useBranches } from '../state/run.ts'
import { useSelection } from '../state/selection.ts'
import { useTheme } from '../state/theme.ts'
import { EmptyState, formatCount, openContextMenu, readColors, useSize } from '../ui/index.ts'
import { contextItems } from './contextItems.ts'
import { COLORS, drawBase, type Colors } from './drawBase.ts'
import { Filmstrip } from './Filmstrip.tsx'
import { useGestures, type Spot } from './gestures.ts'
import { Gutter } from './Gutter.tsx'
import { lineage } from './lanes.ts'
import { useMetrics } from './metrics.ts'
import { markAt, placeMarks } from './placeMarks.ts'
import { HoverPreview } from './HoverPreview.tsx'
import { useHover } from './hover.ts'
import './timeline.css'
import { useTimelineCommands } from './timelineCommands.ts'
import { useOverlay } from './useOverlay.ts'
import { useTimelineData, type TimelineData } from './useTimelineData.ts'
import { tickAt, tickToX } from './view.ts'
import { useView } from './viewStore.ts'

/** The whole run at a glance: filmstrip, ruler, a lane for each branch, and the play head. */
export function Timeline(): JSX.Element {
  const run = useSelection((state) => state.run)
  // Nothing is recorded of a search before it ends.
  const exploring = useExploring(run)
  const isBlank = useBranches().every(({ head_tick }) => head_tick === 0)
  useTimelineCommands()
  return (
    <section className="panel timeline" aria-label="Timeline">
      {run === null ? <EmptyState title="The timeline of a run appears here">Its screenshots, branches, snapshots and events, from the first tick to the last.</EmptyState> : exploring && isBlank ? <EmptyState title="The lines that the search finds appear here">The way to its goal first, or as far as it came; then the other promising ones as branches.</EmptyState> : <Plot />}
    </section>
  )
}

/** Whole pictures where there is room for them, else half or a quarter as high. */
function stripHeight(height: number): number {
  if (height >= 260) return 144
  return height >= 150 ? 72 : 36
}

function Plot(): JSX.Element {
  const plot = useRef<HTMLDivElement>(null)
  const base = useRef<HTMLCanvasElement>(null)
  const overlay = useRef<HTMLCanvasElement>(null)
  const names = useRef<HTMLDivElement>(null)
  const [scroll, setScroll] = useState(0)
  const size = useSize(plot)
  const top = stripHeight(size.height)
  const metrics = useMetrics()
  const data = useTimelineData()
  const branch = useSelection((state) => state.branch)
  const view = useView((state) => state.view)
  const colors = useColors(plot)

  useLayoutEffect(() => useView.setState({ width: size.width }), [size.width])
  const line = useMemo(() => lineage(data.lanes, branch), [data.lanes, branch])
  const placed = useMemo(() => place(data, size.width), [data, size.width, view])
  const shape = useMemo(() => ({ width: size.width, height: size.height - top, view, lanes: data.lanes, metrics, scroll }), [size, top, view, data.lanes, metrics, scroll])

  useLayoutEffect(() => {
    const context = fitCanvas(base.current, shape.width, shape.height)
    if (context !== null && colors !== null) drawBase(context, shape, colors, data.timeline, placed, line)
  }, [shape, colors, data.timeline, placed, line])
  useLayoutEffect(() => {
    fitCanvas(overlay.current, size.width, size.height)
  }, [size])
  useOverlay(overlay, shape, colors, top)

  const end = useCallback(() => lastTick(data), [data])
  /** The tick a press means: that of the mark there, else the nearest of the lane. */
  const placeAt = (spot: Spot): { branch: number; tick: number } => {
    const state = useView.getState()
    const target = data.lanes[spot.row]?.branch ?? branch
    const tick = markAt(placed, spot.x, spot.row)?.mark.tick ?? tickAt(state.view, state.width, spot.x, end())
    return { branch: target, tick: Math.min(tick, headNow(data, target)) }
  }
  useGestures(plot, {
    top,
    metrics,
    scroll: () => scroll,
    end,
    head: () => headNow(data, branch),
    onHover: (spot, pressed) => {
      // While something is dragged the stage shows what is under the pointer.
      useHover.setState({ spot: pressed ? null : spot })
      const state = useView.getState()
      useSelection.getState().setHover(spot === null ? null : tickAt(state.view, state.width, spot.x, end()))
    },
    onClick: (spot) => {
      const { branch: target, tick } = placeAt(spot)
      useSelection.getState().goTo(tick, target)
    },
    onMenu: (spot, x, y) => {
      const { branch: target, tick } = placeAt(spot)
      openContextMenu({ label: `Tick ${formatCount(tick)}`, x, y, items: contextItems(target, tick) })
    },
  })
  useEffect(
    () => () => {
      useSelection.getState().setHover(null)
      useHover.setState({ spot: null })
    },
    [],
  )

  return (
    <>
      <Gutter lanes={data.lanes} top={top} metrics={metrics} names={names} onScroll={() => setScroll(names.current?.scrollTop ?? 0)} />
      <div className="timeline-plot" ref={plot} data-testid="timeline-plot">
        <Filmstrip height={top} end={headNow(data, branch)} />
        <canvas ref={base} className="timeline-base" style={{ top }} aria-hidden="true" />
        <canvas ref={overlay} className="timeline-overlay" aria-hidden="true" />
        <Head end={end} />
        <HoverPreview plot={plot} placed={placed} lanes={data.lanes} line={line} end={end} />
      </div>
    </>
  )
}

/** The play head for those who do not see it; its keys are those of the whole window. */
function Head({ end }: { end: () => number }): JSX.Element {
  const tick = useSelection((state) => state.tick)
  return (
    <div
      className="timeline-head"
      role="slider"
      tabIndex={0}
      aria-label="Play head"
      aria-valuemin={0}
      aria-valuemax={end()}
      aria-valuenow={tick}
      aria-valuetext={`tick ${formatCount(tick)} of ${formatCount(end())}`}
    />
  )
}

function lastTick({ lanes }: TimelineData): number {
  return lanes.reduce((end, lane) => Math.max(end, lane.head_tick), useLive.getState().live?.tick ?? 0)
}

function headNow({ lanes }: TimelineData, branch: number): number {
  const { live } = useLive.getState()
  return Math.max(headOf(lanes, branch), live?.branch === branch ? live.tick : 0)
}

function place({ timeline, lanes }: TimelineData, width: number): ReturnType<typeof placeMarks> {
  if (timeline === null) return []
  const rows = new Map(lanes.map((lane, row) => [lane.branch, row]))
  const { view } = useView.getState()
  return placeMarks(timeline.marks, timeline.snapshots, width, (tick) => tickToX(view, width, tick), (branch) => rows.get(branch) ?? -1)
}

function useColors(at: { readonly current: HTMLElement | null }): Colors | null {
  const shown = useTheme((state) => state.shown)
  const [colors, setColors] = useState<Colors | null>(null)
  useLayoutEffect(() => {
    if (at.current !== null) setColors(readColors(at.current, COLORS))
  }, [at, shown])
  return colors
}

/** Gives a canvas as many pixels as the display has there. */
function fitCanvas(canvas: HTMLCanvasElement | null, width: number, height: number): CanvasRenderingContext2D | null {
  const context = canvas?.getContext('2d') ?? null
  if (canvas === null || context === null || width <= 0 || height <= 0) return null
  const [w, h] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)]
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w
    canvas.height = h
    canvas.style.width = `${width}px`
    canvas.style.height = `${height}px`
  }
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
  return context
}

import { useEffect, useMemo, useRef, type JSX, type PointerEvent } from 'react'
import { Area, ComposedChart, Line, XAxis, YAxis } from 'recharts'
import { useCall } from '../api/useCall.ts'
import { useSelection, type TickWindow } from '../state/selection.ts'
import { Button, IconButton, formatCount, formatShort, useSize } from '../ui/index.ts'
import { drawnPoints, extent, pointAt, pointsOf, shareOf, tickAt, valueText } from './series.ts'

/** Space beside the plot, in pixels; the cursors are placed by it. */
const LEFT = 48
const RIGHT = 22
/** Of the tick axis below a plot, in pixels. */
const AXIS = 18
/** Drags shorter than this are clicks, in pixels. */
const CLICK = 4

export interface SmallChartProps {
  run: string
  branch: number
  name: string
  unit: string
  span: TickWindow
  /** of the plot, in pixels */
  height: number
  /** draws the tick axis */
  axis: boolean
  onRemove: () => void
}

/** One variable over the window: last value of each bucket, least to greatest behind it. */
export function SmallChart({ run, branch, name, unit, span, height, axis, onRemove }: SmallChartProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null)
  const { width } = useSize(place)
  const plot = Math.max(0, width - LEFT - RIGHT)
  const buckets = Math.max(1, Math.min(600, Math.floor(plot / 2), span.to - span.from + 1))
  const { data, error, reload } = useCall('series.get', plot === 0 ? null : { run, branch, ...span, name, buckets }, `${run} ${branch} ${name}`)
  const points = useMemo(() => (data === null ? [] : pointsOf(data)), [data])
  const around = useMemo(() => extent(points), [points])
  return (
    <figure className="chart" aria-label={`${name} over ticks ${span.from} to ${span.to}${around === null ? '' : `, from ${valueText(around[0])} to ${valueText(around[1])}`}`}>
      <figcaption className="chart-head">
        <span className="chart-name" title={name}>{name}</span>
        {unit !== '' && <span className="muted">{unit}</span>}
        <ValueAtCursor points={points} />
        <IconButton icon="close" size="small" label={`Remove the chart of ${name}`} onClick={onRemove} />
      </figcaption>
      <div ref={place} className="chart-plot" style={{ height: height + (axis ? AXIS : 0) }}>
        {error !== null ? (
          <p className="chart-note">{error.message} <Button kind="quiet" onClick={reload}>Try again</Button></p>
        ) : data !== null && around === null ? (
          <p className="chart-note muted">Nothing is known of it in these ticks.</p>
        ) : plot > 0 && data !== null ? (
          <Plot points={points} width={width} height={height} span={span} axis={axis} />
        ) : null}
        <Cursors plot={plot} span={span} />
      </div>
    </figure>
  )
}

/** Drawn apart from the cursors, so that moving those never draws the lines anew. */
function Plot({ points: all, width, height, span, axis }: { points: ReturnType<typeof pointsOf>; width: number; height: number; span: TickWindow; axis: boolean }): JSX.Element {
  const points = useMemo(() => drawnPoints(all), [all])
  return useMemo(() => (
    <ComposedChart width={width} height={height + (axis ? AXIS : 0)} data={points} margin={{ top: 6, right: RIGHT, bottom: axis ? 0 : 6, left: 0 }} accessibilityLayer={false}>
      <XAxis dataKey="tick" type="number" domain={[span.from, span.to]} hide={!axis} height={AXIS + 6} tickFormatter={formatCount} tick={TEXT} tickLine={false} axisLine={LINE} minTickGap={48} allowDecimals={false} />
      <YAxis width={LEFT} domain={['auto', 'auto']} tickFormatter={formatShort} tick={TEXT} tickLine={false} axisLine={LINE} tickCount={height > 140 ? 6 : 4} />
      <Area dataKey="range" type="stepAfter" stroke="none" fill="var(--accent)" fillOpacity={0.18} isAnimationActive={false} connectNulls={false} />
      <Line dataKey="last" type="stepAfter" stroke="var(--accent)" strokeWidth={1.25} dot={points.length < 2} isAnimationActive={false} connectNulls={false} />
    </ComposedChart>
  ), [points, width, height, span.from, span.to, axis])
}
const TEXT = { fill: 'var(--text-2)', fontSize: 11 }
const LINE = { stroke: 'var(--line)' }

function ValueAtCursor({ points }: { points: ReturnType<typeof pointsOf> }): JSX.Element {
  const value = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const show = (): void => {
      const { hoverTick, tick } = useSelection.getState()
      const point = pointAt(points, hoverTick ?? tick)
      if (value.current === null) return
      const range = point?.range
      value.current.textContent = point === null ? '' : range === null || range === undefined || range[0] === range[1] ? valueText(point.last ?? range?.[0] ?? null) : `${valueText(range[0])} … ${valueText(range[1])}`
    }
    show()
    return useSelection.subscribe(show)
  }, [points])
  return <span ref={value} className="chart-value" />
}

/** The play head and the hovered tick over the plot, and the pointer's ways to move them. */
function Cursors({ plot, span }: { plot: number; span: TickWindow }): JSX.Element {
  const head = useRef<HTMLDivElement>(null)
  const hover = useRef<HTMLDivElement>(null)
  const band = useRef<HTMLDivElement>(null)
  const drag = useRef<{ x: number; tick: number } | null>(null)
  useEffect(() => {
    const put = (element: HTMLElement | null, tick: number | null): void => {
      if (element === null) return
      const share = tick === null ? null : shareOf(tick, span.from, span.to)
      element.hidden = share === null
      if (share !== null) element.style.transform = `translateX(${share * plot}px)`
    }
    const show = (): void => {
      const { tick, hoverTick } = useSelection.getState()
      put(head.current, tick)
      put(hover.current, hoverTick)
    }
    show()
    return useSelection.subscribe(show)
  }, [plot, span.from, span.to])

  const tickOf = (event: PointerEvent): number => {
    const box = event.currentTarget.getBoundingClientRect()
    return tickAt((event.clientX - box.left) / Math.max(1, box.width), span.from, span.to)
  }
  const showBand = (a: number, b: number | null): void => {
    if (band.current === null) return
    band.current.hidden = b === null
    if (b === null) return
    band.current.style.left = `${Math.min(a, b)}px`
    band.current.style.width = `${Math.abs(a - b)}px`
  }
  const onUp = (event: PointerEvent): void => {
    const from = drag.current
    drag.current = null
    showBand(0, null)
    if (from === null) return
    const selection = useSelection.getState()
    if (Math.abs(event.clientX - from.x) < CLICK) selection.goTo(tickOf(event))
    else selection.setWindow({ from: from.tick, to: tickOf(event) })
  }
  return (
    <div
      className="chart-cursors"
      style={{ left: LEFT, width: plot + 1 }}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        drag.current = { x: event.clientX, tick: tickOf(event) }
      }}
      onPointerMove={(event) => {
        useSelection.getState().setHover(tickOf(event))
        const from = drag.current
        const left = event.currentTarget.getBoundingClientRect().left
        if (from !== null && Math.abs(event.clientX - from.x) >= CLICK) showBand(from.x - left, Math.max(0, Math.min(plot, event.clientX - left)))
      }}
      onPointerUp={onUp}
      onPointerLeave={() => useSelection.getState().setHover(null)}
    >
      <div ref={band} className="chart-band" hidden />
      <div ref={hover} className="chart-hover" hidden />
      <div ref={head} className="chart-playhead" hidden />
    </div>
  )
}

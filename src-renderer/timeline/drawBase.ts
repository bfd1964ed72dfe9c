import type { Branch, Timeline } from '../api/contract.ts'
import { EVENT_LOOKS } from '../ui/eventKinds.ts'
import { formatCount, formatShort } from '../ui/format.ts'
import type { Metrics } from './metrics.ts'
import type { Placed } from './placeMarks.ts'
import { rulerTicks, tickToX, type View } from './view.ts'

export const COLORS = [
  '--text', '--text-2', '--line', '--line-strong', '--panel', '--accent', '--text-on-accent', '--snapshot', '--coverage', '--window',
  '--event-battle', '--event-catch', '--event-badge', '--event-death', '--event-level', '--event-place', '--event-item', '--event-dialog', '--event-error',
] as const
export type Colors = Record<(typeof COLORS)[number], string>

export interface Plot {
  width: number
  /** of ruler and lanes */
  height: number
  view: View
  lanes: readonly Branch[]
  metrics: Metrics
  /** how far the lanes are scrolled, in pixels */
  scroll: number
}

/** @returns the middle of a lane's line in the plot, ruler included */
export function laneY(row: number, { metrics: { ruler, lane }, scroll }: Pick<Plot, 'metrics' | 'scroll'>): number {
  return ruler + row * lane + lane / 2 - scroll
}

/** Draws what changes with the view and the record: ruler, lanes, forks, coverage, marks. */
export function drawBase(
  context: CanvasRenderingContext2D,
  plot: Plot,
  colors: Colors,
  timeline: Timeline | null,
  placed: readonly Placed[],
  line: readonly { branch: number; from: number; to: number }[],
): void {
  context.clearRect(0, 0, plot.width, plot.height)
  context.save()
  context.beginPath()
  context.rect(0, plot.metrics.ruler, plot.width, plot.height - plot.metrics.ruler)
  context.clip()
  drawCoverage(context, plot, colors, timeline)
  drawLines(context, plot, colors, line)
  drawMarks(context, plot, colors, placed)
  context.restore()
  drawRuler(context, plot, colors)
}

function drawRuler(context: CanvasRenderingContext2D, { width, view, metrics: { ruler, font } }: Plot, colors: Colors): void {
  const { step, ticks } = rulerTicks(view, width, 9 * font)
  context.font = `${font}px system-ui, sans-serif`
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  context.fillStyle = colors['--line']
  context.fillRect(0, ruler - 1, width, 1)
  const short = step >= 1000
  for (const tick of ticks) {
    const x = Math.round(tickToX(view, width, tick))
    context.fillStyle = colors['--line-strong']
    context.fillRect(x, ruler - 6, 1, 5)
    context.fillStyle = colors['--text-2']
    context.fillText(short ? formatShort(tick) : formatCount(tick), x + 4, ruler / 2)
  }
}

function drawCoverage(context: CanvasRenderingContext2D, plot: Plot, colors: Colors, timeline: Timeline | null): void {
  if (timeline === null) return
  context.fillStyle = colors['--coverage']
  const rows = new Map(plot.lanes.map((lane, row) => [lane.branch, row]))
  for (const { branch, from, to } of timeline.coverage) {
    const row = rows.get(branch)
    if (row === undefined) continue
    const left = Math.max(0, tickToX(plot.view, plot.width, from))
    const right = Math.min(plot.width, tickToX(plot.view, plot.width, to))
    if (right > left) context.fillRect(left, laneY(row, plot) + 6, Math.max(1, right - left), 3)
  }
}

/** Lines of the branches; those that make up the line that is looked at stand out. */
function drawLines(context: CanvasRenderingContext2D, plot: Plot, colors: Colors, line: readonly { branch: number; from: number; to: number }[]): void {
  const rows = new Map(plot.lanes.map((lane, row) => [lane.branch, row]))
  const x = (tick: number): number => Math.max(-20, Math.min(plot.width + 20, tickToX(plot.view, plot.width, tick)))
  context.lineJoin = 'round'
  for (const [row, lane] of plot.lanes.entries()) {
    const y = laneY(row, plot)
    const parentRow = lane.parent === null ? undefined : rows.get(lane.parent)
    const isOn = line.some((part) => part.branch === lane.branch)
    context.strokeStyle = isOn ? colors['--accent'] : colors['--line-strong']
    context.lineWidth = isOn ? 2 : 1
    context.beginPath()
    const start = x(lane.fork_tick)
    if (parentRow !== undefined) {
      const bend = Math.min(6, plot.metrics.lane / 2)
      context.moveTo(start, laneY(parentRow, plot))
      context.lineTo(start, y - bend)
      context.quadraticCurveTo(start, y, start + bend, y)
    } else context.moveTo(start, y)
    context.lineTo(Math.max(x(lane.head_tick), start + (parentRow === undefined ? 0 : 6)), y)
    context.stroke()
    if (!isOn) continue
    // Behind its fork a parent goes on, but not as part of this line.
    const part = line.find((one) => one.branch === lane.branch)
    if (part === undefined || part.to >= lane.head_tick) continue
    context.clearRect(x(part.to) + 1, y - 1.5, x(lane.head_tick) - x(part.to), 3)
    context.strokeStyle = colors['--line-strong']
    context.lineWidth = 1
    context.beginPath()
    context.moveTo(x(part.to), y)
    context.lineTo(x(lane.head_tick), y)
    context.stroke()
  }
}

function drawMarks(context: CanvasRenderingContext2D, plot: Plot, colors: Colors, placed: readonly Placed[]): void {
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  const { lane, ruler, sign } = plot.metrics
  context.font = `bold ${sign}px system-ui, "DejaVu Sans", sans-serif`
  for (const one of placed) {
    const y = laneY(one.lane, plot)
    if (y < ruler - lane || y > plot.height + lane) continue
    const x = Math.round(one.x)
    if (one.kind === 'snapshot') drawSnapshot(context, colors, x, y, sign / 13, one.large, one.mark.name !== null || one.mark.pinned)
    else {
      const look = EVENT_LOOKS[one.mark.kind]
      context.fillStyle = colors[look.color as keyof Colors]
      if (!one.large) context.fillRect(x, y - 6, 1, 4)
      else {
        const ink = context.fillStyle
        context.fillStyle = colors['--panel']
        context.beginPath()
        context.arc(x, y, (sign * 8) / 13, 0, 7)
        context.fill()
        context.fillStyle = ink
        context.fillText(look.glyph, x, y + 1)
      }
    }
  }
}

function drawSnapshot(context: CanvasRenderingContext2D, colors: Colors, x: number, y: number, scale: number, large: boolean, isNamed: boolean): void {
  const size = (isNamed && large ? 6 : 3) * scale
  context.beginPath()
  context.moveTo(x, y - size)
  context.lineTo(x + size, y)
  context.lineTo(x, y + size)
  context.lineTo(x - size, y)
  context.closePath()
  context.fillStyle = isNamed ? colors['--snapshot'] : colors['--panel']
  context.fill()
  context.strokeStyle = colors['--snapshot']
  context.lineWidth = 1
  context.stroke()
}

import type { EventRow } from '../read/events.ts'
import { MARKS, markOf, markShape } from './eventMarks.ts'
import type { Mark } from './eventMarks.ts'
import { CAP_HEIGHT, fitText, textPath, textWidth } from './pixelFont.ts'
import { COLOURS } from './theme.ts'

const LANES: readonly Mark[] = ['battle', 'catch', 'level', 'badge', 'death', 'snapshot', 'error']
const LANE_HEIGHT = 26
const LABEL_WIDTH = 150
const PLACE_HEIGHT = 34
const AXIS_HEIGHT = 34
const PLACE_TINTS = ['#26303b', '#2d2a3d', '#26352f', '#3a2f2a', '#2a2f3d', '#352a35']

/** What the lanes show. Ticks from 0 to `lastTick`. */
export interface Timeline {
  lastTick: number
  events: readonly EventRow[]
  snapshots: readonly number[]
  /** where the run was from which tick on */
  places: readonly { tick: number; name: string }[]
  pictures: readonly number[]
}

/** @returns the height of the lanes of a run in pixels */
export function lanesHeight(timeline: Timeline): number {
  return PLACE_HEIGHT + shownLanes(timeline).length * LANE_HEIGHT + AXIS_HEIGHT
}

/** The run as lanes: places along the top, a lane for each kind of event there was, the ticks below. */
export function drawLanes(timeline: Timeline, left: number, top: number, width: number): string {
  const x0 = left + LABEL_WIDTH
  const span = width - LABEL_WIDTH
  const last = Math.max(1, timeline.lastTick)
  const at = (tick: number) => x0 + (tick / last) * span
  const lanes = shownLanes(timeline)
  const bottom = top + PLACE_HEIGHT + lanes.length * LANE_HEIGHT
  let svg = ''
  svg += drawPlaces(timeline, left, top, x0, at, last)
  lanes.forEach((mark, i) => {
    const y = top + PLACE_HEIGHT + i * LANE_HEIGHT
    const middle = y + LANE_HEIGHT / 2
    if (i % 2 === 0) svg += `<rect x="${x0}" y="${y}" width="${span}" height="${LANE_HEIGHT}" fill="${COLOURS.stripe}"/>`
    svg += markShape(mark, left + 10, middle, 16) + textPath(MARKS[mark].label, left + 28, middle - CAP_HEIGHT, 2, COLOURS.muted)
    svg += mark === 'battle' ? drawBattles(timeline, at, middle, last) : drawMarks(mark, ticksOf(timeline, mark), at, middle)
  })
  for (const tick of timeline.pictures) svg += `<rect x="${at(tick) - 1}" y="${bottom}" width="2" height="6" fill="${COLOURS.muted}"/>`
  return svg + drawAxis(at, last, bottom)
}

function shownLanes(timeline: Timeline): Mark[] {
  return LANES.filter((mark) => mark === 'battle' || ticksOf(timeline, mark).length > 0)
}

function ticksOf(timeline: Timeline, mark: Mark): number[] {
  if (mark === 'snapshot') return [...timeline.snapshots]
  return timeline.events.filter((event) => markOf(event.kind) === mark).map((event) => event.tick)
}

function drawMarks(mark: Mark, ticks: readonly number[], at: (tick: number) => number, y: number): string {
  let svg = ''
  let lastX = Number.NEGATIVE_INFINITY
  // Marks that would lie on each other become thin lines, so that a busy lane shows how busy it is.
  for (const tick of ticks) {
    const x = at(tick)
    if (x - lastX >= 13) {
      svg += markShape(mark, x, y, 16)
      lastX = x
    } else svg += `<rect x="${x.toFixed(1)}" y="${y - 9}" width="1" height="18" fill="${MARKS[mark].colour}" opacity="0.35"/>`
  }
  return svg
}

function drawBattles(timeline: Timeline, at: (tick: number) => number, y: number, last: number): string {
  let svg = ''
  let start: number | null = null
  const bar = (from: number, to: number) => {
    const width = Math.max(3, at(to) - at(from))
    svg += `<rect x="${at(from).toFixed(1)}" y="${y - 8}" width="${width.toFixed(1)}" height="16" rx="2" fill="${MARKS.battle.colour}" opacity="0.85"/>`
  }
  for (const { kind, tick } of timeline.events) {
    if (kind === 'battle_start') start = tick
    else if (kind === 'battle_end') {
      bar(start ?? tick, tick)
      start = null
    }
  }
  if (start !== null) bar(start, last)
  return svg
}

function drawPlaces(timeline: Timeline, left: number, top: number, x0: number, at: (tick: number) => number, last: number): string {
  const tints = new Map<string, string>()
  let svg = textPath('place', left + 28, top + 8, 2, COLOURS.muted)
  timeline.places.forEach(({ tick, name }, i) => {
    const x = Math.max(x0, at(tick))
    const width = at(timeline.places[i + 1]?.tick ?? last) - x
    const tint = tints.get(name) ?? PLACE_TINTS[tints.size % PLACE_TINTS.length] ?? COLOURS.stripe
    tints.set(name, tint)
    svg += `<rect x="${x.toFixed(1)}" y="${top}" width="${Math.max(1, width).toFixed(1)}" height="28" fill="${tint}"/><rect x="${x.toFixed(1)}" y="${top}" width="1" height="28" fill="${COLOURS.background}"/>`
    // A name cut to a few letters says less than none: the tint tells the places apart.
    const label = fitText(name, (width - 16) / 2, 'end')
    if (label === name || [...label].length >= 6) svg += textPath(label, Math.round(x + 8), top + 8, 2, COLOURS.text)
  })
  return svg
}

function drawAxis(at: (tick: number) => number, last: number, y: number): string {
  const rough = last / 8
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? power)
  let svg = `<rect x="${at(0)}" y="${y}" width="${at(last) - at(0)}" height="1" fill="${COLOURS.line}"/>`
  for (let tick = 0; tick <= last; tick += step) {
    const label = tick.toLocaleString('en-US').replaceAll(',', ' ')
    const width = textWidth(label) * 2
    svg += `<rect x="${Math.round(at(tick))}" y="${y}" width="1" height="8" fill="${COLOURS.muted}"/>`
    svg += textPath(label, Math.round(Math.min(at(last) - width, Math.max(at(0), at(tick) - width / 2))), y + 13, 2, COLOURS.muted)
  }
  return svg
}

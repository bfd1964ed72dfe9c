import { mkdir, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { FRAMES_PER_SECOND } from '../../../src-preload/contract/index.ts'
import type { RunSummary } from '../../../src-preload/contract/index.ts'
import { storageError } from '../database.ts'
import type { Segment } from '../read/line.ts'
import { RunReader } from '../runReader.ts'
import { SCREEN_HEIGHT, SCREEN_WIDTH } from '../screenshotFile.ts'
import { MARKS, markOf, markShape } from './eventMarks.ts'
import { fitText, textPath, textWidth } from './pixelFont.ts'
import { pickPictures } from './sheetPicks.ts'
import type { Pick } from './sheetPicks.ts'
import { COLOURS } from './theme.ts'
import { drawLanes, lanesHeight } from './timelineLanes.ts'
import type { Timeline } from './timelineLanes.ts'

const MARGIN = 40
const GAP = 20
const CAPTION = 72
const MAX_EVENTS = 20_000
/** A file smaller than this share of the median shows nothing. */
const FLAT_SHARE = 0.15

export interface ContactSheetOptions {
  /** the branch at whose head the line ends; default 0 */
  line?: number
  /** pictures beside each other, default 5 */
  columns?: number
  /** pictures at most, default 30 */
  pictures?: number
  /** whole factor the pictures are scaled by, default 2 */
  scale?: number
  /** default: the experiment's name */
  title?: string
}

export interface ContactSheet {
  file: string
  width: number
  height: number
  pictures: number
}

/** A picture of a whole run: what it was, its timeline with every event, and the screens that tell it. Written as a PNG, whole or not at all. */
export async function renderContactSheet(runDir: string, file: string, options: ContactSheetOptions = {}): Promise<ContactSheet> {
  const reader = new RunReader(runDir)
  try {
    return await draw(reader, file, options)
  } catch (error) {
    throw storageError(file, error)
  } finally {
    reader.close()
  }
}

async function draw(reader: RunReader, file: string, options: ContactSheetOptions): Promise<ContactSheet> {
  const line = options.line ?? 0
  const scale = Math.max(1, Math.round(options.scale ?? 2))
  const timeline = readTimeline(reader, line)
  const index = tellingPictures(reader, line)
  const picks = pickPictures(index.ticks, index.ids, timeline.events, options.pictures ?? 30)
  const columns = Math.max(2, Math.min(options.columns ?? 5, Math.max(picks.length, 4)))
  const cell = { width: SCREEN_WIDTH * scale, height: SCREEN_HEIGHT * scale }
  const width = MARGIN * 2 + columns * cell.width + (columns - 1) * GAP
  const header = drawHeader(reader, timeline, options.title, width)
  const lanesTop = header.height
  const gridTop = lanesTop + lanesHeight({ ...timeline, pictures: picks.map(({ tick }) => tick) }) + 28
  const rows = Math.ceil(picks.length / columns)
  const height = gridTop + (picks.length === 0 ? 80 : rows * (cell.height + CAPTION)) + MARGIN - 24

  const cells = picks.map((pick, i) => ({ pick, x: MARGIN + (i % columns) * (cell.width + GAP), y: gridTop + Math.floor(i / columns) * (cell.height + CAPTION) }))
  const images = await Promise.all(cells.map(async ({ pick, x, y }) => ({ input: await screenOf(reader, pick.id, cell), left: x, top: y })))
  const body = cells.map(({ pick, x, y }) => drawCaption(reader, line, pick, x, y, cell)).join('')
  const empty = picks.length === 0 ? textPath('This run has no screenshots.', MARGIN, gridTop + 20, 2, COLOURS.muted) : ''
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${COLOURS.background}"/>
    ${header.svg}${drawLanes({ ...timeline, pictures: picks.map(({ tick }) => tick) }, MARGIN, lanesTop, width - MARGIN * 2)}${body}${empty}</svg>`
  const png = await sharp(Buffer.from(svg), { limitInputPixels: false }).composite(images).png({ compressionLevel: 9 }).toBuffer()
  await mkdir(path.dirname(file), { recursive: true })
  const temporary = `${file}.${process.pid}.tmp`
  await sharp(png).toFile(temporary)
  await rename(temporary, file)
  return { file, width, height, pictures: picks.length }
}

function readTimeline(reader: RunReader, line: number): Timeline {
  const segments = reader.lineage(line)
  const lastTick = segments.at(-1)?.to ?? 0
  const events = reader.events({ line, limit: MAX_EVENTS, kinds: ['battle_start', 'battle_end', 'catch', 'badge', 'death', 'level_up', 'location_change', 'item', 'dialog', 'error'] })
  const places = readPlaces(reader, segments)
  const snapshots = reader.snapshots().filter(({ branch, tick }) => segments.some((segment) => segment.branch === branch && tick >= segment.from && tick <= segment.to)).map(({ tick }) => tick)
  return { lastTick, events, snapshots, places, pictures: [] }
}

/** Where the run was from which tick on, by its states: the game may start somewhere without an event that says so. */
function readPlaces(reader: RunReader, segments: readonly Segment[]): Timeline['places'] {
  const places: { tick: number; name: string }[] = []
  for (const { branch, from, to } of segments) {
    const rows = reader.query(
      `SELECT tick, state ->> '$.location' AS name FROM states WHERE branch = ? AND tick BETWEEN ? AND ? AND instr(state, '"location":') > 0 AND state ->> '$.screen' IS NOT 'title' ORDER BY tick`,
      branch, from, to)
    for (const row of rows) {
      const name = String(row['name'] ?? '')
      if (name !== '' && name !== places.at(-1)?.name) places.push({ tick: Number(row['tick']), name })
    }
  }
  return places
}

function drawHeader(reader: RunReader, timeline: Timeline, title: string | undefined, width: number): { svg: string; height: number } {
  const summary = reader.summary()
  const name = title ?? (summary.experiment_name === '' ? summary.run_id : summary.experiment_name)
  const facts = [
    summary.game, summary.script ?? 'no script', `${grouped(timeline.lastTick)} ticks`, `${grouped(summary.frames)} frames`, `${clock(summary.frames)} of game time`,
    `${grouped(summary.snapshots)} snapshots`, `${grouped(summary.screenshots)} screenshots`,
  ]
  const room = width - MARGIN * 2
  const badge = summary.status.replaceAll('_', ' ')
  const badgeWidth = textWidth(badge) * 2 + 24
  let svg = textPath(fitText(name, (room - badgeWidth - 30) / 4), MARGIN, 44, 4, COLOURS.text)
  const colour = statusColour(summary)
  svg += `<rect x="${width - MARGIN - badgeWidth}" y="40" width="${badgeWidth}" height="34" rx="4" fill="none" stroke="${colour}" stroke-width="2"/>`
  svg += textPath(badge, width - MARGIN - badgeWidth + 12, 50, 2, colour)
  svg += textPath(fitText(facts.join('  ·  '), room / 2), MARGIN, 92, 2, COLOURS.muted)
  svg += textPath(fitText(`run ${summary.run_id}  ·  ${summary.started_at.slice(0, 16).replace('T', ' ')} UTC  ·  core ${reader.metadata.core.name} ${reader.metadata.core.version}`, room / 2), MARGIN, 118, 2, COLOURS.muted)
  return { svg, height: 160 }
}

function statusColour(summary: RunSummary): string {
  if (summary.status === 'completed' || summary.status === 'limit') return MARKS.catch.colour
  if (summary.status === 'running') return COLOURS.accent
  return summary.status === 'failed' || summary.status === 'crashed' ? MARKS.battle.colour : MARKS.badge.colour
}

function drawCaption(reader: RunReader, line: number, { id, tick, event }: Pick, x: number, y: number, cell: { width: number; height: number }): string {
  const shot = reader.screenshot(id)
  const mark = event === null ? null : markOf(event.kind)
  const colour = mark === null ? COLOURS.line : MARKS[mark].colour
  const top = y + cell.height + 10
  const time = clock(shot.frame)
  const stamp = `tick ${grouped(tick)}`
  const story = shot.label ?? event?.title ?? placeOf(reader, line, tick)
  const indent = mark === null ? 0 : 24
  let svg = `<rect x="${x - 2}" y="${y - 2}" width="${cell.width + 4}" height="${cell.height + 4}" rx="3" fill="${colour}"/>`
  svg += textPath(stamp, x, top, 2, COLOURS.muted) + textPath(time, x + cell.width - textWidth(time) * 2, top, 2, COLOURS.muted)
  if (mark !== null) svg += markShape(mark, x + 7, top + 30, 15)
  return svg + textPath(fitText(story.replaceAll(/\s+/g, ' '), (cell.width - indent) / 2, 'end'), x + indent, top + 23, 2, COLOURS.text)
}

function placeOf(reader: RunReader, line: number, tick: number): string {
  const state = reader.stateAt(line, tick)
  return state.location === '' ? state.screen : `${state.location} (${state.x}, ${state.y})`
}

async function screenOf(reader: RunReader, id: string, cell: { width: number; height: number }): Promise<Buffer> {
  const bytes = await readFile(path.join(reader.dir, reader.screenshot(id).file))
  return sharp(bytes).resize(cell.width, cell.height, { kernel: 'nearest' }).png().toBuffer()
}

function grouped(value: number): string {
  return value.toLocaleString('en-US').replaceAll(',', ' ')
}

/** Game time of a frame, e.g. 0:41:12 */
function clock(frame: number): string {
  const seconds = Math.floor(frame / FRAMES_PER_SECOND)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

/** The pictures of a line without those of one flat colour, as a console shows while it loads: such a file is tiny. */
function tellingPictures(reader: RunReader, line: number): { ticks: number[]; ids: string[] } {
  const { ticks, ids } = reader.screenshotIndex(line)
  const sizes = new Map(reader.query('SELECT screenshot_id, file_size_bytes FROM screenshots').map((row) => [row['screenshot_id'], Number(row['file_size_bytes'])]))
  const sorted = [...sizes.values()].sort((a, b) => a - b)
  const flat = (sorted[sorted.length >> 1] ?? 0) * FLAT_SHARE
  const keep = ids.map((id) => (sizes.get(id) ?? 0) > flat)
  return { ticks: Array.from(ticks).filter((_, i) => keep[i]), ids: ids.filter((_, i) => keep[i]) }
}

import { PtpError, screenshotRowSchema } from '../../../src-preload/contract/index.ts'
import type { ScreenshotRow } from '../../../src-preload/contract/index.ts'
import type { RunDatabase } from '../database.ts'
import { cutLine, readLine } from './line.ts'

const SELECT = `SELECT screenshot_id AS id, branch, tick, frame, timestamp, screen_type, reason, label, file_path AS file, thumbnail,
  file_size_bytes AS bytes, format, quality FROM screenshots`

export interface ScreenshotQuery {
  line: number
  from?: number
  to?: number
  /** rows to pass over, default 0 */
  offset?: number
  /** default 100 */
  limit?: number
}

export interface ScreenshotPage {
  rows: ScreenshotRow[]
  total: number
}

/** Every picture of a line in the order of its ticks, compact, for binary search. */
export interface ScreenshotIndex {
  ticks: Int32Array
  ids: string[]
}

/** Throws `not-found`. */
export function readScreenshot(database: RunDatabase, id: string): ScreenshotRow {
  const row = database.get(`${SELECT} WHERE screenshot_id = ?`, id)
  if (row === null) throw new PtpError('not-found', `No screenshot ${id}`, { hint: 'List those there are with: ptp screenshot list' })
  return screenshotRowSchema.parse(row)
}

/** The last picture at or before `tick`, or the first one after it; null if the line has none. */
export function nearestScreenshot(database: RunDatabase, line: number, tick: number): ScreenshotRow | null {
  const segments = readLine(database, line)
  for (const { branch, from, to } of cutLine(segments, 0, tick).reverse()) {
    const row = database.get(`${SELECT} WHERE branch = ? AND tick BETWEEN ? AND ? ORDER BY tick DESC LIMIT 1`, branch, from, to)
    if (row !== null) return screenshotRowSchema.parse(row)
  }
  for (const { branch, from, to } of cutLine(segments, tick, Number.MAX_SAFE_INTEGER)) {
    const row = database.get(`${SELECT} WHERE branch = ? AND tick BETWEEN ? AND ? ORDER BY tick LIMIT 1`, branch, from, to)
    if (row !== null) return screenshotRowSchema.parse(row)
  }
  return null
}

export function readScreenshots(database: RunDatabase, query: ScreenshotQuery): ScreenshotPage {
  const limit = Math.max(1, query.limit ?? 100)
  let skip = query.offset ?? 0
  let total = 0
  const rows: ScreenshotRow[] = []
  for (const { branch, from, to } of cutLine(readLine(database, query.line), query.from ?? 0, query.to ?? Number.MAX_SAFE_INTEGER)) {
    const here = database.count('SELECT count(*) FROM screenshots WHERE branch = ? AND tick BETWEEN ? AND ?', branch, from, to)
    total += here
    if (skip < here && rows.length < limit) {
      const sql = `${SELECT} WHERE branch = ? AND tick BETWEEN ? AND ? ORDER BY tick, screenshot_id LIMIT ? OFFSET ?`
      for (const row of database.all(sql, branch, from, to, limit - rows.length, skip)) rows.push(screenshotRowSchema.parse(row))
    }
    skip = Math.max(0, skip - here)
  }
  return { rows, total }
}

export function screenshotIndex(database: RunDatabase, line: number): ScreenshotIndex {
  const found = readLine(database, line).flatMap(({ branch, from, to }) =>
    database.rows('SELECT tick, screenshot_id FROM screenshots WHERE branch = ? AND tick BETWEEN ? AND ? ORDER BY tick, screenshot_id', branch, from, to))
  return { ticks: Int32Array.from(found, ([tick]) => Number(tick)), ids: found.map(([, id]) => String(id)) }
}

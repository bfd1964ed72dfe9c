import { PtpError, actionRowSchema } from '../../../src-preload/contract/index.ts'
import type { ActionRow, EventKind, TickInput } from '../../../src-preload/contract/index.ts'
import type { Cell, RunDatabase } from '../database.ts'
import { cutLine, lineLength, readPlayedLine } from './line.ts'
import type { Segment } from './line.ts'

const BATCH = 4096
const MAX_PAGE = 10_000

export interface ActionQuery {
  /** the branch at whose head the line ends */
  line: number
  from?: number
  to?: number
  /** only these types of action, e.g. BATTLE_MOVE */
  types?: readonly string[]
  /** only ticks in which such an event happened */
  events?: readonly EventKind[]
  /** only rows whose action, result or reasoning has this text, in any case */
  text?: string
  /** the cursor of the page before: the tick of its last row */
  after?: number
  /** default `asc` */
  order?: 'asc' | 'desc'
  /** rows of a page, default 100 */
  limit?: number
  /** false: do not count, when only the rows of a further page are wanted; `total` is then 0 */
  count?: boolean
}

export interface ActionPage {
  rows: ActionRow[]
  /** to be given as `after` for the next page, null at the end */
  next: number | null
  /** rows that match on all pages */
  total: number
}

const SELECT = `SELECT a.branch, a.tick, i.frame, a.timestamp, a.action, a.decision_type AS type, coalesce(a.result, '') AS result,
  i.buttons, i.hold, i.frames, a.line, a.decision_latency_ms AS latency_ms, a.confidence_score AS confidence, a.api_cost AS cost, a.reasoning
  FROM action_history a JOIN inputs i ON i.branch = a.branch AND i.tick = a.tick`

/** One page of the action log of a line. */
export function readActions(database: RunDatabase, query: ActionQuery): ActionPage {
  const limit = Math.min(MAX_PAGE, Math.max(1, query.limit ?? 100))
  const isDescending = query.order === 'desc'
  const whole = cutLine(readPlayedLine(database, query.line), query.from ?? 0, query.to ?? Number.MAX_SAFE_INTEGER)
  const filter = filterOf(query)
  const after = query.after
  const rest = after === undefined ? whole : isDescending ? cutLine(whole, 0, after - 1) : cutLine(whole, after + 1, Number.MAX_SAFE_INTEGER)
  const rows: ActionRow[] = []
  for (const { branch, from, to } of isDescending ? [...rest].reverse() : rest) {
    if (rows.length > limit) break
    const sql = `${SELECT} WHERE a.branch = ? AND a.tick BETWEEN ? AND ?${filter.sql} ORDER BY a.tick ${isDescending ? 'DESC' : 'ASC'} LIMIT ?`
    for (const row of database.all(sql, branch, from, to, ...filter.params, limit + 1 - rows.length)) rows.push(actionRowSchema.parse(row))
  }
  const hasMore = rows.length > limit
  if (hasMore) rows.pop()
  return { rows, next: hasMore ? (rows.at(-1)?.tick ?? null) : null, total: query.count === false ? 0 : countActions(database, whole, filter) }
}

interface Filter {
  sql: string
  params: Cell[]
}

function filterOf(query: ActionQuery): Filter {
  let sql = ''
  const params: Cell[] = []
  if (query.types !== undefined && query.types.length > 0) {
    sql += ` AND a.decision_type IN (${query.types.map(() => '?').join(',')})`
    params.push(...query.types)
  }
  if (query.events !== undefined && query.events.length > 0) {
    sql += ` AND a.tick IN (SELECT tick FROM events e WHERE e.branch = a.branch AND e.kind IN (${query.events.map(() => '?').join(',')}))`
    params.push(...query.events)
  }
  const text = query.text?.trim() ?? ''
  if (text !== '') {
    const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`
    sql += " AND (a.action LIKE ? ESCAPE '\\' OR a.result LIKE ? ESCAPE '\\' OR a.reasoning LIKE ? ESCAPE '\\')"
    params.push(pattern, pattern, pattern)
  }
  return { sql, params }
}

function countActions(database: RunDatabase, line: readonly Segment[], filter: Filter): number {
  // Every tick of a line has its row, so without a filter nothing needs to be counted.
  if (filter.sql === '') return lineLength(line)
  return line.reduce(
    (sum, { branch, from, to }) =>
      sum + database.count(`SELECT count(*) FROM action_history a WHERE a.branch = ? AND a.tick BETWEEN ? AND ?${filter.sql}`, branch, from, to, ...filter.params),
    0,
  )
}

/** One recorded input with the hash the core had after it. */
export interface InputRow extends TickInput {
  branch: number
  tick: number
  /** frames since the start of the run, at the end of the tick */
  frame: number
  fingerprint: number
}

/** The inputs of a line, in batches: what a replay plays. Throws `bad-run` if one is missing. */
export function* readInputs(database: RunDatabase, line: number, from: number, to: number): Generator<InputRow[]> {
  for (const segment of cutLine(readPlayedLine(database, line), from, to)) {
    for (let next = segment.from; next <= segment.to; next += BATCH) {
      const last = Math.min(segment.to, next + BATCH - 1)
      const rows = database.rows(
        'SELECT tick, frame, buttons, hold, frames, fingerprint FROM inputs WHERE branch = ? AND tick BETWEEN ? AND ? ORDER BY tick',
        segment.branch, next, last,
      )
      if (rows.length !== last - next + 1) {
        throw new PtpError('bad-run', `${database.file} misses inputs of branch ${segment.branch} between tick ${next} and ${last}`, {
          hint: 'The run cannot be replayed past them; take it from a backup.',
        })
      }
      yield rows.map(([tick, frame, buttons, hold, frames, fingerprint]) => ({
        branch: segment.branch, tick: Number(tick), frame: Number(frame), buttons: Number(buttons), hold: Number(hold), frames: Number(frames), fingerprint: Number(fingerprint),
      }))
    }
  }
}

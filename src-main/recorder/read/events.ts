import { EVENT_KINDS, gameEventSchema } from '../../../src-preload/contract/index.ts'
import type { EventKind, GameEvent } from '../../../src-preload/contract/index.ts'
import type { RunDatabase } from '../database.ts'
import { cutLine, readBranches, readLine } from './line.ts'
import type { Segment } from './line.ts'

const MAX_EVENTS = 100_000

export interface EventQuery {
  /** the branch at whose head the line ends; none: every branch */
  line?: number
  kinds?: readonly EventKind[]
  from?: number
  to?: number
  /** at most so many, the earliest first; default 1,000 */
  limit?: number
  /** default `asc` */
  order?: 'asc' | 'desc'
}

export interface EventRow extends GameEvent {
  branch: number
  frame: number
}

/** Counts of events by kind in equal buckets of ticks. */
export interface EventBuckets {
  from: number
  to: number
  buckets: number
  counts: Partial<Record<EventKind, Uint32Array>>
}

export function readEvents(database: RunDatabase, query: EventQuery): EventRow[] {
  const limit = Math.min(MAX_EVENTS, query.limit ?? 1000)
  const kinds = query.kinds ?? EVENT_KINDS
  const order = query.order ?? 'asc'
  const segments = segmentsOf(database, query.line, query.from ?? 0, query.to ?? Number.MAX_SAFE_INTEGER)
  const events: EventRow[] = []
  for (const { branch, from, to } of order === 'asc' ? segments : segments.reverse()) {
    if (events.length >= limit) break
    const isAll = kinds.length === EVENT_KINDS.length
    const sql = `SELECT branch, tick, frame, kind, title, data FROM events WHERE branch = ? AND tick BETWEEN ? AND ?
      ${isAll ? '' : `AND kind IN (${kinds.map(() => '?').join(',')})`} ORDER BY tick ${order}, seq ${order} LIMIT ?`
    for (const row of database.all(sql, branch, from, to, ...(isAll ? [] : kinds), limit - events.length)) {
      const event = gameEventSchema.parse({ ...row, data: JSON.parse(String(row['data'])) })
      events.push({ ...event, branch: Number(row['branch']), frame: Number(row['frame']) })
    }
  }
  return events
}

/** How many events of each kind happened in each of `buckets` equal parts of from..to. */
export function readEventBuckets(database: RunDatabase, line: number, from: number, to: number, buckets: number): EventBuckets {
  const counts: EventBuckets['counts'] = {}
  const span = Math.max(1, to - from + 1)
  for (const segment of cutLine(readLine(database, line), from, to)) {
    for (const kind of EVENT_KINDS) {
      const rows = database.rows(
        'SELECT CAST((tick - ?) * ? / ? AS INTEGER) AS bucket, count(*) FROM events INDEXED BY idx_events_kind WHERE branch = ? AND kind = ? AND tick BETWEEN ? AND ? GROUP BY bucket',
        from, buckets, span, segment.branch, kind, segment.from, segment.to,
      )
      if (rows.length === 0) continue
      const list = (counts[kind] ??= new Uint32Array(buckets))
      for (const [bucket, count] of rows) list[Number(bucket)] = (list[Number(bucket)] ?? 0) + Number(count)
    }
  }
  return { from, to, buckets, counts }
}

/** How many events of each kind the whole run has, over all branches. */
export function countEvents(database: RunDatabase): Partial<Record<EventKind, number>> {
  const counts: Partial<Record<EventKind, number>> = {}
  const branches = readBranches(database)
  for (const kind of EVENT_KINDS) {
    const count = branches.reduce((sum, { branch }) => sum + database.count('SELECT count(*) FROM events INDEXED BY idx_events_kind WHERE branch = ? AND kind = ?', branch, kind), 0)
    if (count > 0) counts[kind] = count
  }
  return counts
}

function segmentsOf(database: RunDatabase, line: number | undefined, from: number, to: number): Segment[] {
  const segments = line === undefined ? readBranches(database).map(({ branch }) => ({ branch, from: 0, to: Number.MAX_SAFE_INTEGER })) : readLine(database, line)
  return cutLine(segments, from, to)
}

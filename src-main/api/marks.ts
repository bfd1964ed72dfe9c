import { EVENT_KINDS, type EventMark, type SnapshotMark } from '../../src-preload/contract/index.ts'
import type { OpenRun } from './runShelf.ts'

/** About the most marks an answer has, whatever the number of branches. */
const MAX_MARKS = 12_000
const LEAST_BUCKETS = 32

/** Ticks `from`–`to`, both included, in `count` equal parts. */
export interface Buckets {
  from: number
  to: number
  count: number
}

/** The events of all branches: one mark for those of a kind, a bucket and a branch. */
export function marksIn(open: OpenRun, { from, to, count }: Buckets): EventMark[] {
  const shown = open.branches.filter(({ fork_tick, head_tick }) => head_tick >= from && fork_tick <= to)
  const parts = Math.min(count, Math.max(LEAST_BUCKETS, Math.floor(MAX_MARKS / Math.max(1, shown.length * 3))))
  const span = to - from + 1
  const marks: EventMark[] = []
  for (const { branch } of shown) {
    // Numbers arrive as reals, so the division has to be told to be of whole numbers.
    // Of the other columns SQLite gives those of the row with the least tick.
    const rows = open.reader.query(
      `SELECT min(tick) AS tick, kind, count(*) AS count, title FROM events WHERE branch = ? AND tick BETWEEN ? AND ?
       GROUP BY kind, CAST((tick - ?) * ? / ? AS INTEGER) ORDER BY min(tick)`,
      branch, from, to, from, parts, span,
    )
    for (const { tick, kind, count: number, title } of rows) {
      const known = EVENT_KINDS.find((each) => each === kind)
      if (known) marks.push({ branch, tick: Number(tick), kind: known, count: Number(number), title: String(title) })
    }
  }
  return marks
}

/** The snapshots in the window: the named and pinned ones, and of the others one a bucket and branch. */
export function snapshotsIn(open: OpenRun, { from, to, count }: Buckets): SnapshotMark[] {
  const width = (to - from + 1) / count
  const taken = new Set<string>()
  const marks: SnapshotMark[] = []
  for (const { id, branch, tick, name, reason, pinned } of open.store.list()) {
    if (tick < from || tick > to || reason === 'imported') continue
    const bucket = `${branch}/${Math.floor((tick - from) / width)}`
    if (name === null && !pinned && taken.has(bucket)) continue
    taken.add(bucket)
    marks.push({ id, branch, tick, name, reason, pinned })
  }
  return marks
}

import type { AnswersTo } from './answers.ts'
import { coverageOf } from './coverage.ts'
import type { DeskParts } from './desk.ts'
import { marksIn, snapshotsIn, type Buckets } from './marks.ts'
import { ownPlace, type OpenRun } from './runShelf.ts'

export function timelineAnswers({ shelf }: DeskParts): AnswersTo<'timeline.get' | 'timeline.shots' | 'timeline.jump'> {
  return {
    'timeline.get': async ({ run, from, to, buckets: count }) => {
      const open = await shelf.open(run)
      const end = Math.max(0, ...open.branches.map(({ head_tick }) => head_tick))
      const buckets: Buckets = { from, to: Math.max(from, to), count }
      return { end, branches: [...open.branches], marks: marksIn(open, buckets), snapshots: snapshotsIn(open, buckets), coverage: coverageOf(open, buckets) }
    },
    'timeline.shots': async ({ run, branch, after }) => {
      const { reader } = await shelf.open(run)
      const shots: { ticks: number[]; branches: number[]; ids: string[] } = { ticks: [], branches: [], ids: [] }
      for (const segment of reader.lineage(branch)) {
        const rows = reader.query(
          'SELECT tick, screenshot_id AS id FROM screenshots WHERE branch = ? AND tick BETWEEN ? AND ? ORDER BY tick, screenshot_id',
          segment.branch, Math.max(segment.from, after + 1), segment.to,
        )
        for (const { tick, id } of rows) {
          shots.ticks.push(Number(tick))
          shots.branches.push(segment.branch)
          shots.ids.push(String(id))
        }
      }
      return shots
    },
    'timeline.jump': async ({ run, branch, tick, to, direction, kinds }) => {
      const open = await shelf.open(run)
      ownPlace(open, branch, 0)
      if (to === 'snapshot') return nextSnapshot(open, branch, tick, direction)
      const query = { line: branch, limit: 1, ...(kinds && kinds.length > 0 ? { kinds } : {}) }
      const [event] = direction === 1 ? open.reader.events({ ...query, from: tick + 1 }) : open.reader.events({ ...query, to: tick - 1, order: 'desc' })
      return event ? { tick: event.tick, title: event.title } : null
    },
  }
}

function nextSnapshot(open: OpenRun, branch: number, tick: number, direction: 1 | -1): { tick: number; title: string } | null {
  const line = open.line(branch)
  let best: { tick: number; title: string } | null = null
  for (const meta of open.store.list()) {
    const isOnLine = meta.reason !== 'imported' && line.some((segment) => segment.branch === meta.branch && meta.tick >= segment.from && meta.tick <= segment.to)
    const isAhead = (meta.tick - tick) * direction > 0
    const isNearer = best === null || (best.tick - meta.tick) * direction > 0
    if (isOnLine && isAhead && isNearer) best = { tick: meta.tick, title: meta.name ?? `${meta.reason} snapshot` }
  }
  return best
}

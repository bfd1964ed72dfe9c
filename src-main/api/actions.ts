import { actionRowSchema, gameEventSchema, type ActionRow, type GameEvent } from '../../src-preload/contract/index.ts'
import type { Segment } from '../recorder/index.ts'
import type { AnswersTo } from './answers.ts'
import type { DeskParts } from './desk.ts'
import { atOrBefore, isEmpty } from './matchingTicks.ts'
import type { OpenRun } from './runShelf.ts'

// The ticks come first: SQLite keeps the order of a CROSS JOIN, and would else read through the whole table.
const SELECT = `SELECT a.branch, a.tick, i.frame, a.timestamp, a.action, a.decision_type AS type, coalesce(a.result, '') AS result,
  i.buttons, i.hold, i.frames, a.line, a.decision_latency_ms AS latency_ms, a.confidence_score AS confidence, a.api_cost AS cost, a.reasoning
  FROM json_each(?) wanted CROSS JOIN action_history a ON a.branch = ? AND a.tick = wanted.value
  CROSS JOIN inputs i ON i.branch = a.branch AND i.tick = a.tick ORDER BY a.tick`
const EVENTS = `SELECT e.kind, e.tick, e.title, e.data FROM json_each(?) wanted CROSS JOIN events e ON e.branch = ? AND e.tick = wanted.value ORDER BY e.tick, e.seq`

type Row = ActionRow & { events: GameEvent[] }

/** The action log. Every played tick has its row, so without a filter row i is found by counting ticks. */
export function actionAnswers({ shelf, matching }: DeskParts): AnswersTo<'actions.page' | 'actions.index'> {
  return {
    'actions.page': async ({ run, branch, from, to, offset, limit, ...filter }) => {
      const open = await shelf.open(run)
      const line = playedLine(open, branch, from, to)
      if (isEmpty(filter)) {
        const first = (line[0]?.from ?? 1) + offset
        const last = Math.min(line.at(-1)?.to ?? 0, first + limit - 1)
        const ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
        return { rows: rowsOf(open, line, ticks), total: lengthOf(line) }
      }
      const ticks = await matching.find(open, branch, line, line[0]?.from ?? from, to, filter)
      return { rows: rowsOf(open, line, ticks.slice(offset, offset + limit)), total: ticks.length }
    },
    'actions.index': async ({ run, branch, from, to, tick, ...filter }) => {
      const open = await shelf.open(run)
      const line = playedLine(open, branch, from, to)
      if (isEmpty(filter)) return { index: Math.max(-1, Math.min(tick - (line[0]?.from ?? 1), lengthOf(line) - 1)) }
      return { index: atOrBefore(await matching.find(open, branch, line, line[0]?.from ?? from, to, filter), tick) }
    },
  }
}

/** The ticks of the window in which something was done: all but tick 0. Its segments follow each other without a gap. */
function playedLine({ reader }: OpenRun, branch: number, from: number, to: number): Segment[] {
  return reader
    .lineage(branch)
    .map((segment) => ({ branch: segment.branch, from: Math.max(segment.from, from, 1), to: Math.min(segment.to, to) }))
    .filter((segment) => segment.from <= segment.to)
}

function lengthOf(line: readonly Segment[]): number {
  const [first, last] = [line[0], line.at(-1)]
  return first && last ? last.to - first.from + 1 : 0
}

/** @param ticks ascending */
function rowsOf({ reader }: OpenRun, line: readonly Segment[], ticks: readonly number[]): Row[] {
  return line.flatMap(({ branch, from, to }) => {
    const own = ticks.filter((tick) => tick >= from && tick <= to)
    if (own.length === 0) return []
    const wanted = JSON.stringify(own)
    const events = new Map<number, GameEvent[]>()
    for (const row of reader.query(EVENTS, wanted, branch)) {
      const event = gameEventSchema.parse({ ...row, data: JSON.parse(String(row['data'])) })
      const there = events.get(event.tick)
      if (there) there.push(event)
      else events.set(event.tick, [event])
    }
    return reader.query(SELECT, wanted, branch).map((row) => {
      const action = actionRowSchema.parse(row)
      return { ...action, events: events.get(action.tick) ?? [] }
    })
  })
}

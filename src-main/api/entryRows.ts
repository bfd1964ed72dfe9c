import { actionRowSchema, gameEventSchema, type ActionRow, type GameEvent, type GameState } from '../../src-preload/contract/index.ts'
import { eventOfKey, tickOfKey, type EntryKey } from './foundEntries.ts'
import type { OpenRun } from './runShelf.ts'

/** One line of the log for other programs: something that was done, or something that happened by it. */
export type LogEntry =
  | { kind: 'action'; branch: number; tick: number; timestamp: string; row: ActionRow; before: GameState | null; after: GameState | null }
  | { kind: 'event'; branch: number; tick: number; timestamp: string; event: GameEvent }

// The ticks come first: SQLite keeps the order of a CROSS JOIN, and would else read through the whole table.
const ACTIONS = `SELECT a.branch, a.tick, i.frame, a.timestamp, a.action, a.decision_type AS type, coalesce(a.result, '') AS result,
  i.buttons, i.hold, i.frames, a.line, a.decision_latency_ms AS latency_ms, a.confidence_score AS confidence, a.api_cost AS cost, a.reasoning
  FROM json_each(?) wanted CROSS JOIN action_history a ON a.branch = ? AND a.tick = wanted.value CROSS JOIN inputs i ON i.branch = a.branch AND i.tick = a.tick`
const EVENTS = `SELECT e.tick, e.seq, e.kind, e.title, e.data, a.timestamp FROM json_each(?) wanted CROSS JOIN events e ON e.branch = ? AND e.tick = wanted.value
  LEFT JOIN action_history a ON a.branch = e.branch AND a.tick = e.tick ORDER BY e.tick, e.seq`

/** @param keys ascending @returns what stands there, in the same order */
export function readEntries(open: OpenRun, branch: number, keys: readonly EntryKey[]): LogEntry[] {
  const acted = keys.filter((key) => eventOfKey(key) < 0).map(tickOfKey)
  const happened = keys.filter((key) => eventOfKey(key) >= 0)
  const states = statesAround(open, branch, acted)
  const entries = open.reader.query(ACTIONS, JSON.stringify(acted), branch).map((each): LogEntry => {
    const row = actionRowSchema.parse(each)
    return { kind: 'action', branch, tick: row.tick, timestamp: row.timestamp, row, before: states(row.tick - 1), after: states(row.tick) }
  })
  const wanted = new Set(happened)
  for (const each of happened.length === 0 ? [] : open.reader.query(EVENTS, JSON.stringify([...new Set(happened.map(tickOfKey))]), branch)) {
    const event = gameEventSchema.parse({ ...each, data: JSON.parse(String(each['data'])) })
    if (wanted.has(event.tick * 16 + Math.min(Number(each['seq']), 14) + 1)) entries.push({ kind: 'event', branch, tick: event.tick, timestamp: String(each['timestamp'] ?? ''), event })
  }
  // Sorting keeps equal ones as they are: a tick's action stays before its events.
  return entries.sort((a, b) => a.tick - b.tick)
}

/** @param ticks ascending @returns the state after one of them, or after the tick before it */
function statesAround(open: OpenRun, branch: number, ticks: readonly number[]): (tick: number) => GameState | null {
  const [first, last] = [ticks[0], ticks.at(-1)]
  if (first === undefined || last === undefined) return () => null
  if (last - first > 4 * ticks.length + 64) return (tick) => open.reader.stateAt(branch, tick)
  const known = [...open.reader.statesBetween(branch, Math.max(0, first - 1), last)]
  let at = 0
  return (tick) => {
    while (at > 0 && (known[at]?.tick ?? 0) > tick) at--
    while ((known[at + 1]?.tick ?? Infinity) <= tick) at++
    return known[at]?.state ?? null
  }
}

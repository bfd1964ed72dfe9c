import { setTimeout as sleep } from 'node:timers/promises'
import { actionRowSchema, gameEventSchema, type ActionRow, type EventKind, type GameEvent, type GameState } from '../../src-preload/contract/index.ts'
import type { Segment } from '../recorder/index.ts'
import type { DeskParts } from './desk.ts'
import type { OpenRun } from './runShelf.ts'

/** One line of the log for other programs: something that was done, or something that happened by it. */
export type LogEntry =
  | { kind: 'action'; branch: number; tick: number; timestamp: string; row: ActionRow; before: GameState | null; after: GameState | null }
  | { kind: 'event'; branch: number; tick: number; timestamp: string; event: GameEvent }

export interface EntryQuery {
  /** default: the branch that is live or was made last */
  branch?: number | undefined
  /** in the action, where it led, the reasoning or the title of an event */
  text?: string | undefined
  /** only events of these kinds */
  kinds?: readonly EventKind[] | undefined
  /** only actions of these types, such as BATTLE_MOVE */
  types?: readonly string[] | undefined
  from?: number | undefined
  to?: number | undefined
  order?: 'asc' | 'desc' | undefined
  offset: number
  limit: number
}

export interface EntryPage {
  entries: LogEntry[]
  total: number
}

/** Entries that are read at once while somebody follows a run. */
const BATCH = 200
/** How long to wait for news of a run before looking again, ms. */
const LOOK_MS = 100

const ACTIONS = `SELECT a.branch, a.tick, i.frame, a.timestamp, a.action, a.decision_type AS type, coalesce(a.result, '') AS result,
  i.buttons, i.hold, i.frames, a.line, a.decision_latency_ms AS latency_ms, a.confidence_score AS confidence, a.api_cost AS cost, a.reasoning
  FROM action_history a JOIN inputs i ON i.branch = a.branch AND i.tick = a.tick`
const EVENTS = `SELECT e.tick, e.kind, e.title, e.data, a.timestamp FROM events e LEFT JOIN action_history a ON a.branch = e.branch AND a.tick = e.tick`

/** Actions and events of a run as one list, in the order they came: each tick's action, then what happened in it. */
export class EntryLog {
  readonly #parts: Pick<DeskParts, 'live' | 'shelf'>

  constructor(parts: Pick<DeskParts, 'live' | 'shelf'>) {
    this.#parts = parts
  }

  /** @throws PtpError `not-found` */
  async page(run: string, query: EntryQuery): Promise<EntryPage> {
    const open = await this.#parts.shelf.open(run)
    const branch = query.branch ?? this.#branchOf(open)
    const line = open.reader.lineage(branch).map((part) => ({ branch: part.branch, from: Math.max(part.from, query.from ?? 1), to: Math.min(part.to, query.to ?? Infinity) })).filter(({ from, to }) => from <= to)
    const total = line.reduce((sum, part) => sum + countIn(open, part, query), 0)
    const isDescending = query.order === 'desc'
    // Read from the start in any case: a page counted from the end is one counted from the start.
    const first = isDescending ? Math.max(0, total - query.offset - query.limit) : query.offset
    const limit = isDescending ? Math.max(0, Math.min(query.limit, total - query.offset)) : query.limit
    const entries = entriesOf(open, line, query, first, limit)
    return { entries: isDescending ? entries.reverse() : entries, total }
  }

  /**
   * Gives the entries of a live run as they come, until it is not live any more; of a recorded one those there are.
   * @param after the tick behind which to begin; null: the present one
   */
  async *follow(run: string, after: number | null, signal: AbortSignal): AsyncGenerator<LogEntry[]> {
    let at: { branch: number; tick: number } | null = null
    while (!signal.aborted) {
      const open = await this.#parts.shelf.open(run)
      const live = this.#parts.live.get(run)?.run.live ?? null
      const branch = this.#branchOf(open)
      const head = live?.tick ?? open.branches.find((each) => each.branch === branch)?.head_tick ?? 0
      if (at === null) at = { branch, tick: after ?? head }
      // Somebody went back: what is new begins behind the fork.
      else if (at.branch !== branch || head < at.tick) at = { branch, tick: Math.min(at.tick, open.branches.find((each) => each.branch === branch)?.fork_tick ?? head, head) }
      while (at.tick < head && !signal.aborted) {
        const to = Math.min(head, at.tick + BATCH)
        const line = open.reader.lineage(branch).map((part) => ({ ...part, from: Math.max(part.from, (at?.tick ?? 0) + 1), to: Math.min(part.to, to) })).filter((part) => part.from <= part.to)
        yield entriesOf(open, line, {}, 0, Number.MAX_SAFE_INTEGER)
        at = { branch, tick: to }
      }
      const hasEnded = live === null || !['running', 'paused'].includes(live.status)
      if (hasEnded && at.tick >= head) return
      yield []
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined)
    }
  }

  #branchOf(open: OpenRun): number {
    return this.#parts.live.get(open.id)?.run.live.branch ?? open.branches.at(-1)?.branch ?? 0
  }
}

type Filter = Pick<EntryQuery, 'text' | 'kinds' | 'types'>
type Cell = string | number

interface Clause {
  sql: string
  params: Cell[]
}

const oneOf = (column: string, values: readonly string[]): Clause => ({ sql: ` AND ${column} IN (${values.map(() => '?').join(',')})`, params: [...values] })
const NOTHING: Clause = { sql: '', params: [] }

function join(...clauses: Clause[]): Clause {
  return { sql: clauses.map(({ sql }) => sql).join(''), params: clauses.flatMap(({ params }) => params) }
}

function like(columns: readonly string[], text: string | undefined): Clause {
  const wanted = text?.trim() ?? ''
  if (wanted === '') return NOTHING
  const pattern = `%${wanted.replace(/[\\%_]/g, '\\$&')}%`
  return { sql: ` AND (${columns.map((column) => `${column} LIKE ? ESCAPE '\\'`).join(' OR ')})`, params: columns.map(() => pattern) }
}

/** What of the actions is asked for, null: none of them. */
function actionClause({ text, kinds = [], types = [] }: Filter): Clause | null {
  if (kinds.length > 0 && types.length === 0) return null
  return join(types.length > 0 ? oneOf('a.decision_type', types) : NOTHING, like(['a.action', 'a.result', 'a.reasoning'], text))
}

function eventClause({ text, kinds = [], types = [] }: Filter): Clause | null {
  if (types.length > 0 && kinds.length === 0) return null
  return join(kinds.length > 0 ? oneOf('e.kind', kinds) : NOTHING, like(['e.title'], text))
}

function countIn(open: OpenRun, part: Segment, filter: Filter, below = Infinity): number {
  const to = Math.min(part.to, below - 1)
  if (to < part.from) return 0
  const actions = actionClause(filter)
  const events = eventClause(filter)
  const count = (sql: string, ...params: Cell[]): number => Number(open.reader.query(sql, ...params)[0]?.['n'] ?? 0)
  // Every played tick has its action, so all of them need not be counted.
  const acted = actions === null ? 0 : actions.sql === '' ? to - part.from + 1 : count(`SELECT count(*) AS n FROM action_history a WHERE a.branch = ? AND a.tick BETWEEN ? AND ?${actions.sql}`, part.branch, part.from, to, ...actions.params)
  const happened = events === null ? 0 : count(`SELECT count(*) AS n FROM events e WHERE e.branch = ? AND e.tick BETWEEN ? AND ?${events.sql}`, part.branch, part.from, to, ...events.params)
  return acted + happened
}

/** @returns entries `offset`… of the line, at most `limit` */
function entriesOf(open: OpenRun, line: readonly Segment[], filter: Filter, offset: number, limit: number): LogEntry[] {
  const found: LogEntry[] = []
  let skip = offset
  for (const part of line) {
    if (found.length >= limit) break
    const here = countIn(open, part, filter)
    if (skip >= here) {
      skip -= here
      continue
    }
    const from = skip === 0 ? part.from : tickAt(open, part, filter, skip)
    const before = countIn(open, part, filter, from)
    const rest = readPart(open, { ...part, from }, filter, skip - before + limit - found.length)
    found.push(...rest.slice(skip - before, skip - before + limit - found.length))
    skip = 0
  }
  return found
}

/** The tick that entry `index` of a part belongs to, by halves. */
function tickAt(open: OpenRun, part: Segment, filter: Filter, index: number): number {
  let [low, high] = [part.from, part.to]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (countIn(open, part, filter, middle) <= index) low = middle
    else high = middle - 1
  }
  return low
}

function readPart(open: OpenRun, { branch, from, to }: Segment, filter: Filter, limit: number): LogEntry[] {
  const most = Math.min(limit, 100_000)
  const actions = actionClause(filter)
  const events = eventClause(filter)
  const rows = actions === null ? [] : open.reader.query(`${ACTIONS} WHERE a.branch = ? AND a.tick BETWEEN ? AND ?${actions.sql} ORDER BY a.tick LIMIT ?`, branch, from, to, ...actions.params, most)
  const happened = events === null ? [] : open.reader.query(`${EVENTS} WHERE e.branch = ? AND e.tick BETWEEN ? AND ?${events.sql} ORDER BY e.tick, e.seq LIMIT ?`, branch, from, to, ...events.params, most)
  const states = statesAround(open, branch, rows.map((row) => Number(row['tick'])))
  const entries: LogEntry[] = rows.map((each) => {
    const row = actionRowSchema.parse(each)
    return { kind: 'action', branch, tick: row.tick, timestamp: row.timestamp, row, before: states(row.tick - 1), after: states(row.tick) }
  })
  for (const each of happened) {
    const event = gameEventSchema.parse({ ...each, data: JSON.parse(String(each['data'])) })
    entries.push({ kind: 'event', branch, tick: event.tick, timestamp: String(each['timestamp'] ?? ''), event })
  }
  // Sorting keeps equal ones as they are: a tick's action stays before its events.
  return entries.sort((a, b) => a.tick - b.tick).slice(0, limit)
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

import { FRAMES_PER_SECOND, formatMask } from '../../../src-preload/contract/index.ts'
import type { Cell, RunDatabase } from '../database.ts'
import type { Segment } from '../read/line.ts'
import type { RowPart } from './csv.ts'
import { stateTable } from './stateTable.ts'

export const EXPORT_TABLES = ['actions', 'states', 'battles', 'events', 'metrics'] as const
export type ExportTable = (typeof EXPORT_TABLES)[number]

/** A column of an export, as the data dictionary tells of it. */
export interface Column {
  name: string
  type: 'integer' | 'number' | 'text' | 'boolean' | 'timestamp'
  /** empty for plain counts and texts */
  unit: string
  meaning: string
}

/** What one exported file holds: its columns, and its rows in batches, each read when it is asked for. */
export interface TableSource {
  columns: Column[]
  batches: Iterable<readonly RowPart[][]>
}

const BATCH = 4096

const BRANCH: Column = { name: 'branch', type: 'integer', unit: '', meaning: 'number of the branch that played it; 0 is main' }
const TICK: Column = { name: 'tick', type: 'integer', unit: 'ticks', meaning: 'turn of the run loop, counted from the start of the run' }
const FRAME: Column = { name: 'frame', type: 'integer', unit: 'frames', meaning: 'video frames since the start of the run, at the end of the tick' }
const GAME_TIME: Column = { name: 'game_seconds', type: 'number', unit: 's', meaning: 'time that passed in the game: frame / 59.7275' }
const TIME: Column = { name: 'timestamp', type: 'timestamp', unit: '', meaning: 'wall time, ISO 8601, UTC' }

/** @returns columns and rows of one table for the given segments, from the open database */
export function openTable(database: RunDatabase, table: ExportTable, segments: readonly Segment[]): TableSource {
  if (table === 'actions') return actionTable(database, segments)
  if (table === 'states') return stateTable(database, segments, [BRANCH, TICK, FRAME, GAME_TIME])
  if (table === 'events') return eventTable(database, segments)
  if (table === 'battles') return battleTable(database, segments)
  return metricTable(database, segments)
}

export function gameSeconds(frame: number): number {
  return Math.round((frame * 1000) / FRAMES_PER_SECOND) / 1000
}

function column(name: string, type: Column['type'], unit: string, meaning: string): Column {
  return { name, type, unit, meaning }
}

function actionTable(database: RunDatabase, segments: readonly Segment[]): TableSource {
  const sql = `SELECT a.branch, a.tick, i.frame, 0, a.timestamp, a.action, a.decision_type, a.result, i.buttons, i.hold, i.frames, a.line, a.decision_latency_ms,
    a.confidence_score, a.api_cost, a.tokens_used, a.reasoning FROM action_history a JOIN inputs i ON i.branch = a.branch AND i.tick = a.tick
    WHERE a.branch = ? AND a.tick BETWEEN ? AND ? ORDER BY a.tick`
  return {
    columns: [
      BRANCH, TICK, FRAME, GAME_TIME, TIME,
      column('action', 'text', '', 'what was done, e.g. MOVE UP'),
      column('type', 'text', '', 'kind of action: NAVIGATION_MOVE, BATTLE_MOVE, MENU, WAIT…'),
      column('result', 'text', '', 'where that led, and what happened there'),
      column('buttons', 'text', '', 'buttons held, joined by +; - for none'),
      column('hold', 'integer', 'frames', 'how long they were held'),
      column('frames', 'integer', 'frames', 'how long the tick was, hold included'),
      column('line', 'integer', '', 'line of the script, from 1; empty for other agents'),
      column('latency_ms', 'number', 'ms', 'time the agent took to decide'),
      column('confidence', 'number', '', 'how sure the agent was, 0 to 1'),
      column('cost_usd', 'number', 'USD', 'cost of the decision'),
      column('tokens', 'integer', 'tokens', 'tokens of the model used for the decision'),
      column('reasoning', 'text', '', 'why, in the words of the agent'),
    ],
    batches: byTick(database, segments, sql, (row) => {
      row[3] = gameSeconds(Number(row[2]))
      row[8] = BUTTON_TEXTS[Number(row[8])] ?? ''
    }),
  }
}

const BUTTON_TEXTS = Array.from({ length: 256 }, (_, mask) => formatMask(mask))

function eventTable(database: RunDatabase, segments: readonly Segment[]): TableSource {
  const keys = database.rows('SELECT DISTINCT j.key FROM events, json_each(events.data) j ORDER BY 1').map(([key]) => String(key))
  const picks = keys.map((key) => `, json_extract(data, '$.${JSON.stringify(key).replaceAll("'", "''")}')`).join('')
  const sql = `SELECT branch, tick, frame, 0, kind, title${picks} FROM events WHERE branch = ? AND tick BETWEEN ? AND ? ORDER BY tick, seq`
  return {
    columns: [
      BRANCH, TICK, FRAME, GAME_TIME,
      column('kind', 'text', '', 'battle_start, battle_turn, battle_end, catch, badge, death, level_up, location_change, item, dialog or error'),
      column('title', 'text', '', 'what happened, in one line'),
      ...keys.map((key) => column(`data_${key}`, 'text', '', `${key} of the event, where it has one`)),
    ],
    batches: byTick(database, segments, sql, (row) => (row[3] = gameSeconds(Number(row[2])))),
  }
}

function battleTable(database: RunDatabase, segments: readonly Segment[]): TableSource {
  const sql = `SELECT branch, start_tick, end_tick, battle_id, started_at, ended_at, battle_type, enemy_species, enemy_level, enemy_trainer, outcome,
    turns_taken, player_pokemon, (SELECT group_concat(value, '; ') FROM json_each(used_items)), money_earned,
    (SELECT sum(player_damage) FROM battle_turns t WHERE t.battle_id = b.battle_id), (SELECT sum(enemy_damage) FROM battle_turns t WHERE t.battle_id = b.battle_id)
    FROM battles b WHERE branch = ? AND start_tick BETWEEN ? AND ? ORDER BY start_tick`
  return {
    columns: [
      BRANCH,
      column('start_tick', 'integer', 'ticks', 'tick in which it began'), column('end_tick', 'integer', 'ticks', 'tick in which it ended; empty if it did not'),
      column('battle_id', 'text', '', 'name of the battle in this run'), column('started_at', 'timestamp', '', 'wall time of its start'),
      column('ended_at', 'timestamp', '', 'wall time of its end'), column('battle_type', 'text', '', 'wild, trainer or gym'),
      column('enemy_species', 'text', '', 'first opponent'), column('enemy_level', 'integer', '', 'its level'),
      column('enemy_trainer', 'text', '', 'name of the trainer, empty in the wild'), column('outcome', 'text', '', 'win, loss, flee, caught or draw'),
      column('turns', 'integer', 'turns', 'turns it took'), column('player_pokemon', 'text', '', 'own fighters, joined by commas'),
      column('used_items', 'text', '', 'items used, joined by semicolons'), column('money_earned', 'integer', '', 'money won, in the coin of the game'),
      column('damage_dealt', 'integer', 'HP', 'sum over its turns'), column('damage_taken', 'integer', 'HP', 'sum over its turns'),
    ],
    batches: byTick(database, segments, sql, () => undefined, 1),
  }
}

function metricTable(database: RunDatabase, segments: readonly Segment[]): TableSource {
  const sql = 'SELECT branch, tick, timestamp, metric_type, value, unit FROM performance_metrics WHERE branch = ? AND tick BETWEEN ? AND ? ORDER BY tick, metric_type, metric_id'
  return {
    columns: [
      BRANCH, TICK, TIME, column('metric', 'text', '', 'tick_rate, frame_rate, latency, latency_p95, memory, cost…'),
      column('value', 'number', '', 'in the unit of the next column'), column('unit', 'text', '', 'unit of the value'),
    ],
    // Samples are few, a handful a second: the statement reads a segment at once.
    batches: whole(database, segments, sql),
  }
}

function* whole(database: RunDatabase, segments: readonly Segment[], sql: string): Generator<Cell[][]> {
  for (const { branch, from, to } of segments) yield database.rows(sql, branch, from, to)
}

/**
 * Rows of a statement with the parameters branch, from and to, a bounded number at a time.
 * @param tickAt index of the column that holds the tick
 */
function* byTick(database: RunDatabase, segments: readonly Segment[], sql: string, edit: (row: Cell[]) => void, tickAt = 1): Generator<Cell[][]> {
  for (const { branch, from, to } of segments) {
    let next = from
    while (next <= to) {
      let rows = database.rows(`${sql} LIMIT ${BATCH}`, branch, next, to)
      if (rows.length === 0) break
      const isLast = rows.length < BATCH
      const last = Number(rows.at(-1)?.[tickAt])
      // A tick's rows stay together, so that going on after it loses none of them.
      if (!isLast && Number(rows[0]?.[tickAt]) < last) rows = rows.filter((row) => Number(row[tickAt]) < last)
      next = isLast ? to + 1 : Number(rows.at(-1)?.[tickAt]) + 1
      for (const row of rows) edit(row)
      yield rows
    }
  }
}

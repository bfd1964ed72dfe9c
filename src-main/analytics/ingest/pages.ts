import type { RunReader } from '../../recorder/index.ts'
import { plainJson, plainText } from './json.ts'

/** Rows of one insert. */
export const PAGE_ROWS = 4000

type Cell = string | number | boolean | null

/** A column as it is sent: as an array of this type. */
export interface PageColumn {
  name: string
  type: 'text' | 'int' | 'bigint' | 'numeric' | 'float8' | 'boolean' | 'timestamptz'
  /** the text holds JSON */
  isJson?: boolean
}

/** A table that is delivered page by page. */
export interface PagedTable {
  table: string
  columns: readonly PageColumn[]
  /** @returns pages of rows, each of its columns' values in order */
  pages(reader: RunReader): Generator<Cell[][]>
}

export const DECISIONS: PagedTable = {
  table: 'aggregated_decisions',
  columns: [
    { name: 'decision_id', type: 'text' }, { name: 'model_name', type: 'text' }, { name: 'decision_type', type: 'text' }, { name: '"timestamp"', type: 'timestamptz' },
    { name: 'tick', type: 'bigint' }, { name: 'latency_ms', type: 'int' }, { name: 'tokens_used', type: 'int' }, { name: 'cost', type: 'numeric' },
    { name: 'confidence', type: 'float8' }, { name: 'was_correct', type: 'boolean' }, { name: 'context', type: 'text', isJson: true }, { name: 'branch', type: 'int' }, { name: 'action', type: 'text' },
  ],
  *pages(reader) {
    let [branch, tick] = [-1, -1]
    for (;;) {
      const rows = reader.query(
        `SELECT action_id, model_used, decision_type, timestamp, tick, decision_latency_ms, tokens_used, api_cost, confidence_score, execution_status, decision_context, branch, action
         FROM action_history WHERE (branch, tick) > (?, ?) ORDER BY branch, tick LIMIT ?`, branch, tick, PAGE_ROWS)
      const last = rows.at(-1)
      if (!last) return
      ;[branch, tick] = [Number(last['branch']), Number(last['tick'])]
      yield rows.map((row) => [
        plainText(row['action_id']), plainText(row['model_used']), plainText(row['decision_type']) ?? 'UNKNOWN', plainText(row['timestamp']), number(row['tick']), whole(row['decision_latency_ms']),
        whole(row['tokens_used']), number(row['api_cost']), number(row['confidence_score']), carriedOut(row['execution_status']), plainJson(row['decision_context']), number(row['branch']), plainText(row['action']),
      ])
    }
  },
}

export const BATTLES: PagedTable = {
  table: 'aggregated_battles',
  columns: [
    { name: 'battle_id', type: 'text' }, { name: 'battle_type', type: 'text' }, { name: 'pokemon_enemy', type: 'text' }, { name: 'pokemon_enemy_level', type: 'int' }, { name: 'outcome', type: 'text' },
    { name: 'turns_taken', type: 'int' }, { name: 'pokemon_died', type: 'boolean' }, { name: 'items_used', type: 'text', isJson: true }, { name: 'moves_used', type: 'text', isJson: true },
    { name: 'branch', type: 'int' }, { name: 'start_tick', type: 'bigint' }, { name: 'started_at', type: 'timestamptz' },
  ],
  *pages(reader) {
    let [branch, tick, id] = [-1, -1, '']
    for (;;) {
      const rows = reader.query(
        `SELECT battle_id, battle_type, enemy_species, enemy_level, outcome, turns_taken, used_items, branch, start_tick, started_at,
           EXISTS (SELECT 1 FROM battle_turns t WHERE t.battle_id = b.battle_id AND t.player_hp_after = 0) AS died,
           (SELECT json_group_array(player_move) FROM (SELECT t.player_move FROM battle_turns t WHERE t.battle_id = b.battle_id AND t.player_move IS NOT NULL GROUP BY t.player_move ORDER BY min(t.turn_number))) AS moves
         FROM battles b WHERE (branch, start_tick, battle_id) > (?, ?, ?) ORDER BY branch, start_tick, battle_id LIMIT ?`, branch, tick, id, PAGE_ROWS)
      const last = rows.at(-1)
      if (!last) return
      ;[branch, tick, id] = [Number(last['branch']), Number(last['start_tick']), String(last['battle_id'])]
      yield rows.map((row) => [
        plainText(row['battle_id']), plainText(row['battle_type']) ?? 'unknown', plainText(row['enemy_species']), number(row['enemy_level']), plainText(row['outcome']),
        number(row['turns_taken']) ?? 0, row['died'] === 1, plainJson(row['used_items']) ?? '[]', plainJson(row['moves']) ?? '[]',
        number(row['branch']), number(row['start_tick']), plainText(row['started_at']),
      ])
    }
  },
}

function number(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value)
}

function whole(value: unknown): number | null {
  const exact = number(value)
  return exact === null ? null : Math.round(exact)
}

/** Whether it was done as it was decided; null where that is not known. */
function carriedOut(status: unknown): boolean | null {
  return status === 'success' ? true : status === 'failed' ? false : null
}

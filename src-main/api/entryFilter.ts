import type { EventKind } from '../../src-preload/contract/index.ts'

export type Cell = string | number

/** Which entries of the log are asked for. */
export interface EntryFilter {
  /** in the action, where it led, the reasoning or the title of an event */
  text?: string | undefined
  /** only events of these kinds */
  kinds?: readonly EventKind[] | undefined
  /** only actions of these types, such as BATTLE_MOVE */
  types?: readonly string[] | undefined
}

/** A condition in SQL, with what stands for its question marks; empty when it lets everything through. */
export interface Clause {
  sql: string
  params: Cell[]
}

function oneOf(column: string, values: readonly string[]): Clause {
  return { sql: ` AND ${column} IN (${values.map(() => '?').join(',')})`, params: [...values] }
}

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

/** What of the actions (table `a`) is asked for, null: none of them. */
export function actionClause({ text, kinds = [], types = [] }: EntryFilter): Clause | null {
  if (kinds.length > 0 && types.length === 0) return null
  return join(types.length > 0 ? oneOf('a.decision_type', types) : NOTHING, like(['a.action', 'a.result', 'a.reasoning'], text))
}

/** What of the events (table `e`) is asked for, null: none of them. */
export function eventClause({ text, kinds = [], types = [] }: EntryFilter): Clause | null {
  if (types.length > 0 && kinds.length === 0) return null
  return join(kinds.length > 0 ? oneOf('e.kind', kinds) : NOTHING, like(['e.title'], text))
}

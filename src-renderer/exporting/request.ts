import type { InputOf } from '../api/contract.ts'
import type { TickWindow } from '../state/selection.ts'

export type ExportRequest = InputOf<'export.start'>
export type Table = ExportRequest['tables'][number]

export const TABLE_DOCS: readonly { id: Table; title: string; doc: string }[] = [
  { id: 'actions', title: 'Actions', doc: 'one row a tick: what was done and where it led' },
  { id: 'states', title: 'States', doc: 'one row a tick: every variable of the game' },
  { id: 'battles', title: 'Battles', doc: 'one row a battle: opponent, turns, outcome' },
  { id: 'events', title: 'Events', doc: 'one row an event: catches, badges, faints…' },
  { id: 'metrics', title: 'Metrics', doc: 'speed, latency, cost and reward over time' },
]

export type Span = 'all' | 'window' | 'own'

/** What the dialog holds; ticks as they are typed. */
export interface ExportForm {
  tables: readonly Table[]
  format: 'csv' | 'json'
  /** null: all branches */
  branch: number | null
  span: Span
  from: string
  to: string
}

/** @returns the request, or what is missing for it */
export function requestOf(run: string, form: ExportForm, window: TickWindow | null): ExportRequest | string {
  if (form.tables.length === 0) return 'Choose at least one table'
  const tables = TABLE_DOCS.map(({ id }) => id).filter((id) => form.tables.includes(id))
  const base = { run, tables, format: form.format, branch: form.branch }
  if (form.span === 'all') return { ...base, from: null, to: null }
  if (form.span === 'window') return window === null ? 'No window is selected' : { ...base, from: window.from, to: window.to }
  const [from, to] = [tickOf(form.from), tickOf(form.to)]
  if (from === undefined || to === undefined) return 'Ticks are whole numbers from 0'
  if (from !== null && to !== null && from > to) return 'The first tick lies after the last'
  return { ...base, from, to }
}

/** @returns null for an open end, undefined for what is no tick */
function tickOf(text: string): number | null | undefined {
  const digits = text.replace(/[\s\u202f]/g, '')
  if (digits === '') return null
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined
}

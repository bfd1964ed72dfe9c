/** Columns of the log, in their order. */
export const COLUMNS = [
  { id: 'tick', title: 'Tick', width: 'calc(5 * var(--size))' },
  { id: 'time', title: 'Time', width: 'calc(5.6 * var(--size))' },
  { id: 'action', title: 'Action', width: 'minmax(calc(7.4 * var(--size)), 5fr)' },
  { id: 'result', title: 'Result', width: 'minmax(calc(9.2 * var(--size)), 9fr)' },
  { id: 'context', title: 'Context', width: 'calc(5.4 * var(--size))' },
  { id: 'latency', title: 'Latency', width: 'calc(4.8 * var(--size))' },
  { id: 'confidence', title: 'Conf.', width: 'calc(3.7 * var(--size))' },
  { id: 'cost', title: 'Cost', width: 'calc(4.6 * var(--size))' },
] as const
export type ColumnId = (typeof COLUMNS)[number]['id']

/** Always there: without them a row says nothing. */
export const FIXED: readonly ColumnId[] = ['tick', 'action']

/** Columns that say nothing in most runs: shown once a row has something in them. */
const RARE: readonly ColumnId[] = ['latency', 'confidence', 'cost']

/** @returns the columns to show: those a person chose, or else all that have something in them, in their order */
export function shownColumns(chosen: readonly ColumnId[] | null, filled: readonly ColumnId[]): ColumnId[] {
  return COLUMNS.map(({ id }) => id).filter((id) => (chosen === null ? !RARE.includes(id) || filled.includes(id) : FIXED.includes(id) || chosen.includes(id)))
}

/** @returns the grid's column widths */
export function template(shown: readonly ColumnId[]): string {
  return COLUMNS.filter(({ id }) => shown.includes(id)).map(({ width }) => width).join(' ')
}

/** @returns true for a list of columns, or null: not chosen */
export function isChoice(value: unknown): value is ColumnId[] | null {
  return value === null || (Array.isArray(value) && value.every((one) => COLUMNS.some(({ id }) => id === one)))
}

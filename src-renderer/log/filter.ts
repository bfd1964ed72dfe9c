import type { EventKind } from '../api/contract.ts'

/** What the log shows of a line. */
export interface LogFilter {
  text: string
  /** rows with one of these kinds of events; none: all rows */
  kinds: readonly EventKind[]
}

export const NO_FILTER: LogFilter = { text: '', kinds: [] }

/** Chips of the filter: several kinds that people think of as one. */
export const KIND_GROUPS: readonly { id: string; title: string; glyph: EventKind; kinds: readonly EventKind[] }[] = [
  { id: 'battle', title: 'Battle', glyph: 'battle_start', kinds: ['battle_start', 'battle_turn', 'battle_end'] },
  { id: 'catch', title: 'Catch', glyph: 'catch', kinds: ['catch'] },
  { id: 'badge', title: 'Badge', glyph: 'badge', kinds: ['badge'] },
  { id: 'death', title: 'Faint', glyph: 'death', kinds: ['death'] },
  { id: 'level', title: 'Level', glyph: 'level_up', kinds: ['level_up'] },
  { id: 'item', title: 'Item', glyph: 'item', kinds: ['item'] },
  { id: 'place', title: 'Place', glyph: 'location_change', kinds: ['location_change'] },
  { id: 'dialog', title: 'Dialogue', glyph: 'dialog', kinds: ['dialog'] },
  { id: 'error', title: 'Error', glyph: 'error', kinds: ['error'] },
]

export const isFiltered = ({ text, kinds }: LogFilter): boolean => text.trim() !== '' || kinds.length > 0

/** @returns true if all kinds of the group are asked for */
export function hasGroup(filter: LogFilter, kinds: readonly EventKind[]): boolean {
  return kinds.every((kind) => filter.kinds.includes(kind))
}

/** @returns the filter with a group switched on or off */
export function toggleGroup(filter: LogFilter, kinds: readonly EventKind[]): LogFilter {
  const others = filter.kinds.filter((kind) => !kinds.includes(kind))
  return { ...filter, kinds: hasGroup(filter, kinds) ? others : [...others, ...kinds] }
}

/** @returns the filter as the engine's calls take it */
export function asQuery({ text, kinds }: LogFilter): { text?: string; kinds?: EventKind[]; events_only?: boolean } {
  return {
    ...(text.trim() === '' ? {} : { text: text.trim() }),
    ...(kinds.length === 0 ? {} : { kinds: [...kinds], events_only: true }),
  }
}

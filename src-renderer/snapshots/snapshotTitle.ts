import type { SnapshotSummary } from '../api/contract.ts'

const REASONS: Record<SnapshotSummary['reason'], string> = {
  start: 'Start of the line', interval: 'Interval', event: 'Event', named: 'Named', error: 'Error', final: 'End', imported: 'Imported',
}

/** @returns the name of a snapshot, or why it was made */
export function snapshotTitle(snapshot: Pick<SnapshotSummary, 'name' | 'reason'>): string {
  return snapshot.name ?? REASONS[snapshot.reason]
}

/** @returns whether a snapshot fits the typed text: its name, note, reason or tick */
export function fitsSearch(snapshot: Pick<SnapshotSummary, 'name' | 'note' | 'reason' | 'tick'>, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return true
  return [snapshotTitle(snapshot), snapshot.note ?? '', String(snapshot.tick)].some((part) => part.toLowerCase().includes(wanted))
}

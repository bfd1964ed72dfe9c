import { create } from 'zustand'
import type { SnapshotSummary } from '../api/contract.ts'

export type SnapshotDialog = { kind: 'new' } | { kind: 'edit'; snapshot: SnapshotSummary } | { kind: 'import' }

/** Which dialog about snapshots is open. */
export const useSnapshotDialog = create<{ dialog: SnapshotDialog | null }>(() => ({ dialog: null }))

export function openSnapshotDialog(dialog: SnapshotDialog | null): void {
  useSnapshotDialog.setState({ dialog })
}

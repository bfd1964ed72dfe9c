import { create } from 'zustand'
import type { RunSummary } from '../api/contract.ts'

export type RunDialog = { kind: 'new' } | { kind: 'open' } | { kind: 'tags'; run: RunSummary } | { kind: 'note'; run: RunSummary } | { kind: 'export'; run: string } | { kind: 'settings'; run: string }

/** Which dialog about runs is open. */
export const useRunDialog = create<{ dialog: RunDialog | null }>(() => ({ dialog: null }))

export function openRunDialog(dialog: RunDialog | null): void {
  useRunDialog.setState({ dialog })
}

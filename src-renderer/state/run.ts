import { create } from 'zustand'
import type { Branch, OutputOf, PtpError } from '../api/contract.ts'
import { asPtpError } from '../api/contract.ts'
import { Latest } from '../api/latest.ts'
import { call } from '../api/transport.ts'

export type RunDetail = OutputOf<'runs.get'>

interface SelectedRun {
  /** facts of the selected run, null while none is selected or they are on their way */
  detail: RunDetail | null
  error: PtpError | null
}

/** Facts of the selected run: summary, metadata, branches. Kept fresh by {@link startRunStore}. */
export const useRun = create<SelectedRun>(() => ({ detail: null, error: null }))

const asking = new Latest<string, RunDetail>(
  (run) => call('runs.get', { run }),
  (run, detail) => {
    if (run === wanted) useRun.setState({ detail, error: null })
  },
  (run, error) => {
    if (run === wanted) useRun.setState({ error: asPtpError(error) })
  },
)
let wanted: string | null = null

/** Asks for the facts of `run` (again). */
export function refreshRun(run: string | null): void {
  if (run !== wanted) useRun.setState({ detail: null, error: null })
  wanted = run
  if (run !== null) asking.ask(run)
}

/** @returns the branches of the selected run; always the same empty list while there are none */
export function useBranches(): readonly Branch[] {
  return useRun((state) => state.detail?.branches ?? NO_BRANCHES)
}
const NO_BRANCHES: readonly Branch[] = []

/** @returns the last tick of a line, 0 when the line is not known */
export function headOf(branches: readonly Branch[], branch: number): number {
  return branches.find((line) => line.branch === branch)?.head_tick ?? 0
}

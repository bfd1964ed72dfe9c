import type { EmulatorStatus, RunStatus, RunSummary } from '../api/contract.ts'
import { runTitle } from '../runs/runTitle.ts'

/** What is known of the runs that may hold emulators. */
export interface Holders {
  runs: ReadonlyMap<string, RunSummary>
  /** told since the runs were asked for */
  statuses: ReadonlyMap<string, RunStatus>
  /** runs that a search explores for */
  exploring: ReadonlySet<string>
}

export interface Holding {
  /** what the emulator is held for, in a word or two; '' when nobody holds it */
  what: string
  /** more about it, for the hover; '' when there is nothing more to say */
  hint: string
  /** what the run that holds it is called, null without one */
  title: string | null
}

type Held = Pick<EmulatorStatus, 'run' | 'purpose'>

/** @returns what is true of a lease: who holds an emulator may have ended, or wait, or let a search explore on it */
export function holdingOf({ run, purpose }: Held, { runs, statuses, exploring }: Holders): Holding {
  if (run === null) return { what: purpose, hint: '', title: null }
  const known = runs.get(run)
  const title = known === undefined ? run : runTitle(known)
  const status = statuses.get(run) ?? known?.status
  return { ...wordsOf(purpose, status, exploring.has(run)), title }
}

function wordsOf(purpose: string, status: RunStatus | undefined, isExplored: boolean): Pick<Holding, 'what' | 'hint'> {
  if (isExplored && purpose === 'looking') return { what: 'exploring', hint: 'It explores for the search, or draws what the search shows.' }
  if (purpose !== 'playing') return { what: purpose, hint: '' }
  if (isExplored) return { what: 'waiting', hint: 'What the search finds is recorded on it.' }
  if (status === 'running' || status === undefined) return { what: purpose, hint: '' }
  if (status === 'paused') return { what: 'paused', hint: 'The run keeps it to go on at once.' }
  return { what: 'kept', hint: 'The run has ended and keeps it, to go on from any tick at once, until it is stopped or the workbench is closed.' }
}

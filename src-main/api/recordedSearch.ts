import { asPtpError, type Branch, type OutputOf, type RecordedSearch } from '../../src-preload/contract/index.ts'
import { Search } from '../agent/index.ts'
import type { OpenRun } from './runShelf.ts'

/** Name of the snapshot at the end of the line that reaches the goal. */
const GOAL = 'goal'

/** What a run is of a search, and where it is shown first. */
export function searchOf({ dir, store, branches }: OpenRun): Pick<OutputOf<'runs.get'>, 'search' | 'opens_at'> {
  const last = branches.reduce<Pick<Branch, 'branch' | 'head_tick'>>((a, b) => (b.branch >= a.branch ? b : a), { branch: 0, head_tick: 0 })
  const end = { branch: last.branch, tick: last.head_tick }
  if (!Search.isIn(dir)) return { search: null, opens_at: end }
  const goal = store.findByName(GOAL)
  const search: RecordedSearch = { ...planIn(dir), found: goal !== null }
  // Without the goal it ended at its best line, where its last snapshot was made.
  const shown = goal ?? store.list().filter(({ reason }) => reason === 'final').reduce<{ branch: number; tick: number; created_at: string } | null>((a, b) => (a === null || b.created_at > a.created_at ? b : a), null)
  return { search, opens_at: shown === null ? end : { branch: shown.branch, tick: shown.tick } }
}

/** @returns the goal, and why the search cannot be gone on with, if so */
function planIn(dir: string): Pick<RecordedSearch, 'goal' | 'problem'> {
  try {
    return { goal: Search.planOf(dir).goal, problem: null }
  } catch (error) {
    const { message, hint } = asPtpError(error)
    return { goal: '', problem: [message, hint].filter(Boolean).join('; ') }
  }
}

import { useState, type JSX } from 'react'
import { call } from '../api/transport.ts'
import { useCommands } from '../state/commands.ts'
import { useLive } from '../state/live.ts'
import { useRun } from '../state/run.ts'
import { Button, toastError } from '../ui/index.ts'
import { useSearches } from './searches.ts'

/** Has the search of the selected run, which has ended before its goal, go on where it left off. */
export function GoOnSearching(): JSX.Element | null {
  const run = useRun((state) => state.detail?.summary.run_id ?? null)
  const search = useRun((state) => state.detail?.search ?? null)
  const isGoing = useSearches((state) => run !== null && run in state.searches)
  const running = useLive((state) => state.live?.status === 'running')
  const [busy, setBusy] = useState(false)
  const canGoOn = run !== null && search !== null && !search.found && !isGoing && !running
  const goOn = (): void => {
    if (run === null) return
    setBusy(true)
    // What stands in its way, if anything does, is said with what to do about it.
    call('search.resume', { run }).catch(toastError).finally(() => setBusy(false))
  }
  useCommands([{ id: 'search.on', title: 'Search on: go on with the search of the run', group: 'Runs', when: () => canGoOn && !busy, run: goOn }])
  if (!canGoOn) return null
  const hint = search.problem ?? `Finds its way back to where it was and explores on for ${search.goal}, until that is reached or you stop it`
  return (
    <Button icon="search" disabled={busy} title={hint} onMouseDown={(event) => event.preventDefault()} onClick={goOn}>
      {busy ? 'Starting…' : 'Search on'}
    </Button>
  )
}

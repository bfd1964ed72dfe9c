import { create } from 'zustand'
import type { LiveSearch } from '../api/contract.ts'
import { call, subscribe } from '../api/transport.ts'
import { onBeat } from '../state/beat.ts'
import { useConnection } from '../state/connection.ts'
import { useSelection } from '../state/selection.ts'
import { toast, toastError } from '../ui/index.ts'

/** The searches that go on now, by run. */
export const useSearches = create<{ searches: Readonly<Record<string, LiveSearch>> }>(() => ({ searches: {} }))

/** True while a search explores for the run: nothing of it is recorded yet. */
export function useExploring(run: string | null): boolean {
  return useSearches((state) => run !== null && state.searches[run]?.phase === 'exploring')
}

/** Told since the last beat, the newest of each. */
const told = new Map<string, LiveSearch>()

/** Connects the store with the engine's events; done once. @returns a function that undoes it */
export function startSearches(): () => void {
  const stops = [
    subscribe('search.progress', hear),
    useConnection.subscribe((now, before) => {
      if (now.epoch !== before.epoch) ask()
    }),
  ]
  ask()
  return () => {
    for (const stop of stops) stop()
  }
}

function ask(): void {
  call('search.list', {}).then((list) => useSearches.setState({ searches: Object.fromEntries(list.map((one) => [one.run, one])) }), toastError)
}

function hear(search: LiveSearch): void {
  told.set(search.run, search)
  if (search.phase === 'ended') {
    take()
    tell(search)
  } else onBeat(take)
}

function take(): void {
  const all = { ...useSearches.getState().searches, ...Object.fromEntries(told) }
  told.clear()
  useSearches.setState({ searches: Object.fromEntries(Object.entries(all).filter(([, { phase }]) => phase !== 'ended')) })
}

function tell({ run, goal, found, message }: LiveSearch): void {
  const isShown = useSelection.getState().run === run
  const action = isShown ? {} : { action: { title: 'Show it', run: () => useSelection.getState().select(run) } }
  if (message !== null) toast({ level: 'error', text: `The search failed: ${message}`, ...action })
  else if (found === true) toast({ level: 'good', text: `The search has reached its goal: ${goal}`, hint: 'The way there and other promising lines are branches of its run.', ...action })
  else toast({ level: 'info', text: 'The search has ended before its goal', hint: 'The best lines it found are branches of its run.', ...action })
}

import { create } from 'zustand'
import { call, subscribe } from '../api/transport.ts'
import { showRun } from '../state/appView.ts'
import { recall, remember } from '../state/remembered.ts'
import { useSelection } from '../state/selection.ts'
import { toastError } from '../ui/index.ts'

/** True while it is not yet known whether there is a run to open. */
export const useFirstRun = create<{ looking: boolean }>(() => ({ looking: true }))

const isText = (value: unknown): value is string => typeof value === 'string'

/**
 * Opens the run that was looked at last, or else the newest; and from then on remembers which is looked at.
 * @returns a function that ends the remembering
 */
export function openFirstRun(): () => void {
  const stops = [
    useSelection.subscribe((now, before) => {
      if (now.run !== before.run && now.run !== null) remember('run', now.run)
    }),
    // A file that was given to the app from outside.
    subscribe('run.opened', ({ run }) => showRun(run)),
  ]
  if (useSelection.getState().run === null) void look()
  return () => {
    for (const stop of stops) stop()
  }
}

async function look(): Promise<void> {
  try {
    const { runs } = await call('runs.list', { sort: 'started_at', descending: true, limit: 200 })
    const last = recall('run', '', isText)
    const run = runs.find((one) => one.run_id === last) ?? runs[0]
    if (run !== undefined && useSelection.getState().run === null) useSelection.getState().select(run.run_id)
  } catch (error) {
    toastError(error)
  } finally {
    useFirstRun.setState({ looking: false })
  }
}

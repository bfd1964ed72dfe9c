import { create } from 'zustand'
import { useSelection } from './selection.ts'

/** The faces of the window: one run, the emulators, many runs. */
export const APP_VIEWS = ['workbench', 'experiments', 'pool'] as const
export type AppView = (typeof APP_VIEWS)[number]

/** Which of them is shown; the workbench first. */
export const useAppView = create<{ view: AppView }>(() => ({ view: 'workbench' }))

export function showView(view: AppView): void {
  useAppView.setState({ view })
}

/** Looks at a run in the workbench. */
export function showRun(run: string): void {
  if (useSelection.getState().run !== run) useSelection.getState().select(run)
  showView('workbench')
}

import { create } from 'zustand'
import { useSelection } from './selection.ts'

/** The faces of the window: one run, the emulators, many runs. */
export const APP_VIEWS = ['workbench', 'experiments', 'pool'] as const
export type AppView = (typeof APP_VIEWS)[number]

interface Shown {
  /** which of them is shown; the workbench first */
  view: AppView
  /** the experiments show the planner instead of one of them */
  planning: boolean
}

export const useAppView = create<Shown>(() => ({ view: 'workbench', planning: false }))

export function showView(view: AppView): void {
  useAppView.setState({ view })
}

/** Opens or closes the planner of experiments. */
export function planExperiment(on: boolean): void {
  useAppView.setState(on ? { view: 'experiments', planning: true } : { planning: false })
}

/** Looks at a run in the workbench. */
export function showRun(run: string): void {
  if (useSelection.getState().run !== run) useSelection.getState().select(run)
  showView('workbench')
}

import type { JSX } from 'react'
import { APP_VIEWS, planExperiment, showView, useAppView, type AppView } from '../state/appView.ts'
import { useCommands } from '../state/commands.ts'
import { chordText } from '../state/keys.ts'

const LOOKS: Record<AppView, { title: string; keys: string }> = {
  workbench: { title: 'Workbench', keys: 'Alt+W' },
  experiments: { title: 'Experiments', keys: 'Alt+X' },
  pool: { title: 'Pool', keys: 'Alt+P' },
}

/** Chooses between the faces of the window. */
export function ViewTabs(): JSX.Element {
  const shown = useAppView((state) => state.view)
  useCommands([
    ...APP_VIEWS.map((view) => ({ id: `view.${view}`, title: `Go to the ${view}`, group: 'View' as const, keys: [LOOKS[view].keys], run: () => showView(view) })),
    { id: 'experiments.new', title: 'Plan an experiment…', group: 'Experiments', keys: ['Alt+Shift+N'], run: () => planExperiment(true) },
  ])
  return (
    <nav className="view-tabs" aria-label="Views">
      {APP_VIEWS.map((view) => (
        <button key={view} type="button" aria-current={view === shown ? 'page' : undefined} title={`${LOOKS[view].title} (${chordText(LOOKS[view].keys)})`} onClick={() => showView(view)}>
          {LOOKS[view].title}
        </button>
      ))}
    </nav>
  )
}

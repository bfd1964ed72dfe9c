import type { JSX } from 'react'
import { Compare } from '../compare/Compare.tsx'
import { useCommands } from '../state/commands.ts'
import { oneOf, useRemembered } from '../state/remembered.ts'
import { useSelection } from '../state/selection.ts'
import { EmptyState, Tabs, type Tab } from '../ui/index.ts'
import './Inspector.css'
import { MemoryTab } from './MemoryTab.tsx'
import { StateTab } from './StateTab.tsx'
import { TilesTab } from './TilesTab.tsx'

const TABS = [
  { id: 'state', title: 'STATE' },
  { id: 'tiles', title: 'TILES' },
  { id: 'memory', title: 'MEMORY' },
  { id: 'compare', title: 'COMPARE' },
] as const satisfies readonly Tab<string>[]
type InspectorTab = (typeof TABS)[number]['id']

/** Everything there is to know of the tick under the play head. */
export function Inspector(): JSX.Element {
  const [tab, setTab] = useRemembered<InspectorTab>('inspector.tab', 'state', oneOf('state', 'tiles', 'memory', 'compare'))
  const run = useSelection((state) => state.run)
  useCommands(TABS.map(({ id, title }, at) => ({ id: `inspector.${id}`, title: `Inspector: ${title.toLowerCase()}`, group: 'Inspector' as const, keys: [String(at + 1)], run: () => setTab(id) })))
  return (
    <section className="panel inspector" aria-label="Inspector">
      <Tabs name="inspector" label="Inspector" tabs={TABS} selected={tab} onSelect={setTab} />
      <div className="panel-body inspector-body" role="tabpanel" tabIndex={0} id="inspector-panel" aria-labelledby={`inspector-tab-${tab}`}>
        {run === null ? (
          <EmptyState title="No run is selected" icon="info">What the game was like at each tick is shown here.</EmptyState>
        ) : (
          <>
            {tab === 'state' && <StateTab />}
            {tab === 'tiles' && <TilesTab />}
            {tab === 'memory' && <MemoryTab key={run} run={run} />}
            {tab === 'compare' && <Compare key={run} run={run} />}
          </>
        )}
      </div>
    </section>
  )
}

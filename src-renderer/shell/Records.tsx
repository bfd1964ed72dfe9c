import { lazy, Suspense, type JSX } from 'react'
import { ActionLog } from '../log/ActionLog.tsx'
import { SnapshotList } from '../snapshots/SnapshotList.tsx'
import { useCommands } from '../state/commands.ts'
import { oneOf, useRemembered } from '../state/remembered.ts'
import { Spinner, Tabs, type Tab } from '../ui/index.ts'
import { MessageList } from './MessageList.tsx'
import { useMessages } from './messages.ts'

// The chart library is the largest part of the page and not needed to see a run.
const Charts = lazy(async () => ({ default: (await import('../charts/Charts.tsx')).Charts }))

const TABS = [
  { id: 'actions', title: 'ACTIONS' },
  { id: 'charts', title: 'CHARTS' },
  { id: 'snapshots', title: 'SNAPSHOTS' },
  { id: 'messages', title: 'MESSAGES' },
] as const satisfies readonly Tab<string>[]
type RecordTab = (typeof TABS)[number]['id']

/** What was recorded of the run, in several lights. */
export function Records(): JSX.Element {
  const [tab, setTab] = useRemembered<RecordTab>('records.tab', 'actions', oneOf('actions', 'charts', 'snapshots', 'messages'))
  const said = useMessages((state) => state.messages.length)
  const tabs = TABS.map((one) => (one.id === 'messages' && said > 0 ? { ...one, badge: said } : one))
  useCommands(TABS.map(({ id, title }) => ({ id: `view.${id}`, title: `Show ${title.toLowerCase()}`, group: 'View' as const, run: () => setTab(id) })))
  return (
    <section className="panel" aria-label="Records">
      <Tabs name="records" label="Records" tabs={tabs} selected={tab} onSelect={setTab} />
      <div className="panel-body" role="tabpanel" id="records-panel" aria-labelledby={`records-tab-${tab}`}>
        {tab === 'actions' && <ActionLog />}
        {tab === 'charts' && (
          <Suspense fallback={<Spinner />}>
            <Charts />
          </Suspense>
        )}
        {tab === 'snapshots' && <SnapshotList />}
        {tab === 'messages' && <MessageList />}
      </div>
    </section>
  )
}

import { useCallback, useMemo, useRef, useState, type JSX } from 'react'
import { useExploring } from '../search/searches.ts'
import { useCommands } from '../state/commands.ts'
import { useRemembered } from '../state/remembered.ts'
import { useSelection } from '../state/selection.ts'
import { Button, EmptyState, ErrorState, Icon, Spinner } from '../ui/index.ts'
import './ActionLog.css'
import { isChoice, shownColumns, type ColumnId } from './columns.ts'
import { NO_FILTER, isFiltered, type LogFilter } from './filter.ts'
import { LogHead } from './LogHead.tsx'
import { LogList } from './LogList.tsx'
import { useRested } from './useRested.ts'
import { useRows } from './useRows.ts'

/** Everything that was done, tick by tick, with what happened beside it. */
export function ActionLog(): JSX.Element {
  const run = useSelection((state) => state.run)
  if (run === null) return <EmptyState title="No run is selected" icon="note">Choose one in the list at the left, or run the script.</EmptyState>
  return <RunLog key={run} run={run} />
}

function RunLog({ run }: { run: string }): JSX.Element {
  const branch = useSelection((state) => state.branch)
  const window = useSelection((state) => state.window)
  const following = useSelection((state) => state.following)
  const follow = useSelection((state) => state.follow)
  const [filter, setFilter] = useState<LogFilter>(NO_FILTER)
  const [chosen, setColumns] = useRemembered<ColumnId[] | null>('log.columns', null, isChoice)
  const [pinned, setPinned] = useState(true)
  const search = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const rested = useRested(filter, 200)
  const query = { run, branch, window, filter: rested }
  const rows = useRows(query)
  const columns = useMemo(() => shownColumns(chosen, rows.filled), [chosen, rows.filled])
  const unpin = useCallback(() => setPinned(false), [])
  const leave = useCallback(() => list.current?.focus(), [])
  const pin = useCallback((on: boolean) => {
    setPinned(on)
    if (on) follow(true)
  }, [follow])

  useCommands([
    {
      id: 'log.filter', title: 'Filter the log', group: 'Log', keys: ['/'],
      run: () => {
        search.current?.focus()
        search.current?.select()
      },
    },
    { id: 'log.clear', title: 'Show the whole log', group: 'Log', run: () => setFilter(NO_FILTER), when: () => isFiltered(filter) },
    { id: 'log.focus', title: 'Go to the log', group: 'Log', keys: ['Alt+A'], run: () => list.current?.focus() },
  ])
  return (
    <section className="log" aria-label="Action log">
      <LogHead
        search={search}
        filter={filter}
        onFilter={setFilter}
        total={rows.total}
        columns={columns}
        onColumns={setColumns}
        pinned={pinned && following}
        onFollow={pin}
        onLeave={leave}
      />
      {rows.error !== null && rows.total === null ? (
        <ErrorState error={rows.error} onRetry={rows.retry} />
      ) : rows.total === null ? (
        <Spinner label="Loading the log" />
      ) : rows.total === 0 ? (
        <NoRows run={run} filtered={isFiltered(rested)} windowed={window !== null} onClear={() => setFilter(NO_FILTER)} />
      ) : (
        <>
          {rows.error !== null && (
            <div className="log-trouble" role="alert">
              <Icon name="error" size={14} />
              <span title={rows.error.hint}>{rows.error.message}</span>
              <Button kind="quiet" onClick={rows.retry}>Try again</Button>
            </div>
          )}
          <LogList list={list} query={query} rows={rows} total={rows.total} columns={columns} pinned={pinned && following} onUnpin={unpin} />
        </>
      )}
    </section>
  )
}

function NoRows({ run, filtered, windowed, onClear }: { run: string; filtered: boolean; windowed: boolean; onClear: () => void }): JSX.Element {
  const setWindow = useSelection((state) => state.setWindow)
  const exploring = useExploring(run)
  if (filtered) return <EmptyState title="No tick matches the filter" icon="filter" actions={<Button onClick={onClear}>Clear the filter</Button>} />
  if (windowed) return <EmptyState title="No tick lies in the selected window" icon="filter" actions={<Button onClick={() => setWindow(null)}>Show all ticks</Button>} />
  if (exploring) return <EmptyState title="The search explores" icon="search">What it finds is recorded here when it reaches its goal or is stopped: the way there, and the other promising lines as branches.</EmptyState>
  return <EmptyState title="Nothing has been played yet" icon="note">Start the run with Space, or run a script from here.</EmptyState>
}

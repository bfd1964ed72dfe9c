import { useRef, useState, type JSX, type KeyboardEvent } from 'react'
import type { InputOf, RunSummary } from '../api/contract.ts'
import { useCall } from '../api/useCall.ts'
import { isBoolean, oneOf, useRemembered } from '../state/remembered.ts'
import { useExploring } from '../search/searches.ts'
import { useLive } from '../state/live.ts'
import { useSelection } from '../state/selection.ts'
import { Button, classes, contextMenu, EmptyState, ErrorState, formatAgo, formatPlural, formatShort, formatWallTime, Icon, IconButton, LookMark, Menu, MiddleEllipsis, Spinner } from '../ui/index.ts'
import { BrokenRuns } from './BrokenRuns.tsx'
import { openRunDialog } from './dialogs.ts'
import { deleteRun } from './runActions.ts'
import { runMenuItems } from './runMenu.ts'
import { runTitle, STATUS_LOOKS } from './runTitle.ts'
import { useRunsChanged } from './useRunsChanged.ts'
import './runs.css'

type Sort = NonNullable<InputOf<'runs.list'>['sort']>
const SORTS: readonly [Sort, string][] = [
  ['started_at', 'Started'], ['ticks', 'Ticks'], ['game', 'Game'], ['script', 'Script'], ['status', 'Status'],
]

/** How many runs are listed before one has to ask for more. */
const PAGE = 200

/** All runs, with search and order; the selected one is what every view shows. */
export function RunList(): JSX.Element {
  const [search, setSearch] = useState('')
  const [sort, setSort] = useRemembered<Sort>('runs.sort', 'started_at', oneOf('started_at', 'ticks', 'game', 'script', 'status'))
  const [descending, setDescending] = useRemembered('runs.descending', true, isBoolean)
  const [limit, setLimit] = useState(PAGE)
  const { data, error, loading, reload } = useCall('runs.list', { search, sort, descending, limit: Math.min(1000, limit) })
  useRunsChanged(reload)
  const empty = data !== null && data.runs.length === 0
  return (
    <section className="panel" aria-label="Runs">
      <div className="panel-head">
        <h2 className="panel-title">RUNS</h2>
        <Menu
          label="Order"
          align="end"
          items={[
            ...SORTS.map(([value, title]) => ({ title, checked: sort === value, onSelect: () => setSort(value) })),
            'line',
            { title: 'Descending', checked: descending, onSelect: () => setDescending(true) },
            { title: 'Ascending', checked: !descending, onSelect: () => setDescending(false) },
          ]}
        >
          <Icon name="sort" size={14} />
        </Menu>
        <IconButton icon="folder" size="small" label="Open a run or bundle" onClick={() => openRunDialog({ kind: 'open' })} />
        <IconButton icon="plus" size="small" label="New run" keys="Alt+N" onClick={() => openRunDialog({ kind: 'new' })} />
      </div>
      {(search !== '' || !empty || (data !== null && data.broken.length > 0)) && (
        <div className="runs-search">
          <Icon name="search" size={14} />
          <input type="search" placeholder="Search runs, tags, notes" aria-label="Search runs" value={search} onChange={(event) => setSearch(event.target.value)} />
        </div>
      )}
      <div className="panel-body">
        {error !== null && data === null ? (
          <ErrorState error={error} onRetry={reload} />
        ) : data === null ? (
          <Spinner label="Loading the runs" />
        ) : empty && data.broken.length === 0 ? (
          search === '' ? (
            <EmptyState title="No runs yet" actions={<Button onClick={() => openRunDialog({ kind: 'new' })}>New run…</Button>} />
          ) : (
            <EmptyState title={`No run fits “${search}”`} actions={<Button onClick={() => setSearch('')}>Show all</Button>} />
          )
        ) : (
          <div className="runs-scroll">
            <Rows runs={data.runs} total={data.total} busy={loading} onMore={() => setLimit(limit + PAGE)} />
            {data.broken.length > 0 && <BrokenRuns runs={data.broken} />}
          </div>
        )}
      </div>
    </section>
  )
}

function Rows({ runs, total, busy, onMore }: { runs: readonly RunSummary[]; total: number; busy: boolean; onMore: () => void }): JSX.Element {
  const selected = useSelection((state) => state.run)
  const select = useSelection((state) => state.select)
  const list = useRef<HTMLUListElement>(null)
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = runs.findIndex((run) => run.run_id === selected)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: runs.length - 1 }[event.key]
    const run = to === undefined ? undefined : runs[Math.max(0, Math.min(runs.length - 1, to))]
    if (run !== undefined) {
      event.preventDefault()
      select(run.run_id)
      list.current?.querySelector<HTMLElement>(`[data-run="${run.run_id}"]`)?.focus()
    } else if (event.key === 'Delete' && at >= 0) {
      const gone = runs[at]
      if (gone !== undefined) void deleteRun(gone)
    }
  }
  const hasSelected = runs.some((run) => run.run_id === selected)
  return (
    <ul className="runs-list" aria-label="Runs" aria-busy={busy} ref={list} onKeyDown={onKeyDown}>
      {runs.map((run, index) => (
        <Row key={run.run_id} run={run} selected={run.run_id === selected} focusable={run.run_id === selected || (!hasSelected && index === 0)} onSelect={() => select(run.run_id)} />
      ))}
      {total > runs.length && (
        <li className="runs-more">
          <Button kind="quiet" onClick={onMore}>
            {formatPlural(total - runs.length, 'more run')}
          </Button>
        </li>
      )}
    </ul>
  )
}

function Row({ run, selected, focusable, onSelect }: { run: RunSummary; selected: boolean; focusable: boolean; onSelect: () => void }): JSX.Element {
  const live = useLive((state) => (selected ? (state.live?.status ?? null) : null))
  const ticks = useLive((state) => formatShort(Math.max(run.ticks, selected ? (state.live?.tick ?? 0) : 0)))
  const exploring = useExploring(run.run_id)
  const look = exploring ? { ...STATUS_LOOKS.running, title: 'searching' } : STATUS_LOOKS[live ?? run.status]
  const wanted = `${runTitle(run)}\n${run.run_id}\n${run.game} · ${formatPlural(run.ticks, 'tick')} · ${formatPlural(run.branches, 'branch', 'branches')} · started ${formatWallTime(run.started_at)}`
  return (
    <li className={classes('run-row', selected && 'run-row-selected')} onContextMenu={contextMenu(runTitle(run), () => runMenuItems(run))}>
      <button type="button" className="run-row-main" data-run={run.run_id} aria-current={selected} tabIndex={focusable ? 0 : -1} title={run.note === '' ? wanted : `${wanted}\n\n${run.note}`} onClick={onSelect}>
        <LookMark look={look} alone className="run-row-status" />
        <span className="run-row-text">
          <MiddleEllipsis text={runTitle(run)} className="run-row-title" />
          <span className="run-row-facts">
            {exploring ? 'searching' : `${ticks} ticks`} · {formatAgo(run.started_at, Date.now())}
            {run.note !== '' && <Icon name="note" size={12} />}
            {run.tags.map((tag) => (
              <span key={tag} className="run-tag">
                {tag}
              </span>
            ))}
          </span>
        </span>
      </button>
      <Menu label={`Actions for ${runTitle(run)}`} className="run-row-menu" align="end" items={() => runMenuItems(run)}>
        <Icon name="more" />
      </Menu>
    </li>
  )
}

import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState, type JSX, type KeyboardEvent } from 'react'
import type { Branch, SnapshotSummary } from '../api/contract.ts'
import { subscribe } from '../api/transport.ts'
import { useCall } from '../api/useCall.ts'
import { rollBack } from '../stage/play.ts'
import { isBoolean, useRemembered } from '../state/remembered.ts'
import { useBranches } from '../state/run.ts'
import { useSelection } from '../state/selection.ts'
import { Button, classes, contextMenu, EmptyState, ErrorState, formatBytes, formatCount, formatGameTime, formatWallTime, Icon, IconButton, Menu, MiddleEllipsis, Spinner, toastError } from '../ui/index.ts'
import { openSnapshotDialog } from './dialogs.ts'
import { deleteSnapshot, pinSnapshot, snapshotMenuItems } from './snapshotActions.ts'
import './snapshots.css'
import { fitsSearch, snapshotTitle } from './snapshotTitle.ts'

const ROW = 44

/** The snapshots of the run: go to them, roll back to them, name, pin, export and delete them. */
export function SnapshotList(): JSX.Element {
  const run = useSelection((state) => state.run)
  const { data, error, reload } = useCall('snapshots.list', run === null ? null : { run }, run)
  const [search, setSearch] = useState('')
  const [onlyNamed, setOnlyNamed] = useRemembered('snapshots.named', false, isBoolean)
  useEffect(
    () =>
      subscribe('runs.changed', (changed) => {
        if (changed.run === null || changed.run === run) reload()
      }),
    [run, reload],
  )
  const shown = useMemo(
    () => (data ?? []).filter((one) => (!onlyNamed || one.name !== null || one.pinned) && fitsSearch(one, search)).sort((a, b) => b.tick - a.tick || b.branch - a.branch),
    [data, onlyNamed, search],
  )
  if (run === null) return <EmptyState title="No run is open">Open a run to see its snapshots.</EmptyState>
  if (error !== null && data === null) return <ErrorState error={error} onRetry={reload} />
  if (data === null) return <Spinner label="Loading the snapshots" />
  return (
    <>
      <div className="snapshots-bar">
        <Icon name="search" size={14} />
        <input type="search" placeholder="Search names, notes, ticks" aria-label="Search snapshots" value={search} onChange={(event) => setSearch(event.target.value)} />
        <Button kind="quiet" pressed={onlyNamed} onClick={() => setOnlyNamed(!onlyNamed)} title="Only those with a name or a pin">
          Named
        </Button>
        <IconButton icon="upload" size="small" label="Import a snapshot" onClick={() => openSnapshotDialog({ kind: 'import' })} />
        <IconButton icon="plus" size="small" label="Name a snapshot of this tick" keys="N" onClick={() => openSnapshotDialog({ kind: 'new' })} />
      </div>
      {shown.length === 0 ? (
        <EmptyState
          title={data.length === 0 ? 'No snapshots yet' : 'None fits'}
          actions={
            data.length === 0 ? (
              <Button onClick={() => openSnapshotDialog({ kind: 'new' })}>Name a snapshot of this tick…</Button>
            ) : (
              <Button
                onClick={() => {
                  setSearch('')
                  setOnlyNamed(false)
                }}
              >
                Show all {formatCount(data.length)}
              </Button>
            )
          }
        />
      ) : (
        <Rows run={run} snapshots={shown} />
      )}
    </>
  )
}

function Rows({ run, snapshots }: { run: string; snapshots: readonly SnapshotSummary[] }): JSX.Element {
  const branches = useBranches()
  const scroller = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState<string | null>(null)
  const goTo = useSelection((state) => state.goTo)
  const rows = useVirtualizer({ count: snapshots.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 8 })
  const select = (snapshot: SnapshotSummary): void => {
    setAt(snapshot.id)
    goTo(snapshot.tick, snapshot.branch)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const index = snapshots.findIndex((one) => one.id === at)
    const chosen = snapshots[index]
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: snapshots.length - 1 }[event.key]
    const next = to === undefined ? undefined : snapshots[Math.max(0, Math.min(snapshots.length - 1, to))]
    if (next !== undefined && to !== undefined) {
      event.preventDefault()
      select(next)
      rows.scrollToIndex(snapshots.indexOf(next))
    } else if (chosen !== undefined && event.key === 'Enter') {
      event.preventDefault()
      rollBack({ branch: chosen.branch, tick: chosen.tick }).catch(toastError)
    } else if (chosen !== undefined && event.key === 'F2') openSnapshotDialog({ kind: 'edit', snapshot: chosen })
    else if (chosen !== undefined && event.key === 'Delete') deleteSnapshot(run, chosen)
  }
  const isThere = snapshots.some((one) => one.id === at)
  // The row that was moved to by key may only just have been made.
  useEffect(() => {
    const list = scroller.current
    if (at !== null && list !== null && list.contains(document.activeElement)) document.getElementById(`snapshot-${at}`)?.focus()
  }, [at])
  return (
    <div ref={scroller} className="snapshots-list" onKeyDown={onKeyDown}>
      <div role="list" aria-label="Snapshots" style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {rows.getVirtualItems().map((item) => {
          const snapshot = snapshots[item.index]
          return snapshot === undefined ? null : (
            <Row key={snapshot.id} run={run} snapshot={snapshot} branch={branches.find((one) => one.branch === snapshot.branch)} top={item.start} selected={snapshot.id === at} focusable={snapshot.id === at || (!isThere && item.index === 0)} onSelect={() => select(snapshot)} />
          )
        })}
      </div>
    </div>
  )
}

interface RowProps {
  run: string
  snapshot: SnapshotSummary
  branch: Branch | undefined
  top: number
  selected: boolean
  /** reached by Tab */
  focusable: boolean
  onSelect: () => void
}

function Row({ run, snapshot, branch, top, selected, focusable, onSelect }: RowProps): JSX.Element {
  const title = snapshotTitle(snapshot)
  return (
    <div className={classes('snapshot-row', selected && 'snapshot-row-selected')} style={{ top, height: ROW }} role="listitem" onContextMenu={contextMenu(title, () => snapshotMenuItems(run, snapshot))}>
      <button type="button" id={`snapshot-${snapshot.id}`} aria-current={selected} tabIndex={focusable ? 0 : -1} aria-label={`${title}, tick ${snapshot.tick}`} className="snapshot-main" onClick={onSelect}>
        <Thumbnail snapshot={snapshot} />
        <span className="snapshot-text">
          <span className={classes('snapshot-title', snapshot.name === null && 'muted')}>
            <span className="snapshot-mark" aria-hidden="true">
              {snapshot.name === null ? '◇' : '◆'}
            </span>
            <MiddleEllipsis text={title} />
            {snapshot.note !== null && (
              <span title={snapshot.note} className="snapshot-note">
                {snapshot.note}
              </span>
            )}
          </span>
          <span className="snapshot-facts" title={`${formatWallTime(snapshot.created_at)} · ${formatBytes(snapshot.state_bytes)}`}>
            tick {formatCount(snapshot.tick)} · {formatGameTime(snapshot.frame)}
            {branch !== undefined && snapshot.branch !== 0 && ` · ${branch.name}`}
          </span>
        </span>
      </button>
      <IconButton icon="pin" size="small" label={snapshot.pinned ? `Unpin ${title}` : `Pin ${title}: never pruned`} pressed={snapshot.pinned} className={snapshot.pinned ? undefined : 'snapshot-quiet'} onClick={() => pinSnapshot(run, snapshot)} />
      <IconButton icon="rollback" size="small" label={`Roll back to ${title}`} className="snapshot-quiet" onClick={() => void rollBack({ branch: snapshot.branch, tick: snapshot.tick }).catch(toastError)} />
      <Menu label={`Actions for ${title}`} align="end" items={() => snapshotMenuItems(run, snapshot)}>
        <Icon name="more" />
      </Menu>
    </div>
  )
}

/** Before the first frame nothing was ever drawn: a blank picture would look like a missing one. */
function Thumbnail({ snapshot }: { snapshot: SnapshotSummary }): JSX.Element {
  if (snapshot.frame === 0 || snapshot.thumbnail === null) {
    return (
      <span className="snapshot-picture snapshot-unlit" title={snapshot.frame === 0 ? 'As the console is switched on: the screen is still dark' : 'Without a picture'}>
        <Icon name={snapshot.frame === 0 ? 'power' : 'snapshot'} size={14} />
      </span>
    )
  }
  return <img className="snapshot-picture pixels" alt="" src={`data:image/png;base64,${snapshot.thumbnail}`} />
}

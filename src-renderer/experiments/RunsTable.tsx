import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState, type JSX } from 'react'
import type { RunResult } from '../api/contract.ts'
import { STATUS_LOOKS } from '../runs/runTitle.ts'
import { showRun } from '../state/appView.ts'
import { EmptyState, formatCount, formatDuration, formatGameTime, formatMilliseconds, LookMark } from '../ui/index.ts'

const ROW = 24

/** All runs that are over, by their place in the plan; each opens in the workbench. */
export function RunsTable({ runs }: { runs: readonly RunResult[] }): JSX.Element {
  const [search, setSearch] = useState('')
  const scroller = useRef<HTMLDivElement>(null)
  const shown = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '')
    return runs.filter((run) => words.every((word) => textOf(run).includes(word))).sort((a, b) => a.index - b.index)
  }, [runs, search])
  const rows = useVirtualizer({ count: shown.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 12 })
  if (runs.length === 0) return <EmptyState title="No run is over yet">Each run appears here as it ends.</EmptyState>
  return (
    <div className="exp-runs">
      <input className="field" type="search" aria-label="Search runs" placeholder="Search arms, seeds, states, errors" value={search} onChange={(event) => setSearch(event.target.value)} />
      <div className="exp-runs-head exp-runs-row" aria-hidden="true">
        <span>#</span>
        <span>Arm</span>
        <span>Seed</span>
        <span>Start</span>
        <span>State</span>
        <span>Ticks</span>
        <span>Game time</span>
        <span>Took</span>
        <span>Final state</span>
        <span>Error</span>
      </div>
      <div className="exp-runs-list" ref={scroller} tabIndex={0} role="region" aria-label="Runs">
        <div role="list" style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map((item) => {
            const run = shown[item.index]
            return run === undefined ? null : <Row key={run.index} run={run} top={item.start} />
          })}
        </div>
      </div>
    </div>
  )
}

function Row({ run, top }: { run: RunResult; top: number }): JSX.Element {
  const look = STATUS_LOOKS[run.status]
  const params = Object.entries(run.params).map(([name, value]) => `${name} = ${String(value)}`).join(', ')
  return (
    <div className="exp-runs-row" role="listitem" style={{ top, height: ROW, position: 'absolute' }}>
      <span className="muted">{run.index}</span>
      <span title={params === '' ? run.arm : `${run.arm}; ${params}`}>
        <button type="button" className="link" title={`${run.run}: open it in the workbench`} onClick={() => showRun(run.run)}>
          {run.arm}
        </button>
        {params !== '' && <span className="muted"> {params}</span>}
      </span>
      <span>{run.seed}</span>
      <span title={run.start}>{run.start}</span>
      <span>
        <LookMark look={look} />
        {run.attempts > 1 && <span className="muted"> try {run.attempts}</span>}
      </span>
      <span className="table-number">{formatCount(run.ticks)}</span>
      <span className="table-number">{formatGameTime(run.frames)}</span>
      <span className="table-number">{run.wall_seconds < 10 ? formatMilliseconds(run.wall_seconds * 1000) : formatDuration(run.wall_seconds)}</span>
      <span className="mono" title={run.final_state_hash}>
        {run.final_state_hash.slice(0, 8)}
      </span>
      <span className="exp-runs-error" title={run.error ?? undefined}>
        {run.error ?? ''}
      </span>
    </div>
  )
}

function textOf(run: RunResult): string {
  return `${run.index} ${run.run} ${run.arm} ${run.seed} ${run.start} ${run.status} ${run.error ?? ''} ${Object.entries(run.params).join(' ')}`.toLowerCase()
}

import { memo, type JSX } from 'react'
import { formatMask } from '../api/contract.ts'
import { EventGlyph, EVENT_LOOKS, classes, formatCount, formatGameTime, formatMilliseconds, formatWallTime } from '../ui/index.ts'
import type { ColumnId } from './columns.ts'
import { actionTitle, contextWord, resultText, rowTitle } from './titles.ts'
import type { LogRow } from './useRows.ts'

export interface RowProps {
  id: string
  index: number
  row: LogRow | undefined
  repeats: number
  /** px from the top of the list's view */
  y: number
  columns: readonly ColumnId[]
  selected: boolean
  /** played on a branch before this one forked off */
  inherited: boolean
  onSelect: (row: LogRow, index: number) => void
  onHover: (row: LogRow | null) => void
}

/** One tick of the log. */
export const Row = memo(function Row({ id, index, row, repeats, y, columns, selected, inherited, onSelect, onHover }: RowProps): JSX.Element {
  const style = { transform: `translateY(${y}px)` }
  if (row === undefined) {
    return <div id={id} role="row" aria-rowindex={index + 2} aria-busy="true" className="log-row log-row-empty" style={style}><span role="gridcell">…</span></div>
  }
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-label={`Tick ${row.tick}: ${rowTitle(row, repeats)}${row.events.map((event) => `, ${EVENT_LOOKS[event.kind].title}: ${event.title}`).join('')}`}
      className={classes('log-row', selected && 'log-row-selected', repeats > 1 && 'log-row-repeat', inherited && 'log-row-inherited')}
      style={style}
      onMouseDown={(event) => {
        if (event.button === 0) onSelect(row, index)
      }}
      onPointerEnter={() => onHover(row)}
      onPointerLeave={() => onHover(null)}
    >
      {columns.map((column) => <span key={column} role="gridcell" className={`log-${column}`}>{cell(column, row, repeats)}</span>)}
    </div>
  )
})

function cell(column: ColumnId, row: LogRow, repeats: number): JSX.Element | string {
  switch (column) {
    case 'tick':
      return formatCount(row.tick)
    case 'time':
      return <time dateTime={row.timestamp} title={`frame ${formatCount(row.frame)}, recorded ${formatWallTime(row.timestamp)}`}>{formatGameTime(row.frame, true)}</time>
    case 'action': {
      const keys = row.buttons === 0 ? `${row.frames} frames` : `${formatMask(row.buttons)} for ${row.hold} of ${row.frames} frames`
      return <span title={`${actionTitle(row.action, repeats)}: ${keys}${row.line === null ? '' : `, line ${row.line}`}`}>{actionTitle(row.action, repeats)}</span>
    }
    case 'result':
      return <ResultCell row={row} />
    case 'context':
      return contextWord(row.type)
    case 'latency':
      return row.latency_ms === null ? '' : formatMilliseconds(row.latency_ms)
    case 'confidence':
      return row.confidence === null ? '' : `${Math.round(row.confidence * 100)} %`
    case 'cost':
      return row.cost === null ? '' : `$${row.cost.toFixed(4)}`
  }
}

function ResultCell({ row }: { row: LogRow }): JSX.Element {
  const result = resultText(row)
  return (
    <>
      {row.events.map((event, at) => (
        <span key={at} className="log-event" title={`${EVENT_LOOKS[event.kind].title}: ${event.title}`} style={{ color: `var(${EVENT_LOOKS[event.kind].color})` }}>
          <EventGlyph kind={event.kind} /> {event.title}
        </span>
      ))}
      {result !== '' && <span className="log-to" title={row.result}>→ {result}</span>}
      {row.reasoning !== null && <span className="log-reasoning" title={row.reasoning}>{row.reasoning}</span>}
    </>
  )
}

import { useCallback, useEffect, useReducer, useRef, type JSX, type KeyboardEvent, type RefObject } from 'react'
import { useCall } from '../api/useCall.ts'
import { useLive } from '../state/live.ts'
import { useSelection } from '../state/selection.ts'
import { COLUMNS, template, type ColumnId } from './columns.ts'
import { Row } from './Row.tsx'
import { rowsInView } from './scrollScale.ts'
import { repeatsAt } from './titles.ts'
import { usePlayHead } from './usePlayHead.ts'
import { useListScroll } from './useListScroll.ts'
import { asCall, type LogQuery, type LogRow, type Rows } from './useRows.ts'

const ROW_HEIGHT = 22

export interface LogListProps {
  /** the element that scrolls and takes the keys */
  list: RefObject<HTMLDivElement | null>
  query: LogQuery
  rows: Rows
  total: number
  columns: readonly ColumnId[]
  /** the end of the list stays in view */
  pinned: boolean
  onUnpin: () => void
}

/** The rows in view, out of any number. */
export function LogList({ list, query, rows, total, columns, pinned, onUnpin }: LogListProps): JSX.Element {
  const goTo = useSelection((state) => state.goTo)
  const setHover = useSelection((state) => state.setHover)
  const playing = useLive(({ live }) => live?.status === 'running' && live.run === query.run)
  const stick = pinned && playing
  const hurried = useLive(({ live }) => live?.speed === 0)
  const scroll = useListScroll(list, total, ROW_HEIGHT, ROW_HEIGHT, stick)
  // While the end is in view the play head's row is the last one.
  const tick = usePlayHead(stick ? null : 100)

  const key = JSON.stringify(query)
  const answer = useCall('actions.index', stick ? null : { ...asCall(query), tick }, key).data?.index ?? null
  // The index of a row that was chosen here is known; nobody needs to be asked for it.
  const chosen = useRef<{ key: string; tick: number; index: number } | null>(null)
  const [, redraw] = useReducer((turn: number) => turn + 1, 0)
  const chosenIndex = (): number | null => {
    const now = chosen.current
    return now !== null && now.key === key && now.tick === useSelection.getState().tick ? now.index : null
  }
  const index = chosenIndex() ?? answer
  const current = stick ? total - 1 : index === null ? null : Math.min(index, total - 1)
  const { first, last } = rowsInView(scroll.geometry, scroll.top, 6)

  const isMeasured = scroll.geometry.viewport > 0
  useEffect(() => {
    if (!isMeasured || stick || current === null || current < 0) return
    scroll.show(current, true)
  }, [current, stick, scroll.show, isMeasured])
  useEffect(() => rows.want(Math.max(0, first - 20), Math.min(total - 1, last + 20)), [first, last, total, rows.want])

  const select = useCallback((row: LogRow, index: number) => {
    chosen.current = { key, tick: row.tick, index }
    goTo(row.tick)
    redraw()
  }, [goTo, key])
  const jumpTo = useRef<number | null>(null)
  const hover = useCallback((row: LogRow | null) => setHover(row?.tick ?? null), [setHover])
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(scroll.geometry.viewport / ROW_HEIGHT) - 1)
    const at = jumpTo.current ?? chosenIndex() ?? current ?? 0
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, PageUp: at - page, PageDown: at + page, Home: 0, End: total - 1 }[event.key]
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return
    event.preventDefault()
    onUnpin()
    const index = Math.max(0, Math.min(total - 1, to))
    scroll.show(index)
    const row = rows.row(index)
    jumpTo.current = null
    if (row !== undefined) select(row, index)
    else jumpTo.current = index
    rows.want(index, index)
  }
  // A row that was not here when a key asked for it is gone to when it has come.
  useEffect(() => {
    const index = jumpTo.current
    const row = index === null ? undefined : rows.row(index)
    if (index === null || row === undefined) return
    jumpTo.current = null
    select(row, index)
  })

  const drawn: JSX.Element[] = []
  for (let at = first; at <= last; at++) {
    const row = rows.row(at)
    drawn.push(
      <Row
        // All rows are others each time when a run goes as fast as it can: then their elements are kept and their texts change.
        key={stick && hurried ? at - first : at}
        id={`log-row-${at}`}
        index={at}
        row={row}
        repeats={repeatsAt(rows.row, at)}
        y={at * ROW_HEIGHT - scroll.top}
        columns={columns}
        // Under a filter the row at or before the play head is in view, but it is not that tick.
        selected={at === current && (stick || row === undefined || row.tick === tick || chosenIndex() === at)}
        inherited={row !== undefined && row.branch !== query.branch}
        onSelect={select}
        onHover={hover}
      />,
    )
  }
  const shown = COLUMNS.filter(({ id }) => columns.includes(id))
  return (
    <div
      ref={list}
      className="log-grid"
      role="grid"
      aria-label="Actions"
      aria-rowcount={total + 1}
      aria-colcount={shown.length}
      aria-activedescendant={current !== null && current >= first && current <= last ? `log-row-${current}` : undefined}
      tabIndex={0}
      style={{ '--log-columns': template(columns) }}
      onScroll={scroll.onScroll}
      onKeyDown={onKeyDown}
      onWheel={(event) => {
        if (event.deltaY < 0) onUnpin()
      }}
    >
      <div className="log-row log-titles" role="row" aria-rowindex={1}>
        {shown.map(({ id, title }) => <span key={id} role="columnheader" className={`log-${id}`}>{title}</span>)}
      </div>
      <div role="presentation" style={{ height: scroll.height }}>
        <div className="log-rows" role="rowgroup">{drawn}</div>
      </div>
    </div>
  )
}

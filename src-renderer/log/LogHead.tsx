import { memo, type JSX, type RefObject } from 'react'
import { useBranches } from '../state/run.ts'
import { isLoaded, useLive } from '../state/live.ts'
import { useSelection } from '../state/selection.ts'
import { EVENT_LOOKS, Icon, IconButton, Menu, MiddleEllipsis, classes, formatCount, type MenuItem } from '../ui/index.ts'
import { COLUMNS, FIXED, type ColumnId } from './columns.ts'
import { KIND_GROUPS, NO_FILTER, hasGroup, isFiltered, toggleGroup, type LogFilter } from './filter.ts'
import { WindowChip } from './WindowChip.tsx'

export interface LogHeadProps {
  search: RefObject<HTMLInputElement | null>
  filter: LogFilter
  onFilter: (filter: LogFilter) => void
  total: number | null
  columns: readonly ColumnId[]
  onColumns: (columns: ColumnId[]) => void
  pinned: boolean
  onFollow: (on: boolean) => void
  onLeave: () => void
}

/** What the log lists, and how. */
export const LogHead = memo(function LogHead({ search, filter, onFilter, total, columns, onColumns, pinned, onFollow, onLeave }: LogHeadProps): JSX.Element {
  const branches = useBranches()
  const branch = useSelection((state) => state.branch)
  const setBranch = useSelection((state) => state.setBranch)
  const loaded = useLive((state) => isLoaded(state.live))
  const name = branches.find((line) => line.branch === branch)?.name ?? 'main'
  const columnItems = COLUMNS.filter(({ id }) => !FIXED.includes(id)).map(({ id, title }): MenuItem => ({
    title: title === 'Conf.' ? 'Confidence' : title,
    checked: columns.includes(id),
    onSelect: () => onColumns(COLUMNS.map((one) => one.id).filter((one) => (one === id ? !columns.includes(id) : columns.includes(one)))),
  }))
  return (
    <div className="log-head">
      <span className="log-search">
        <Icon name="search" size={14} />
        <input
          ref={search}
          type="search"
          aria-label="Filter the log by text"
          placeholder="Filter  ( / )"
          value={filter.text}
          onChange={(event) => onFilter({ ...filter, text: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape' || event.key === 'Enter' || event.key === 'ArrowDown') {
              event.preventDefault()
              if (event.key === 'Escape') onFilter({ ...filter, text: '' })
              onLeave()
            }
          }}
        />
      </span>
      <div className="log-kinds" role="group" aria-label="Kinds of events">
        <button type="button" className={classes('log-kind', filter.kinds.length === 0 && 'log-kind-on')} aria-pressed={filter.kinds.length === 0} onClick={() => onFilter({ ...filter, kinds: [] })}>
          all
        </button>
        {KIND_GROUPS.map(({ id, title, glyph, kinds }) => (
          <button
            key={id}
            type="button"
            className={classes('log-kind', hasGroup(filter, kinds) && 'log-kind-on')}
            aria-pressed={hasGroup(filter, kinds)}
            aria-label={`Only ticks with: ${title}`}
            title={`Only ticks with: ${title}`}
            style={{ color: `var(${EVENT_LOOKS[glyph].color})` }}
            onClick={() => onFilter(toggleGroup(filter, kinds))}
          >
            {EVENT_LOOKS[glyph].glyph}
          </button>
        ))}
      </div>
      {isFiltered(filter) && <IconButton icon="close" size="small" label="Clear the filter" onClick={() => onFilter(NO_FILTER)} />}
      <span className="log-count">{total === null ? '' : formatCount(total)}</span>
      <WindowChip />
      <Menu
        label={`Branch: ${name}`}
        className="log-branch"
        align="end"
        items={branches.map((line): MenuItem => ({ title: `${line.name} · ${formatCount(line.head_tick)} ticks`, checked: line.branch === branch, onSelect: () => setBranch(line.branch) }))}
      >
        <Icon name="branch" size={14} /> <MiddleEllipsis text={name} tail={5} /> <Icon name="chevronDown" size={12} />
      </Menu>
      {loaded && <IconButton icon="follow" size="small" label="Follow the run" pressed={pinned} onClick={() => onFollow(!pinned)} />}
      <Menu label="Columns" align="end" items={columnItems}>
        <Icon name="more" size={14} />
      </Menu>
    </div>
  )
})

import { useEffect, useState, type JSX } from 'react'
import type { Place } from '../api/contract.ts'
import { useCall } from '../api/useCall.ts'
import { runTitle } from '../runs/runTitle.ts'
import { headOf } from '../state/run.ts'
import { Icon, Menu, formatCount, type MenuItem } from '../ui/index.ts'
import type { Side } from './sides.ts'

export interface SidePickerProps {
  name: 'A' | 'B'
  side: Side
  /** the play head */
  head: Place
  onSide: (side: Side) => void
}

/** Chooses one side: the play head, a tick of a branch, a snapshot, or another run. */
export function SidePicker({ name, side, head, onSide }: SidePickerProps): JSX.Element {
  const place = side.kind === 'head' ? head : side.place
  const detail = useCall('runs.get', { run: place.run }, place.run).data
  const snapshots = useCall('snapshots.list', { run: place.run }, place.run).data ?? []
  const runs = useCall('runs.list', { sort: 'started_at', descending: true, limit: 50 }).data?.runs ?? []
  const branches = detail?.branches ?? []
  const fix = (change: Partial<Place>): void => onSide({ kind: 'fixed', place: { ...place, ...change } })
  const branchName = branches.find((line) => line.branch === place.branch)?.name ?? (place.branch === 0 ? 'main' : `branch ${place.branch}`)
  const text = side.kind === 'head' ? 'play head' : `${place.run === head.run || detail === null ? '' : `${runTitle(detail.summary)} · `}${branchName}`
  const named = snapshots.filter((one) => one.name !== null || one.pinned)
  const items = (): MenuItem[] => [
    { title: 'The play head, as it moves', checked: side.kind === 'head', onSelect: () => onSide({ kind: 'head' }) },
    { title: `Here: tick ${formatCount(head.tick)}`, icon: 'pin', onSelect: () => onSide({ kind: 'fixed', place: head }) },
    'line',
    ...branches.map((line): MenuItem => ({
      title: `Branch ${line.name}`, icon: 'branch', checked: side.kind === 'fixed' && line.branch === place.branch,
      onSelect: () => fix({ branch: line.branch, tick: Math.min(place.tick, line.head_tick) }),
    })),
    ...(named.length === 0 ? [] : (['line'] as const)),
    ...named.slice(0, 20).map((one): MenuItem => ({
      title: `${one.name ?? 'pinned'} · tick ${formatCount(one.tick)}`, icon: 'snapshot',
      onSelect: () => fix({ branch: one.branch, tick: one.tick }),
    })),
    ...(runs.length < 2 ? [] : (['line'] as const)),
    ...runs.filter((one) => one.run_id !== place.run).slice(0, 12).map((one): MenuItem => ({
      title: `Run ${runTitle(one)}`, icon: 'folder',
      onSelect: () => fix({ run: one.run_id, branch: 0, tick: Math.min(place.tick, one.ticks) }),
    })),
  ]
  return (
    <div className="compare-side" role="group" aria-label={`Side ${name}`}>
      <strong>{name}</strong>
      <Menu label={`Side ${name}: ${text}`} className="compare-choice" items={items}>
        <span className="compare-choice-text">{text}</span>
        <Icon name="chevronDown" size={12} />
      </Menu>
      <TickField name={name} tick={place.tick} most={headOf(branches, place.branch)} onTick={(tick) => fix({ tick })} />
    </div>
  )
}

function TickField({ name, tick, most, onTick }: { name: string; tick: number; most: number; onTick: (tick: number) => void }): JSX.Element {
  const [text, setText] = useState(String(tick))
  useEffect(() => setText(String(tick)), [tick])
  const value = /^\d+$/.test(text) ? Math.min(Number(text), Math.max(most, tick)) : null
  const take = (): void => {
    if (value !== null && value !== tick) onTick(value)
    else setText(String(tick))
  }
  return (
    <input
      className="field compare-tick"
      inputMode="numeric"
      aria-label={`Tick of ${name}`}
      aria-invalid={value === null}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take()
        if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
          event.preventDefault()
          onTick(Math.max(0, tick + (event.key === 'ArrowUp' ? 1 : -1)))
        }
      }}
    />
  )
}

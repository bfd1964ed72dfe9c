import { useMemo, useRef, useState, type JSX } from 'react'
import { useCall } from '../api/useCall.ts'
import { useRemembered } from '../state/remembered.ts'
import { WindowChip } from '../log/WindowChip.tsx'
import { useSelection, type TickWindow } from '../state/selection.ts'
import { Button, EmptyState, ErrorState, Spinner, formatCount, useSize } from '../ui/index.ts'
import './Charts.css'
import { plotHeight } from './series.ts'
import { SmallChart } from './SmallChart.tsx'
import { useSpan } from './useSpan.ts'
import { VariablePicker } from './VariablePicker.tsx'

const isNames = (value: unknown): value is string[] => Array.isArray(value) && value.every((one) => typeof one === 'string')
/** Shown at first, those of them the game has. */
const FIRST = ['party[0].hp', 'money', 'tick_rate']

/** Numbers of the game and of the run over the selected window, one small chart each. */
export function Charts(): JSX.Element {
  const run = useSelection((state) => state.run)
  if (run === null) return <EmptyState title="No run is selected" icon="info">Choose one in the list at the left to see its numbers over time.</EmptyState>
  return <RunCharts key={run} run={run} />
}

function RunCharts({ run }: { run: string }): JSX.Element {
  const branch = useSelection((state) => state.branch)
  const window = useSelection((state) => state.window)
  const span = useSpan()
  const { data, error, reload } = useCall('series.names', { run }, run)
  const [chosen, setChosen] = useRemembered('charts.chosen', FIRST, isNames)
  const [picking, setPicking] = useState(false)
  const known = useMemo(() => new Map(data?.map(({ name, unit }) => [name, unit]) ?? []), [data])
  if (error !== null) return <ErrorState error={error} onRetry={reload} />
  if (data === null) return <Spinner label="Reading the variables" />
  const shown = chosen.filter((name) => known.has(name))
  const toggle = (name: string): void => setChosen(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name])
  return (
    <section className="charts" aria-label="Charts">
      <div className="charts-head">
        <Button kind="quiet" icon="plus" aria-expanded={picking} pressed={picking} onClick={() => setPicking(!picking)}>Variables</Button>
        <span className="charts-gap" />
        {window === null && <span className="muted">all {formatCount(span.to)} ticks · drag over a chart to select a window</span>}
        <WindowChip />
      </div>
      <div className="charts-body">
        {picking && <VariablePicker variables={data} chosen={chosen} onToggle={toggle} />}
        {shown.length === 0 ? (
          <EmptyState title={data.length === 0 ? 'This run has no numbers yet' : 'No variable is chosen'} icon="plus" actions={picking || data.length === 0 ? undefined : <Button kind="primary" onClick={() => setPicking(true)}>Choose variables</Button>}>
            {data.length === 0 ? 'They come with its first ticks.' : 'Any number of the game state and the run’s own speed, cost and reward can be drawn.'}
          </EmptyState>
        ) : (
          <ChartList run={run} branch={branch} span={span} shown={shown} units={known} onRemove={toggle} />
        )}
      </div>
    </section>
  )
}

interface ChartListProps {
  run: string
  branch: number
  span: TickWindow
  shown: readonly string[]
  units: ReadonlyMap<string, string>
  onRemove: (name: string) => void
}

function ChartList({ run, branch, span, shown, units, onRemove }: ChartListProps): JSX.Element {
  const list = useRef<HTMLDivElement>(null)
  const { height: room } = useSize(list)
  const height = plotHeight(room, shown.length)
  return (
    <div ref={list} className="charts-list">
      {shown.map((name, at) => (
        <SmallChart key={name} run={run} branch={branch} name={name} unit={units.get(name) ?? ''} span={span} height={height} axis={at === shown.length - 1} onRemove={() => onRemove(name)} />
      ))}
    </div>
  )
}

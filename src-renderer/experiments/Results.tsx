import { useState, type JSX } from 'react'
import type { ArmComparison, GroupStats, MetricStats } from '../api/contract.ts'
import { useCall } from '../api/useCall.ts'
import { EmptyState, ErrorState, formatCount, Spinner } from '../ui/index.ts'
import { CiChart } from './CiChart.tsx'
import { figure, pText, verdict } from './looks.ts'

export interface ResultsProps {
  experiment: string
  /** runs that are over: the statistics are asked for again when there are more */
  done: number
  /** all metrics with a number in some run, and those the plan asks for */
  metrics: readonly string[]
  chosen: readonly string[]
}

/** What came of the runs, in one number at a time: each arm with its interval, and the arms against each other. */
export function Results({ experiment, done, metrics, chosen }: ResultsProps): JSX.Element {
  const [picked, pick] = useState<string | null>(null)
  const metric = picked !== null && metrics.includes(picked) ? picked : (chosen.find((one) => metrics.includes(one)) ?? metrics[0] ?? null)
  if (metric === null) return <EmptyState title="No run is over yet">What came of the runs is compared here as soon as the first of them is over.</EmptyState>
  const others = metrics.filter((one) => !chosen.includes(one))
  return (
    <div className="results">
      <label className="results-metric">
        <span className="muted">metric</span>
        <select className="field" value={metric} onChange={(event) => pick(event.target.value)}>
          {chosen.length > 0 && (
            <optgroup label="Of the report">
              {chosen.filter((one) => metrics.includes(one)).map((one) => <option key={one}>{one}</option>)}
            </optgroup>
          )}
          {others.length > 0 && (
            <optgroup label={chosen.length > 0 ? 'All others' : 'Metrics'}>
              {others.map((one) => <option key={one}>{one}</option>)}
            </optgroup>
          )}
        </select>
      </label>
      <Metric experiment={experiment} metric={metric} done={done} />
    </div>
  )
}

function Metric({ experiment, metric, done }: { experiment: string; metric: string; done: number }): JSX.Element {
  const [seen, setSeen] = useState(done)
  const { data, error, reload } = useCall('experiments.metric', { experiment, metric }, `${experiment} ${metric}`)
  if (seen !== done) {
    setSeen(done)
    reload()
  }
  if (data === null) return error === null ? <Spinner label="Calculating" /> : <ErrorState error={error} onRetry={reload} />
  if (data.groups.length === 0) return <EmptyState title={`No run has a number for ${metric} yet`} />
  return (
    <>
      <CiChart stats={data} />
      <Groups groups={data.groups} />
      {data.comparisons.length > 0 && <Comparisons stats={data} />}
    </>
  )
}

function Groups({ groups }: { groups: MetricStats['groups'] }): JSX.Element {
  const cells: readonly [string, (group: GroupStats) => string][] = [
    ['n', ({ n }) => formatCount(n)],
    ['mean', ({ mean }) => figure(mean)],
    ['95 % CI', ({ ci_low, ci_high }) => `${figure(ci_low)} – ${figure(ci_high)}`],
    ['sd', ({ sd }) => figure(sd)],
    ['min', ({ min }) => figure(min)],
    ['p5', ({ p5 }) => figure(p5)],
    ['p25', ({ p25 }) => figure(p25)],
    ['median', ({ median }) => figure(median)],
    ['p75', ({ p75 }) => figure(p75)],
    ['p95', ({ p95 }) => figure(p95)],
    ['max', ({ max }) => figure(max)],
  ]
  return (
    <div className="results-table" role="region" aria-label="Statistics by arm" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Arm</th>
            {cells.map(([title]) => (
              <th key={title} scope="col" className="table-number">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={group.arm}>
              <th scope="row">{group.arm}</th>
              {cells.map(([title, text]) => (
                <td key={title} className="table-number">
                  {text(group)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Comparisons({ stats }: { stats: MetricStats }): JSX.Element {
  return (
    <section aria-label="Arms against each other">
      <h3 className="page-subtitle">Arms against each other</h3>
      <div className="results-table" role="region" aria-label="Comparisons" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">A</th>
              <th scope="col">B</th>
              <th scope="col" className="table-number" title="Mean of B minus mean of A, with its 95 % interval">B − A</th>
              <th scope="col" className="table-number">95 % CI</th>
              <th scope="col" className="table-number" title="Chance that a run of B is above one of A, minus the reverse: −1 … 1">Cliff’s δ</th>
              <th scope="col" className="table-number" title="Difference of the means in standard deviations">Cohen’s d</th>
              <th scope="col" className="table-number" title="Two-sided permutation test">p</th>
              <th scope="col">In words</th>
            </tr>
          </thead>
          <tbody>
            {stats.comparisons.slice(0, 200).map((one) => (
              <Comparison key={`${one.a.arm} ${one.b.arm}`} comparison={one} />
            ))}
          </tbody>
        </table>
        {stats.comparisons.length > 200 && <p className="muted">The first 200 of {formatCount(stats.comparisons.length)} pairs; the report has all of them.</p>}
      </div>
    </section>
  )
}

function Comparison({ comparison }: { comparison: ArmComparison }): JSX.Element {
  const { a, b, difference, difference_low: low, difference_high: high, cliffs_delta: delta, cohens_d: d, p_value: p } = comparison
  const isClear = low > 0 || high < 0
  return (
    <tr>
      <td>{a.arm}</td>
      <td>{b.arm}</td>
      <td className="table-number">{figure(difference)}</td>
      <td className="table-number">
        {figure(low)} – {figure(high)}
      </td>
      <td className="table-number">{figure(delta)}</td>
      <td className="table-number">{d === null ? '—' : figure(d)}</td>
      <td className="table-number">{pText(p)}</td>
      <td className={isClear ? undefined : 'muted'}>{verdict(comparison)}</td>
    </tr>
  )
}

import type { JSX } from 'react'
import type { MetricStats } from '../api/contract.ts'
import { figure } from './looks.ts'
import { axisOf, shareOf } from './scale.ts'

/** Runs of an arm that are drawn one by one. */
const MOST_DOTS = 400

/** One row an arm: every run as a dot, the middle half as a band, the mean with its 95 % interval as a bar. */
export function CiChart({ stats }: { stats: MetricStats }): JSX.Element {
  const axis = axisOf(stats)
  const at = (value: number): string => `${shareOf(axis, value) * 100}%`
  return (
    <figure className="ci-chart" aria-label={`${stats.metric} by arm`}>
      <figcaption className="muted">
        {stats.metric} · dots: runs · band: middle half · bar: mean and its 95 % interval
      </figcaption>
      {stats.groups.slice(0, 100).map((group) => (
        <div key={group.arm} className="ci-row" role="img" aria-label={`${group.arm}: mean ${figure(group.mean)}, 95 % interval ${figure(group.ci_low)} to ${figure(group.ci_high)}, ${group.n} runs`}>
          <span className="ci-name" title={group.arm}>
            {group.arm}
          </span>
          <svg className="ci-plot" height="28" aria-hidden="true">
            {axis.ticks.map((tick) => (
              <line key={tick} x1={at(tick)} x2={at(tick)} y1="0" y2="28" stroke="var(--line)" />
            ))}
            <rect x={at(group.p25)} width={`${(shareOf(axis, group.p75) - shareOf(axis, group.p25)) * 100}%`} y="8" height="12" fill="var(--coverage)" opacity="0.6" />
            {group.values.slice(0, MOST_DOTS).map((value, index) => (
              <circle key={index} cx={at(value)} cy={14 + ((index * 7) % 11) - 5} r="2" fill="var(--text-2)" opacity="0.55" />
            ))}
            <line x1={at(group.ci_low)} x2={at(group.ci_high)} y1="14" y2="14" stroke="var(--accent)" strokeWidth="3" />
            <line x1={at(group.ci_low)} x2={at(group.ci_low)} y1="9" y2="19" stroke="var(--accent)" strokeWidth="1.5" />
            <line x1={at(group.ci_high)} x2={at(group.ci_high)} y1="9" y2="19" stroke="var(--accent)" strokeWidth="1.5" />
            <circle cx={at(group.mean)} cy="14" r="4.5" fill="var(--panel)" stroke="var(--accent)" strokeWidth="2.5" />
          </svg>
          <span className="ci-mean">{figure(group.mean)}</span>
        </div>
      ))}
      <div className="ci-row ci-axis" aria-hidden="true">
        <span />
        <span className="ci-ticks">
          {axis.ticks.map((tick) => (
            <span key={tick} style={{ left: at(tick) }}>
              {figure(tick)}
            </span>
          ))}
        </span>
        <span />
      </div>
    </figure>
  )
}

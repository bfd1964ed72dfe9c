import type { JSX } from 'react'
import './Progress.css'

/** How far something is; without `total` only that it goes on. */
export function Progress({ label, done, total }: { label: string; done: number; total: number | null }): JSX.Element {
  const share = total === null || total <= 0 ? null : Math.min(1, done / total)
  return (
    <div
      className={share === null ? 'progress progress-unknown' : 'progress'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === null ? undefined : Math.round(share * 100)}
    >
      <div className="progress-bar" style={share === null ? undefined : { width: `${share * 100}%` }} />
    </div>
  )
}

/** Something is on its way. Shows itself only after a moment, so that quick answers do not flicker. */
export function Spinner({ label = 'Loading' }: { label?: string }): JSX.Element {
  return (
    <div className="spinner-place" role="status">
      <div className="spinner" />
      <span className="visually-hidden">{label}</span>
    </div>
  )
}

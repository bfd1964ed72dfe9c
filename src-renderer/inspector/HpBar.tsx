import type { JSX } from 'react'

/** Health as a bar and in numbers. */
export function HpBar({ hp, max, label }: { hp: number; max: number; label: string }): JSX.Element {
  const share = max <= 0 ? 0 : Math.max(0, Math.min(1, hp / max))
  const level = share > 0.5 ? 'good' : share > 0.2 ? 'low' : 'critical'
  return (
    <span className="hp">
      <span className="hp-bar" role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={max} aria-valuenow={hp}>
        <span className={`hp-fill hp-${level}`} style={{ width: `${share * 100}%` }} />
      </span>
      <span className="hp-text">{hp}/{max}</span>
    </span>
  )
}

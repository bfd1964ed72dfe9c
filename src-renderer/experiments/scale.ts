import type { MetricStats } from '../api/contract.ts'

/** A linear axis: where a value lies, as a share of the width, and its round ticks. */
export interface Axis {
  min: number
  max: number
  ticks: number[]
}

/** @returns an axis that holds every value and interval of a metric */
export function axisOf(stats: MetricStats): Axis {
  const values = stats.groups.flatMap(({ min, max, ci_low, ci_high }) => [min, max, ci_low, ci_high])
  const low = Math.min(...values)
  const high = Math.max(...values)
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { min: 0, max: 1, ticks: [0, 1] }
  const span = high - low || Math.max(1, Math.abs(high))
  const step = niceStep(span / 4)
  const min = Math.floor(low / step) * step
  const max = Math.max(min + step, Math.ceil(high / step) * step)
  const ticks: number[] = []
  for (let tick = min; tick <= max + step / 1e6; tick += step) ticks.push(Number(tick.toPrecision(12)))
  return { min, max, ticks }
}

/** @returns 0–1 */
export function shareOf(axis: Axis, value: number): number {
  return Math.max(0, Math.min(1, (value - axis.min) / (axis.max - axis.min)))
}

function niceStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 5, 10].find((one) => one * power >= value * 0.999) ?? 10) * power
}

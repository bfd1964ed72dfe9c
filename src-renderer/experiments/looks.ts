import type { ArmComparison, ExperimentState, ExperimentSummary } from '../api/contract.ts'
import { formatShort, type Look, SHARED_LOOKS } from '../ui/index.ts'

export const STATE_LOOKS: Record<ExperimentState, Look> = {
  running: SHARED_LOOKS.running,
  stopping: SHARED_LOOKS.ending,
  completed: SHARED_LOOKS.completed,
  stopped: SHARED_LOOKS.stopped,
  failed: SHARED_LOOKS.failed,
  interrupted: { title: 'interrupted', glyph: '!', color: '--warn' },
}

export function isGoing({ state }: Pick<ExperimentSummary, 'state'>): boolean {
  return state === 'running' || state === 'stopping'
}

export function canResume({ state }: Pick<ExperimentSummary, 'state'>): boolean {
  return state === 'stopped' || state === 'failed' || state === 'interrupted'
}

/** @returns a number of any size with three figures or so */
export function figure(value: number): string {
  const size = Math.abs(value)
  if (size >= 10_000) return formatShort(value)
  if (size >= 100 || Number.isInteger(value)) return String(Math.round(value * 10) / 10).replace('-', '−')
  return String(Number(value.toPrecision(3))).replace('-', '−')
}

/** @returns a p value as papers give it */
export function pText(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3)
}

/** @returns which arm is above the other in words, with how sure that is */
export function verdict({ a, b, difference_low: low, difference_high: high, magnitude }: ArmComparison): string {
  if (low <= 0 && high >= 0) return 'no clear difference'
  return `${low > 0 ? b.arm : a.arm} is higher, ${magnitude}`
}

import { create } from 'zustand'

/** Lets the command reach the field that asks for a tick. */
export const useGoTo = create<{ focus: (() => void) | null }>(() => ({ focus: null }))

/**
 * Reads what a person types for a tick: `12480`, `12 480`, `12,480`, or a step such as `+10`, `-5`.
 * @returns the tick within 0..end, or null for what is no tick
 */
export function parseTick(text: string, now: number, end: number): number | null {
  const compact = text.replace(/[\s\u202f,._']/g, '').replace('−', '-')
  const match = /^([+-]?)(\d{1,12})$/.exec(compact)
  if (match === null) return null
  const value = Number(match[2])
  const tick = match[1] === '+' ? now + value : match[1] === '-' ? now - value : value
  return Math.max(0, Math.min(end, tick))
}

import { useSyncExternalStore } from 'react'

/** Sizes of what is drawn, in pixels. */
export interface Metrics {
  /** height of a lane, and of the ruler above them */
  lane: number
  ruler: number
  /** of the ruler's numbers, and of the signs of events */
  font: number
  sign: number
}

const USUAL: Metrics = { lane: 22, ruler: 18, font: 11, sign: 13 }
const LARGE: Metrics = { lane: 30, ruler: 24, font: 14, sign: 17 }

/** The same display on which the texts of the page are larger. */
const display = matchMedia('(min-width: 3000px)')

function listen(change: () => void): () => void {
  display.addEventListener('change', change)
  return () => display.removeEventListener('change', change)
}

export function useMetrics(): Metrics {
  return useSyncExternalStore(listen, () => (display.matches ? LARGE : USUAL))
}

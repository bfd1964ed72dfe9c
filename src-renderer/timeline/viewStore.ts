import { create } from 'zustand'
import { clampView, zoomAround, type View } from './view.ts'

interface ViewStore {
  view: View
  /** the whole run is shown and stays so as it grows */
  fit: boolean
  /** the last tick that can be shown */
  limit: number
  /** width of the plot in pixels */
  width: number
}

/** Which ticks the timeline shows. */
export const useView = create<ViewStore>(() => ({ view: { from: 0, to: 200 }, fit: true, limit: 200, width: 0 }))

export function setView(view: View): void {
  const { limit } = useView.getState()
  const next = clampView(view, limit)
  useView.setState({ view: next, fit: next.from <= 0 && next.to >= limit })
}

export function fitAll(): void {
  const { limit } = useView.getState()
  useView.setState({ view: { from: 0, to: limit }, fit: true })
}

export function setLimit(limit: number): void {
  const state = useView.getState()
  if (limit === state.limit) return
  useView.setState({ limit, view: state.fit ? { from: 0, to: limit } : clampView(state.view, limit) })
}

/** Zooms around a place of the plot; without one around its middle. @param factor below 1 comes closer */
export function zoom(factor: number, x?: number): void {
  const { view, width, limit } = useView.getState()
  setView(zoomAround(view, width, x ?? width / 2, factor, limit))
}

import { useLayoutEffect, type RefObject } from 'react'
import { isLoaded, useLive } from '../state/live.ts'
import { useSelection } from '../state/selection.ts'
import { reveal } from './view.ts'
import { setView, useView } from './viewStore.ts'
import type { Colors, Plot } from './drawBase.ts'
import { drawOverlay } from './drawOverlay.ts'

/** Keeps the layer of what moves up to date: at most once a frame, past React. */
export function useOverlay(canvas: RefObject<HTMLCanvasElement | null>, plot: Plot, colors: Colors | null, top: number): void {
  useLayoutEffect(() => {
    if (colors === null || plot.width <= 0) return
    let asked = 0
    const draw = (): void => {
      asked = 0
      const context = canvas.current?.getContext('2d')
      if (context === null || context === undefined) return
      const { tick, hoverTick, window } = useSelection.getState()
      drawOverlay(context, plot, colors, top, { tick, hoverTick, window, live: liveEnd(plot) })
    }
    const ask = (): void => {
      if (asked === 0) asked = requestAnimationFrame(draw)
    }
    const stops = [
      useSelection.subscribe((now, before) => {
        if (now.tick !== before.tick && now.run === before.run) turnPage(now.tick)
        ask()
      }),
      useLive.subscribe(ask),
    ]
    draw()
    return () => {
      cancelAnimationFrame(asked)
      for (const stop of stops) stop()
    }
  }, [canvas, plot, colors, top])
}

function liveEnd(plot: Plot): { row: number; from: number; to: number } | null {
  const { live } = useLive.getState()
  if (live === null || !isLoaded(live)) return null
  const row = plot.lanes.findIndex((lane) => lane.branch === live.branch)
  const lane = plot.lanes[row]
  return lane === undefined || live.tick <= lane.head_tick ? null : { row, from: lane.head_tick, to: live.tick }
}

/** The play head stays in sight, wherever it is moved from. */
function turnPage(tick: number): void {
  const { view, limit } = useView.getState()
  const next = reveal(view, tick, limit)
  if (next !== view) setView(next)
}

import { useEffect, useRef, type RefObject } from 'react'
import { useSelection } from '../state/selection.ts'
import type { Metrics } from './metrics.ts'
import { panBy, tickAt, tickToX, type View } from './view.ts'
import { setView, useView, zoom } from './viewStore.ts'

/** A place of the plot: in which part, and on which lane. */
export interface Spot {
  x: number
  zone: 'strip' | 'ruler' | 'lanes'
  row: number
}

export interface Gestures {
  /** height of the filmstrip in pixels */
  top: number
  metrics: Metrics
  scroll: () => number
  /** last tick of the run, and of the line that is looked at */
  end: () => number
  head: () => number
  /** the pointer is over a spot, null: gone; `pressed` while something is dragged */
  onHover: (spot: Spot | null, pressed: boolean) => void
  /** a click that was no drag */
  onClick: (spot: Spot) => void
  /** the right button, or the key that stands for it; the place in pixels of the page */
  onMenu: (spot: Spot, x: number, y: number) => void
}

type Drag =
  | { kind: 'head' }
  | { kind: 'pan'; x: number; view: View }
  | { kind: 'window'; anchor: number; x: number; moved: boolean; spot: Spot }

/** From here on a press is a drag, in pixels. */
const THRESHOLD = 4
/** How near to an edge of the window a press takes hold of it, in pixels. */
const GRIP = 4

/**
 * What the pointer does on the plot. Ruler, and the play head's line: moves the play head. Strip and lanes: a click goes there,
 * a drag selects a window (with Shift on the ruler too), its edges can be dragged. Middle button or
 * Alt: pans. Wheel: zooms around the pointer; sideways or with Shift: pans.
 */
export function useGestures(plot: RefObject<HTMLElement | null>, gestures: Gestures): void {
  const newest = useRef(gestures)
  newest.current = gestures
  useEffect(() => {
    const element = plot.current
    if (element === null) return
    let drag: Drag | null = null

    const spotOf = (event: MouseEvent): Spot => {
      const box = element.getBoundingClientRect()
      const y = event.clientY - box.top - newest.current.top
      const { lane, ruler } = newest.current.metrics
      const zone = y < 0 ? 'strip' : y < ruler ? 'ruler' : 'lanes'
      return { x: event.clientX - box.left, zone, row: zone === 'lanes' ? Math.floor((y - ruler + newest.current.scroll()) / lane) : -1 }
    }
    const tickOf = (x: number, end: number): number => tickAt(useView.getState().view, useView.getState().width, x, end)
    const edgeAt = (x: number): number | null => {
      const { window } = useSelection.getState()
      const { view, width } = useView.getState()
      if (window === null) return null
      if (Math.abs(tickToX(view, width, window.from) - x) <= GRIP) return window.to
      if (Math.abs(tickToX(view, width, window.to) - x) <= GRIP) return window.from
      return null
    }
    const isOnHead = (x: number): boolean => {
      const { view, width } = useView.getState()
      return Math.abs(tickToX(view, width, useSelection.getState().tick) - x) <= GRIP
    }
    const onDown = (event: PointerEvent): void => {
      const spot = spotOf(event)
      const opposite = edgeAt(spot.x)
      if (event.button === 1 || (event.button === 0 && event.altKey)) drag = { kind: 'pan', x: spot.x, view: useView.getState().view }
      else if (event.button !== 0) return
      else if (!event.shiftKey && (spot.zone === 'ruler' || (spot.zone === 'lanes' && opposite === null && isOnHead(spot.x)))) {
        drag = { kind: 'head' }
        useSelection.getState().goTo(tickOf(spot.x, newest.current.head()))
      } else drag = { kind: 'window', anchor: opposite ?? tickOf(spot.x, newest.current.end()), x: spot.x, moved: opposite !== null, spot }
      element.setPointerCapture(event.pointerId)
      if (event.button === 1) event.preventDefault()
    }
    const onMove = (event: PointerEvent): void => {
      const spot = spotOf(event)
      newest.current.onHover(spot, drag !== null)
      const isGrip = drag === null && (spot.zone === 'lanes' ? isOnHead(spot.x) || edgeAt(spot.x) !== null : spot.zone === 'strip' && edgeAt(spot.x) !== null)
      element.style.cursor = isGrip ? 'ew-resize' : drag?.kind === 'pan' ? 'grabbing' : ''
      if (drag === null) return
      if (drag.kind === 'head') useSelection.getState().goTo(tickOf(spot.x, newest.current.head()))
      else if (drag.kind === 'pan') setView(panBy(drag.view, useView.getState().width, drag.x - spot.x, useView.getState().limit))
      else {
        drag.moved ||= Math.abs(spot.x - drag.x) >= THRESHOLD
        if (drag.moved) useSelection.getState().setWindow({ from: drag.anchor, to: tickOf(spot.x, newest.current.end()) })
      }
    }
    const onUp = (): void => {
      if (drag?.kind === 'window' && !drag.moved) newest.current.onClick(drag.spot)
      drag = null
    }
    const onCancel = (): void => {
      drag = null
    }
    const onLeave = (): void => newest.current.onHover(null, false)
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault()
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        const { view, width, limit } = useView.getState()
        setView(panBy(view, width, sideways * unit, limit))
      } else zoom(Math.exp(event.deltaY * unit * 0.002), spotOf(event).x)
    }
    const onMenu = (event: MouseEvent): void => {
      event.preventDefault()
      newest.current.onHover(null, false)
      newest.current.onMenu(spotOf(event), event.clientX, event.clientY)
    }
    element.addEventListener('contextmenu', onMenu)
    element.addEventListener('pointerdown', onDown)
    element.addEventListener('pointermove', onMove)
    element.addEventListener('pointerup', onUp)
    element.addEventListener('pointercancel', onCancel)
    element.addEventListener('pointerleave', onLeave)
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => {
      element.removeEventListener('contextmenu', onMenu)
      element.removeEventListener('pointerdown', onDown)
      element.removeEventListener('pointermove', onMove)
      element.removeEventListener('pointerup', onUp)
      element.removeEventListener('pointercancel', onCancel)
      element.removeEventListener('pointerleave', onLeave)
      element.removeEventListener('wheel', onWheel)
    }
  }, [plot])
}

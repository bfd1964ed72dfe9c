/** The ticks that are on screen, `from` at the left edge and `to` at the right; fractions while zooming. */
export interface View {
  from: number
  to: number
}

/** Room left and right of the plot, in pixels, so that marks at the ends are whole. */
export const EDGE = 10
/** The fewest ticks that are shown. */
export const CLOSEST = 10

export function tickToX(view: View, width: number, tick: number): number {
  return EDGE + ((tick - view.from) / (view.to - view.from)) * (width - 2 * EDGE)
}

/** @returns the tick at a place, with fractions and perhaps outside of the run */
export function xToTick(view: View, width: number, x: number): number {
  return view.from + ((x - EDGE) / Math.max(1, width - 2 * EDGE)) * (view.to - view.from)
}

/** @returns the tick a person means by a place: whole, within 0..end */
export function tickAt(view: View, width: number, x: number, end: number): number {
  return Math.max(0, Math.min(end, Math.round(xToTick(view, width, x))))
}

/** @param limit the last tick that can be shown @returns the view moved and cut so that it lies within 0..limit */
export function clampView(view: View, limit: number): View {
  const whole = Math.max(limit, CLOSEST)
  const span = Math.max(CLOSEST, Math.min(whole, view.to - view.from))
  const from = Math.max(0, Math.min(whole - span, view.from))
  return { from, to: from + span }
}

/** Zooms so that the tick at `x` stays there. @param factor below 1 shows fewer ticks */
export function zoomAround(view: View, width: number, x: number, factor: number, limit: number): View {
  const tick = xToTick(view, width, x)
  const span = Math.max(CLOSEST, Math.min(Math.max(limit, CLOSEST), (view.to - view.from) * factor))
  const share = (tick - view.from) / (view.to - view.from)
  const from = tick - share * span
  return clampView({ from, to: from + span }, limit)
}

/** Moves by pixels; to the right is later. */
export function panBy(view: View, width: number, pixels: number, limit: number): View {
  const ticks = (pixels / Math.max(1, width - 2 * EDGE)) * (view.to - view.from)
  return clampView({ from: view.from + ticks, to: view.to + ticks }, limit)
}

/** Shows `tick` by turning the page when it lies outside; the same view when it is inside. */
export function reveal(view: View, tick: number, limit: number): View {
  if (tick >= view.from && tick <= view.to) return view
  const span = view.to - view.from
  const from = tick > view.to ? tick - span * 0.1 : tick - span * 0.9
  return clampView({ from, to: from + span }, limit)
}

/**
 * The last tick that can be shown. Of a recorded run it is its end; when a run grows beyond it, it
 * jumps ahead in large steps, so that nothing moves but the play head.
 * @param state whether the run plays now, could play on, or is over
 * @param before what it was, 0 for a run that is seen first
 */
export function limitFor(end: number, state: 'running' | 'paused' | 'over', before: number): number {
  if (state === 'over' || (state === 'paused' && before === 0)) return Math.max(end, CLOSEST)
  if (before > 0 && end <= before) return before
  return niceCeil(Math.max(200, end * 1.5))
}

/** @returns 1, 2 or 5 times a power of ten, at least `value` */
export function niceCeil(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)))
  const step = [1, 2, 5, 10].find((one) => one * power >= value) ?? 10
  return step * power
}

/** @returns the ticks that get a label, about `room` pixels apart, ascending */
export function rulerTicks(view: View, width: number, room: number): { step: number; ticks: number[] } {
  const span = view.to - view.from
  const step = Math.max(1, niceCeil((span * room) / Math.max(room, width - 2 * EDGE)))
  const ticks: number[] = []
  for (let tick = Math.ceil(view.from / step) * step; tick <= view.to; tick += step) ticks.push(tick)
  return { step, ticks }
}

/**
 * What to ask the engine for a view: a larger piece on a grid, so that panning and zooming a little
 * needs no new answer.
 */
export function pieceFor(view: View): { from: number; to: number } {
  const chunk = 2 ** Math.ceil(Math.log2(Math.max(CLOSEST, view.to - view.from)))
  const from = Math.max(0, Math.floor(view.from / chunk) * chunk)
  return { from, to: from + 2 * chunk }
}

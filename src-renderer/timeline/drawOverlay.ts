import { laneY, type Colors, type Plot } from './drawBase.ts'
import { tickToX } from './view.ts'

export interface Pointing {
  tick: number
  hoverTick: number | null
  window: { from: number; to: number } | null
  /** where the live run is on its lane, beyond what the lanes know */
  live: { row: number; from: number; to: number } | null
}

/** Draws what moves: window, hover line, the growing end of a live run, play head. `top` is the height of the filmstrip above the ruler. */
export function drawOverlay(context: CanvasRenderingContext2D, plot: Plot, colors: Colors, top: number, pointing: Pointing): void {
  const { width, view, metrics: { lane, ruler } } = plot
  const height = top + plot.height
  const x = (tick: number): number => tickToX(view, width, tick)
  context.clearRect(0, 0, width, height)
  if (pointing.window !== null) drawWindow(context, colors, height, x(pointing.window.from), x(pointing.window.to))
  if (pointing.live !== null) {
    const y = top + laneY(pointing.live.row, plot)
    if (y > top + ruler - lane / 2) {
      context.strokeStyle = colors['--accent']
      context.lineWidth = 2
      context.beginPath()
      context.moveTo(x(pointing.live.from), y)
      context.lineTo(x(pointing.live.to), y)
      context.stroke()
    }
  }
  if (pointing.hoverTick !== null) {
    context.fillStyle = colors['--line-strong']
    context.fillRect(Math.round(x(pointing.hoverTick)), 0, 1, height)
  }
  drawPlayHead(context, colors, top + ruler, height, Math.round(x(pointing.tick)))
}

function drawWindow(context: CanvasRenderingContext2D, colors: Colors, height: number, left: number, right: number): void {
  context.fillStyle = colors['--window']
  context.fillRect(left, 0, Math.max(1, right - left), height)
  context.fillStyle = colors['--accent']
  context.fillRect(Math.round(left) - 1, 0, 1, height)
  context.fillRect(Math.round(right), 0, 1, height)
}

function drawPlayHead(context: CanvasRenderingContext2D, colors: Colors, bottom: number, height: number, x: number): void {
  context.fillStyle = colors['--text']
  context.fillRect(x - 0.5, 0, 1.5, height)
  const y = bottom - 1
  context.beginPath()
  context.moveTo(x - 5, y - 9)
  context.lineTo(x + 5, y - 9)
  context.lineTo(x + 5, y - 5)
  context.lineTo(x, y)
  context.lineTo(x - 5, y - 5)
  context.closePath()
  context.fill()
}

import { machine as m } from '../machine'
import { FRAME, LINE_MARGIN, LINE_RESULT, PALETTES } from '../layout'
import { dotAt, LCDC, LINE, lcdOn, mode3End, MODE3_START, SCX, windowShows } from './timing'
import { drawBackground } from './background'
import { drawObjects } from './sprites'
import { drawColourBackground } from './colourBackground'
import { drawColourObjects } from './colourSprites'

/**
 * Drawing reads the machine and never changes it. Lines are drawn when something they depend on is
 * about to change, or at VBlank; a change in the middle of mode 3 splits the line at that pixel.
 */
let drawing: bool = false
let drawnLine: i32 = 0
let drawnX: i32 = 0
/** The window's own line, counted like `m.windowLine` but up to the line that is drawn. */
let windowLine: i32 = 0

/** The first pixel leaves the PPU this long after mode 3 began. */
const FIRST_PIXEL: i32 = MODE3_START + 12

/** Starts a frame that is drawn, or one that is not. */
export function startFrame(draw: bool): void {
  drawing = draw
  drawnLine = 0
  drawnX = 0
  windowLine = 0
  if (!draw || !lcdOn()) return
  const line = dotAt(m.now) / LINE
  if (line < 144) joinAt(line)
}

/** A frame that is drawn from its middle on: counts the window's lines above. */
function joinAt(line: i32): void {
  drawnLine = line
  windowLine = m.windowLine
  for (let l = m.windowSynced; l < line; l++) if (windowShows(l)) windowLine++
}

@inline
export function drawTo(dot: i32): void {
  if (drawing) drawSlow(dot)
}

function drawSlow(dot: i32): void {
  const line = dot / LINE
  const full = min(line, 144)
  while (drawnLine < full) {
    drawLine(drawnLine, drawnX, 160)
    if (windowShows(drawnLine)) windowLine++
    drawnLine++
    drawnX = 0
  }
  if (line >= 144 || line != drawnLine) return
  const x = dot - line * LINE
  if (x < FIRST_PIXEL) return
  const end = x >= mode3End(line) ? 160 : min(160, x - FIRST_PIXEL - (<i32>load<u8>(SCX) & 7))
  if (end <= drawnX) return
  drawLine(line, drawnX, end)
  drawnX = end
}

/** The LCD was switched on again: its first frame is drawn from the top, blank. */
export function restartDrawing(): void {
  drawnLine = 0
  drawnX = 0
  windowLine = 0
}

/** With the LCD off the picture is white (the frame ends without VBlank). */
export function blankPicture(): void {
  if (!drawing) return
  if (m.colour) for (let i = 0; i < 160 * 144; i++) store<u16>(FRAME + (i << 1), 0x7fff)
  else memory.fill(FRAME, 0, 160 * 144)
}

function drawLine(line: i32, from: i32, to: i32): void {
  if (m.colour) {
    drawColourBackground(line, windowLine)
    drawColourObjects(line)
    showColours(line, from, to)
    return
  }
  drawBackground(line, windowLine)
  if (load<u8>(LCDC) & 2) drawObjects(line)
  const target = FRAME + line * 160
  if (m.blankFrame) memory.fill(target, 0, 160)
  else memory.copy(target + from, LINE_RESULT + LINE_MARGIN + from, to - from)
}

function showColours(line: i32, from: i32, to: i32): void {
  const target = FRAME + line * 320
  for (let x = from; x < to; x++) {
    const index = <i32>load<u8>(LINE_RESULT + LINE_MARGIN + x)
    const colour = m.blankFrame ? 0x7fff : load<u16>(PALETTES + (index << 1)) & 0x7fff
    store<u16>(target + (x << 1), <u16>colour)
  }
}

import { LINE_COLOURS, LINE_MARGIN, LINE_RESULT, SPREAD, VRAM } from '../layout'
import { BGP, LCDC, SCX, SCY, windowShows, WX } from './timing'

/** Pan Docs, "Tile Data", "Tile Maps" and "Window": one line of background and window, as shades. */
export function drawBackground(line: i32, windowLine: i32): void {
  const lcdc = <i32>load<u8>(LCDC)
  if (!(lcdc & 1)) {
    memory.fill(LINE_COLOURS, 0, 0x100)
    memory.fill(LINE_RESULT, 0, 0x100)
    return
  }
  const scx = <i32>load<u8>(SCX)
  const y = (line + <i32>load<u8>(SCY)) & 0xff
  drawTiles(LINE_COLOURS + LINE_MARGIN - (scx & 7), lcdc & 8, scx >>> 3, y, 21, lcdc)
  if (windowShows(line)) {
    const x = <i32>load<u8>(WX) - 7
    drawTiles(LINE_COLOURS + LINE_MARGIN + x, lcdc & 0x40, 0, windowLine, (167 - x) >> 3, lcdc)
  }
  shade(<i32>load<u8>(BGP))
}

/** `count` tiles of one line of a tile map, from its column `column`, eight pixels a store. */
function drawTiles(to: i32, high: i32, column: i32, y: i32, count: i32, lcdc: i32): void {
  const map = VRAM + (high ? 0x1c00 : 0x1800) + ((y >>> 3) << 5)
  const row = (y & 7) << 1
  // Tiles are numbered from 0x8000, or signed from 0x9000.
  const data = VRAM + row
  const flip = lcdc & 0x10 ? 0 : 0x80
  const base = lcdc & 0x10 ? data : data + 0x800
  for (let i = 0; i < count; i++) {
    const tile = <i32>load<u8>(map + ((column + i) & 31)) ^ flip
    const bits = <i32>load<u16>(base + (tile << 4))
    const low = load<u64>(SPREAD + ((bits & 0xff) << 3))
    const upper = load<u64>(SPREAD + ((bits >>> 8) << 3))
    store<u64>(to + (i << 3), low | (upper << 1))
  }
}

/** Colour numbers to shades through the palette, 16 pixels at a time. */
function shade(palette: i32): void {
  const shades = i32x4.splat((palette & 3) | (((palette >> 2) & 3) << 8) | (((palette >> 4) & 3) << 16) | ((palette >> 6) << 24))
  for (let x = LINE_MARGIN; x < LINE_MARGIN + 160; x += 16)
    v128.store(LINE_RESULT + x, i8x16.swizzle(shades, v128.load(LINE_COLOURS + x)))
}

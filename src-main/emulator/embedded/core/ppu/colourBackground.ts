import { LINE_COLOURS, LINE_MARGIN, LINE_PRIORITY, LINE_RESULT, SPREAD, SPREAD_MIRRORED, VRAM, VRAM_BANK_1 } from '../layout'
import { LCDC, SCX, SCY, windowShows, WX } from './timing'

const ONES: u64 = 0x0101010101010101

/** Pan Docs, "BG Map Attributes (CGB Mode only)": one line of background and window, as palette indexes. */
export function drawColourBackground(line: i32, windowLine: i32): void {
  const lcdc = <i32>load<u8>(LCDC)
  const scx = <i32>load<u8>(SCX)
  const y = (line + <i32>load<u8>(SCY)) & 0xff
  drawTiles(LINE_MARGIN - (scx & 7), lcdc & 8, scx >>> 3, y, 21, lcdc)
  if (windowShows(line)) {
    const x = <i32>load<u8>(WX) - 7
    drawTiles(LINE_MARGIN + x, lcdc & 0x40, 0, windowLine, (167 - x) >> 3, lcdc)
  }
}

function drawTiles(to: i32, high: i32, column: i32, y: i32, count: i32, lcdc: i32): void {
  const map = (high ? 0x1c00 : 0x1800) + ((y >>> 3) << 5)
  const numbering = lcdc & 0x10 ? 0 : 0x80
  const base = lcdc & 0x10 ? 0 : 0x800
  for (let i = 0; i < count; i++, to += 8) {
    const cell = map + ((column + i) & 31)
    const attributes = <i32>load<u8>(VRAM_BANK_1 + cell)
    const tile = <i32>load<u8>(VRAM + cell) ^ numbering
    const row = attributes & 0x40 ? 7 - (y & 7) : y & 7
    const bank = attributes & 8 ? VRAM_BANK_1 : VRAM
    const bits = <i32>load<u16>(bank + base + (tile << 4) + (row << 1))
    const table = attributes & 0x20 ? SPREAD_MIRRORED : SPREAD
    const colours = load<u64>(table + ((bits & 0xff) << 3)) | (load<u64>(table + ((bits >>> 8) << 3)) << 1)
    store<u64>(LINE_COLOURS + to, colours)
    store<u64>(LINE_RESULT + to, colours | (ONES * <u64>((attributes & 7) << 2)))
    store<u64>(LINE_PRIORITY + to, attributes & 0x80 ? -1 : 0)
  }
}

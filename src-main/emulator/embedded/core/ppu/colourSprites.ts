import { LINE_COLOURS, LINE_MARGIN, LINE_OWNED, LINE_PRIORITY, LINE_RESULT, OAM, OBJECT_LINES, OBJECT_LINE_SIZE, SPREAD, SPREAD_MIRRORED, VRAM, VRAM_BANK_1 } from '../layout'
import { listObjects } from './objects'
import { LCDC } from './timing'
import { objectRow, opaque } from './sprites'

const ONES: u64 = 0x0101010101010101

/** The objects of one line of a CGB, where the lower index in OAM is in front (Pan Docs, "OAM"). */
export function drawColourObjects(line: i32): void {
  const lcdc = <i32>load<u8>(LCDC)
  if (!(lcdc & 2)) return
  listObjects()
  const list = OBJECT_LINES + line * OBJECT_LINE_SIZE
  const count = <i32>load<u8>(list)
  if (!count) return
  memory.fill(LINE_OWNED, 0, 0xc0)
  const height = lcdc & 4 ? 16 : 8
  for (let i = 1; i <= count; i++) {
    const object = OAM + (<i32>load<u8>(list + i) << 2)
    if (load<u8>(object + 1) < 168) drawObject(object, line, height, lcdc)
  }
}

function drawObject(object: i32, line: i32, height: i32, lcdc: i32): void {
  const x = <i32>load<u8>(object + 1)
  const flags = <i32>load<u8>(object + 3)
  const bits = objectRow(object, line, height, flags & 8 ? VRAM_BANK_1 : VRAM)
  const table = flags & 0x20 ? SPREAD_MIRRORED : SPREAD
  const colours = load<u64>(table + ((bits & 0xff) << 3)) | (load<u64>(table + ((bits >>> 8) << 3)) << 1)
  const owned = load<u64>(LINE_OWNED + x)
  const solid = opaque(colours)
  store<u64>(LINE_OWNED + x, owned | solid)
  let shown = solid & ~owned
  // LCDC bit 0 off: objects are always in front, whatever they and the tiles ask for.
  if (lcdc & 1) {
    const at = LINE_MARGIN - 8 + x
    const behind = flags & 0x80 ? <u64>-1 : load<u64>(LINE_PRIORITY + at)
    shown &= ~(behind & opaque(load<u64>(LINE_COLOURS + at)))
  }
  const target = LINE_RESULT + LINE_MARGIN - 8 + x
  const indexes = colours | (ONES * <u64>(0x20 | ((flags & 7) << 2)))
  store<u64>(target, (load<u64>(target) & ~shown) | (indexes & shown))
}

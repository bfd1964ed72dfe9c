import { machine as m } from '../machine'
import { LINE_COLOURS, LINE_MARGIN, LINE_OWNED, LINE_RESULT, OAM, OBJECT_LINES, OBJECT_LINE_SIZE, SPREAD, SPREAD_MIRRORED, VRAM } from '../layout'
import { listObjects } from './objects'
import { LCDC, OBP0 } from './timing'

/** One in each byte: eight pixels are handled as the bytes of one 64-bit number. */
const ONES: u64 = 0x0101010101010101

/** The bytes of `colours` (0 to 3 each) that are not 0, as masks of 0xff. */
@inline
export function opaque(colours: u64): u64 {
  return ((colours | (colours >> 1)) & ONES) * 0xff
}

/** The objects of one line over its background (Pan Docs, "OAM": the smaller X is in front, then the lower index). */
export function drawObjects(line: i32): void {
  listObjects()
  const list = OBJECT_LINES + line * OBJECT_LINE_SIZE
  const count = <i32>load<u8>(list)
  if (!count) return
  memory.fill(LINE_OWNED, 0, 0xc0)
  const height = load<u8>(LCDC) & 4 ? 16 : 8
  // Front to back: the leftmost of those not drawn yet, until none is left.
  let drawn: i32 = 0
  for (let n = 0; n < count; n++) {
    let front = -1
    let frontX = 256
    for (let i = 0; i < count; i++) {
      const x = <i32>load<u8>(OAM + (<i32>load<u8>(list + 1 + i) << 2) + 1)
      if (!((drawn >> i) & 1) && x < frontX) {
        front = i
        frontX = x
      }
    }
    drawn |= 1 << front
    if (frontX < 168) drawObject(OAM + (<i32>load<u8>(list + 1 + front) << 2), line, height)
  }
}

function drawObject(object: i32, line: i32, height: i32): void {
  const x = <i32>load<u8>(object + 1)
  const flags = <i32>load<u8>(object + 3)
  const bits = objectRow(object, line, height, VRAM)
  const table = flags & 0x20 ? SPREAD_MIRRORED : SPREAD
  const low = load<u64>(table + ((bits & 0xff) << 3))
  const high = load<u64>(table + ((bits >>> 8) << 3))
  // X is 8 more than the pixel, which is the margin.
  const owned = load<u64>(LINE_OWNED + x)
  const solid = opaque(low | (high << 1))
  store<u64>(LINE_OWNED + x, owned | solid)
  let shown = solid & ~owned
  if (flags & 0x80) shown &= ~opaque(load<u64>(LINE_COLOURS + LINE_MARGIN - 8 + x))
  if (!shown) return
  const palette = <u64>load<u8>(OBP0 + ((flags >> 4) & 1))
  let shades = (low & ~high) * ((palette >> 2) & 3) + (high & ~low) * ((palette >> 4) & 3) + (low & high) * (palette >> 6)
  // A CGB gives each of the two object palettes colours of its own: they are numbered on from the background's.
  if (m.cgb) shades |= ONES * (flags & 0x10 ? 8 : 4)
  const target = LINE_RESULT + LINE_MARGIN - 8 + x
  store<u64>(target, (load<u64>(target) & ~shown) | (shades & shown))
}

/** The two bytes of the row of an object's tile that falls on `line`. */
export function objectRow(object: i32, line: i32, height: i32, vram: i32): i32 {
  let row = line + 16 - <i32>load<u8>(object)
  if (load<u8>(object + 3) & 0x40) row = height - 1 - row
  let tile = <i32>load<u8>(object + 2)
  if (height == 16) tile &= 0xfe
  return <i32>load<u16>(vram + (tile << 4) + (row << 1))
}

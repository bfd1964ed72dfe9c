import { OAM, OBJECT_LINES, OBJECT_LINE_SIZE } from '../layout'
import { LCDC } from './timing'

/** Pan Docs, "Object Attribute Memory": at most 10 objects a line, the first ones in OAM. */
const PER_LINE: i32 = 10
const OBJECTS: i32 = 40

/** The height the lists were made for, or 0 when OAM has changed since. */
let listedHeight: i32 = 0

export function forgetObjects(): void {
  listedHeight = 0
}

/** Lists the objects of every line, unless the lists are still right. */
export function listObjects(): void {
  const height = load<u8>(LCDC) & 4 ? 16 : 8
  if (listedHeight == height) return
  listedHeight = height
  for (let line = 0; line < 144; line++) store<u8>(OBJECT_LINES + line * OBJECT_LINE_SIZE, 0)
  for (let i = 0; i < OBJECTS; i++) {
    const top = <i32>load<u8>(OAM + (i << 2)) - 16
    const last = min(top + height, 144)
    for (let line = max(top, 0); line < last; line++) {
      const list = OBJECT_LINES + line * OBJECT_LINE_SIZE
      const count = <i32>load<u8>(list)
      if (count >= PER_LINE) continue
      store<u8>(list, <u8>(count + 1))
      store<u8>(list + count + 1, <u8>i)
    }
  }
}

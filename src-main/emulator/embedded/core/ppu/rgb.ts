import { machine as m } from '../machine'
import { FRAME, PALETTES, RGB } from '../layout'

const PIXELS: i32 = 160 * 144

/** Turns the last drawn frame into RGB bytes at RGB. */
export function pictureRgb(): void {
  if (m.colour) colours()
  else if (m.cgb) compatibilityColours()
  else shades()
}

/** Shades of the background, then of the two object palettes, each through a palette of the CGB's. */
function compatibilityColours(): void {
  for (let i = 0, to = RGB; i < PIXELS; i++, to += 3) {
    const index = <i32>load<u8>(FRAME + i)
    // Objects' palettes lie 64 bytes after the background's; theirs follow each other.
    putColour(to, <i32>load<u16>(PALETTES + (index < 4 ? index << 1 : 64 + ((index - 4) << 1))))
  }
}

/** Four greys, 16 pixels at a time: each byte is looked up once and written three times. */
function shades(): void {
  const greys = i32x4.splat(0x0060c0ff)
  for (let i = 0, to = RGB; i < PIXELS; i += 16, to += 48) {
    const grey = i8x16.swizzle(greys, v128.load(FRAME + i))
    v128.store(to, i8x16.shuffle(grey, grey, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5))
    v128.store(to + 16, i8x16.shuffle(grey, grey, 5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10))
    v128.store(to + 32, i8x16.shuffle(grey, grey, 10, 11, 11, 11, 12, 12, 12, 13, 13, 13, 14, 14, 14, 15, 15, 15))
  }
}

/** Five bits a channel to eight, so that white is white. */
function colours(): void {
  for (let i = 0, to = RGB; i < PIXELS; i++, to += 3) {
    putColour(to, <i32>load<u16>(FRAME + (i << 1)))
  }
}

@inline
function putColour(to: i32, colour: i32): void {
  store<u8>(to, widen(colour))
  store<u8>(to + 1, widen(colour >>> 5))
  store<u8>(to + 2, widen(colour >>> 10))
}

@inline
function widen(channel: i32): u8 {
  const five = channel & 31
  return <u8>((five << 3) | (five >>> 2))
}

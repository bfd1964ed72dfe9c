import { crc32 } from 'node:zlib'
import { SCREEN_HEIGHT, SCREEN_WIDTH } from '../../emulator/index.ts'
import { Adler, type Stretch } from './adler.ts'
import { DeflateWriter, distanceOf, WINDOW_SIZE, type Distance } from './deflate.ts'

/** Each pixel becomes 2×2: the picture has 320×288 pixels of RGBA. */
const SCALE = 2
export const PNG_WIDTH = SCALE * SCREEN_WIDTH
export const PNG_HEIGHT = SCALE * SCREEN_HEIGHT

/** Bytes of one pixel of the screen in a row of the picture. */
const PIXEL = 4 * SCALE
const ROW = 1 + 4 * PNG_WIDTH
/** Bytes from one row of the screen to the next: two rows of the picture. */
const STRIDE = SCALE * ROW
const NONE = 0
const UP = 2

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const HEADER = Buffer.concat([SIGNATURE, chunk('IHDR', headerData())])
const END = chunk('IEND', Buffer.alloc(0))
const DATA_AT = HEADER.length + 8
/** Fixed codes take at most 9 bits a byte, and each row of the screen is written once. */
const MOST = DATA_AT + 64 + Math.ceil((SCREEN_HEIGHT * (SCREEN_WIDTH * 8 + ROW) * 9) / 8)

const UP_ROW: Stretch = { bytes: ROW, sum: UP, weighted: UP * ROW }
const PIXEL_BACK = distanceOf(4)
const BYTE_BACK = distanceOf(1)
const ROW_BACK = distanceOf(STRIDE)
const TILE_BACK = distanceOf(8 * STRIDE)

/** A stretch of the row above, or of the row one tile above, that is worth taking without a look at the others, in pixels. */
const LONG = 6

/**
 * Makes PNGs of the console's screen, doubled in both directions, many times faster than deflate could look for the
 * repetitions: it knows where they are. The second row of each pair differs in nothing from the first (filter Up, zeros);
 * a stretch of a row repeats the row above, the row one tile above, the pixel before, or an earlier pixel of its colour.
 */
export class ScreenPng {
  readonly #out = Buffer.alloc(MOST)
  readonly #deflate = new DeflateWriter(this.#out)
  readonly #adler = new Adler()
  readonly #pixels = new Int32Array(SCREEN_WIDTH * SCREEN_HEIGHT)
  /** where a colour was written last, in bytes of the unpacked picture */
  readonly #places = new Map<number, number>()

  constructor() {
    HEADER.copy(this.#out)
  }

  /**
   * @param rgb 160×144×3
   * @returns the file; a copy
   */
  encode(rgb: Uint8Array): Buffer {
    const pixels = this.#pixels
    unpack(rgb, pixels)
    const out = this.#out
    this.#adler.reset()
    this.#places.clear()
    out[DATA_AT] = 0x78
    out[DATA_AT + 1] = 0x01
    this.#deflate.begin(DATA_AT + 2)
    let sums: Stretch | null = null
    for (let y = 0; y < SCREEN_HEIGHT; y++) {
      this.#deflate.literal(NONE)
      const isAsAbove = this.#row(y)
      if (!isAsAbove || !sums) sums = sumsOf(pixels, y * SCREEN_WIDTH)
      this.#adler.add(sums)
      this.#deflate.literal(UP)
      this.#deflate.literal(0)
      this.#deflate.copy(ROW - 2, BYTE_BACK)
      this.#adler.add(UP_ROW)
    }
    const adlerAt = this.#deflate.end()
    out.writeUInt32BE(this.#adler.value, adlerAt)
    const end = adlerAt + 4
    out.writeUInt32BE(end - DATA_AT, DATA_AT - 8)
    out.write('IDAT', DATA_AT - 4, 'latin1')
    out.writeUInt32BE(crc32(out.subarray(DATA_AT - 4, end)), end)
    END.copy(out, end + 4)
    return Buffer.from(out.subarray(0, end + 4 + END.length))
  }

  /** @returns whether all of it is as the row above */
  #row(y: number): boolean {
    const pixels = this.#pixels
    const start = y * SCREEN_WIDTH
    let x = 0
    while (x < SCREEN_WIDTH) {
      const at = start + x
      const left = SCREEN_WIDTH - x
      const above = y >= 1 ? repeats(pixels, at, SCREEN_WIDTH, left) : 0
      if (above >= LONG || above === left) {
        this.#deflate.copy(above * PIXEL, ROW_BACK)
        x += above
        if (above === SCREEN_WIDTH) return true
        continue
      }
      const tile = y >= 8 ? repeats(pixels, at, 8 * SCREEN_WIDTH, left) : 0
      if (tile >= LONG || tile === left) {
        this.#deflate.copy(tile * PIXEL, TILE_BACK)
        x += tile
        continue
      }
      x += this.#short(at, left, y * STRIDE + 1 + x * PIXEL, above, tile)
    }
    return false
  }

  /** The best of a few pixels. @returns how many */
  #short(at: number, left: number, place: number, above: number, tile: number): number {
    const colour = Number(this.#pixels[at])
    const run = 1 + (left > 1 ? repeats(this.#pixels, at + 1, 1, left - 1) : 0)
    const longest = Math.max(above, tile)
    if (longest >= run) {
      this.#deflate.copy(longest * PIXEL, above >= tile ? ROW_BACK : TILE_BACK)
      return longest
    }
    const back = place - (this.#places.get(colour) ?? -WINDOW_SIZE)
    if (back < WINDOW_SIZE) {
      this.#deflate.copy(PIXEL, distanceAt(back))
      if (run > 1) this.#deflate.copy((run - 1) * PIXEL, PIXEL_BACK)
    } else {
      this.#deflate.literal(colour & 0xff)
      this.#deflate.literal((colour >> 8) & 0xff)
      this.#deflate.literal(colour >> 16)
      this.#deflate.literal(0xff)
      this.#deflate.copy(run * PIXEL - 4, PIXEL_BACK)
    }
    this.#places.set(colour, place)
    return run
  }
}

/** Reads four pixels out of three words: `r g b r`, `g b r g`, `b r g b`, lowest byte first. */
function unpack(rgb: Uint8Array, pixels: Int32Array): void {
  const aligned = rgb.byteOffset % 4 === 0 ? rgb : rgb.slice()
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4)
  for (let i = 0, at = 0; i < pixels.length; i += 4, at += 3) {
    const first = Number(words[at])
    const second = Number(words[at + 1])
    const third = Number(words[at + 2])
    pixels[i] = first & 0xffffff
    pixels[i + 1] = (first >>> 24) | ((second & 0xffff) << 8)
    pixels[i + 2] = (second >>> 16) | ((third & 0xff) << 16)
    pixels[i + 3] = third >>> 8
  }
}

/** @returns how many pixels from `at` are as those `back` before them */
function repeats(pixels: Int32Array, at: number, back: number, most: number): number {
  let length = 0
  while (length < most && pixels[at + length] === pixels[at + length - back]) length++
  return length
}

/** What the first of the two rows of a screen row does to the checksum: its filter byte, then `r g b 255` twice a pixel. */
function sumsOf(pixels: Int32Array, start: number): Stretch {
  let sum = NONE
  let weighted = NONE * ROW
  let colour = -1
  let pixelSum = 0
  let pixelWeighted = 0
  for (let x = 0; x < SCREEN_WIDTH; x++) {
    const pixel = Number(pixels[start + x])
    if (pixel !== colour) {
      colour = pixel
      const [r, g, b] = [pixel & 0xff, (pixel >> 8) & 0xff, pixel >> 16]
      pixelSum = 2 * (r + g + b + 0xff)
      pixelWeighted = 12 * r + 10 * g + 8 * b + 6 * 0xff
    }
    sum += pixelSum
    weighted += pixelWeighted + pixelSum * PIXEL * (SCREEN_WIDTH - 1 - x)
  }
  return { bytes: ROW, sum, weighted }
}

function distanceAt(back: number): Distance {
  let known = distances[back]
  if (!known) {
    known = distanceOf(back)
    distances[back] = known
  }
  return known
}

/** Made as they are met: a few thousand at most. */
const distances: (Distance | undefined)[] = new Array<Distance | undefined>(WINDOW_SIZE)

function headerData(): Buffer {
  const data = Buffer.alloc(13)
  data.writeUInt32BE(PNG_WIDTH, 0)
  data.writeUInt32BE(PNG_HEIGHT, 4)
  data.set([8, 6, 0, 0, 0], 8)
  return data
}

function chunk(type: string, data: Buffer): Buffer {
  const out = Buffer.alloc(12 + data.length)
  out.writeUInt32BE(data.length, 0)
  out.write(type, 4, 'latin1')
  data.copy(out, 8)
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length)
  return out
}

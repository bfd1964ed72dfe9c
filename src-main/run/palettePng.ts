import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** Colour types of PNG. */
const PALETTE = 3
const RGB = 2

/**
 * A PNG of a small picture. Pictures of a game have few colours, so most become an index of two bits a pixel.
 * @param rgb `width` × `height` × 3
 */
export function palettePng(rgb: Uint8Array, width: number, height: number): Buffer {
  const colours = new Map<number, number>()
  const indices = new Uint8Array(width * height)
  for (let i = 0; i < indices.length; i++) {
    const colour = ((rgb[3 * i] ?? 0) << 16) | ((rgb[3 * i + 1] ?? 0) << 8) | (rgb[3 * i + 2] ?? 0)
    let index = colours.get(colour)
    if (index === undefined) colours.set(colour, (index = colours.size))
    indices[i] = index
  }
  if (colours.size > 256) return png(width, height, 8, RGB, null, rowsOf(rgb, 3 * width, height))
  const depth = colours.size <= 2 ? 1 : colours.size <= 4 ? 2 : colours.size <= 16 ? 4 : 8
  const palette = Buffer.from([...colours.keys()].flatMap((colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff]))
  const stride = Math.ceil((width * depth) / 8)
  return png(width, height, depth, PALETTE, palette, rowsOf(packed(indices, width, height, depth, stride), stride, height))
}

function packed(indices: Uint8Array, width: number, height: number, depth: number, stride: number): Uint8Array {
  const out = new Uint8Array(stride * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth
      const at = y * stride + (bit >> 3)
      out[at] = (out[at] ?? 0) | ((indices[y * width + x] ?? 0) << (8 - depth - (bit & 7)))
    }
  }
  return out
}

/** Each row of a PNG begins with its filter: none. */
function rowsOf(bytes: Uint8Array, stride: number, height: number): Uint8Array {
  const out = new Uint8Array((stride + 1) * height)
  for (let y = 0; y < height; y++) out.set(bytes.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1)
  return out
}

function png(width: number, height: number, depth: number, colourType: number, palette: Buffer | null, rows: Uint8Array): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head[8] = depth
  head[9] = colourType
  return Buffer.concat([SIGNATURE, chunk('IHDR', head), ...(palette ? [chunk('PLTE', palette)] : []), chunk('IDAT', deflateSync(rows, { level: 6 })), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

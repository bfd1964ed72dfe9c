import sharp from 'sharp'
import { palettePng } from './palettePng.ts'

const WIDTH = 160
const HEIGHT = 144

/** @param rgb 160×144×3 @returns a PNG of 80×72 pixels, base64 */
export function pngThumbnail(rgb: Uint8Array): Promise<string> {
  const [width, height] = [WIDTH / 2, HEIGHT / 2]
  const small = new Uint8Array(width * height * 3)
  let to = 0
  for (let y = 0; y < HEIGHT; y += 2) {
    for (let from = 3 * y * WIDTH, end = from + 3 * WIDTH; from < end; from += 6) {
      small[to++] = rgb[from] ?? 0
      small[to++] = rgb[from + 1] ?? 0
      small[to++] = rgb[from + 2] ?? 0
    }
  }
  return Promise.resolve(palettePng(small, width, height).toString('base64'))
}

/** @param rgb 160×144×3 @returns a lossless PNG of it */
export function encodePng(rgb: Uint8Array): Promise<Buffer> {
  return sharp(rgb, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } }).png({ compressionLevel: 3 }).toBuffer()
}

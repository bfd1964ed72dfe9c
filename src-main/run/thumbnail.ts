import sharp from 'sharp'
import { palettePng } from './palettePng.ts'

const WIDTH = 160
const HEIGHT = 144

/** @param rgb 160×144×3 @returns a PNG of 80×72 pixels, base64 */
export function pngThumbnail(rgb: Uint8Array): Promise<string> {
  const [width, height] = [WIDTH / 2, HEIGHT / 2]
  const small = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * (2 * y * WIDTH + 2 * x)
      small.set(rgb.subarray(from, from + 3), 3 * (y * width + x))
    }
  }
  return Promise.resolve(palettePng(small, width, height).toString('base64'))
}

/** @param rgb 160×144×3 @returns a lossless PNG of it */
export function encodePng(rgb: Uint8Array): Promise<Buffer> {
  return sharp(rgb, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } }).png({ compressionLevel: 3 }).toBuffer()
}

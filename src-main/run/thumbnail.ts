import sharp from 'sharp'

const WIDTH = 160
const HEIGHT = 144

/** @param rgb 160×144×3 @returns a PNG of 80×72 pixels, base64 */
export async function pngThumbnail(rgb: Uint8Array): Promise<string> {
  const png = await sharp(rgb, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .resize(WIDTH / 2, HEIGHT / 2, { kernel: 'nearest' })
    .png({ palette: true, compressionLevel: 9 })
    .toBuffer()
  return png.toString('base64')
}

/** @param rgb 160×144×3 @returns a lossless PNG of it */
export function encodePng(rgb: Uint8Array): Promise<Buffer> {
  return sharp(rgb, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } }).png({ compressionLevel: 3 }).toBuffer()
}

import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { palettePng } from '../../../src-main/run/palettePng.ts'
import { pngThumbnail } from '../../../src-main/run/index.ts'

function picture(width: number, height: number, colours: number): Uint8Array {
  const rgb = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) {
    const colour = ((i * 7919) % colours) * 37
    rgb.set([colour & 0xff, (colour >> 3) & 0xff, (colour >> 8) & 0xff], 3 * i)
  }
  return rgb
}

describe('small pictures', () => {
  it.each([1, 2, 3, 4, 11, 16, 17, 200, 256, 3000])('should come back pixel for pixel with %i colours', async (colours) => {
    const rgb = picture(33, 40, colours)
    const { data, info } = await sharp(palettePng(rgb, 33, 40)).removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
    expect(info).toMatchObject({ width: 33, height: 40, channels: 3 })
    expect(Buffer.compare(data, Buffer.from(rgb))).toBe(0)
  })

  it('should be every second pixel of the screen', async () => {
    const rgb = picture(160, 144, 4)
    const { data, info } = await sharp(Buffer.from(await pngThumbnail(rgb), 'base64')).removeAlpha().raw().toBuffer({ resolveWithObject: true })
    expect(info).toMatchObject({ width: 80, height: 72 })
    for (const [x, y] of [[0, 0], [79, 71], [40, 13]] as const) {
      const from = 3 * (2 * y * 160 + 2 * x)
      expect([...data.subarray(3 * (y * 80 + x), 3 * (y * 80 + x) + 3)]).toEqual([...rgb.subarray(from, from + 3)])
    }
  })
})

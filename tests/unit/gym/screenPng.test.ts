import { decode } from 'fast-png'
import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { startEmbedded } from '../../../src-main/emulator/index.ts'
import { ScreenPng } from '../../../src-main/gym/png/screenPng.ts'
import { GAME, keySteps } from '../../support/gymServer.ts'

const BYTES = 160 * 144 * 3
const png = new ScreenPng()

/** Each pixel twice as wide and high, with alpha: what the picture must decode to. */
function doubled(rgb: Uint8Array): Buffer {
  const out = Buffer.alloc(320 * 288 * 4, 0xff)
  for (let y = 0; y < 288; y++) {
    for (let x = 0; x < 320; x++) {
      const from = ((y >> 1) * 160 + (x >> 1)) * 3
      const to = (y * 320 + x) * 4
      for (let i = 0; i < 3; i++) out[to + i] = rgb[from + i] ?? 0
    }
  }
  return out
}

function expectExact(rgb: Uint8Array): void {
  // With its checks on, the decoder also finds a wrong CRC or Adler-32.
  const { width, height, channels, depth, data } = decode(png.encode(rgb), { checkCrc: true })
  expect({ width, height, channels, depth }).toEqual({ width: 320, height: 288, channels: 4, depth: 8 })
  expect(Buffer.compare(Buffer.from(data.buffer, data.byteOffset, data.byteLength), doubled(rgb))).toBe(0)
}

describe('the PNG of a screen', () => {
  it.each(['dmg', 'cgb'] as const)('should show every pixel of a game as it is, in a few KB (%s)', async (model) => {
    await using emulator = await startEmbedded(GAME, { model })
    const results = await emulator.advance({ steps: keySteps(150).map((step, i) => ({ ...step, picture: i % 4 === 3 })), observe: [] })
    for (const { picture } of results.filter((each) => each.picture)) {
      expectExact(picture ?? new Uint8Array())
      expect(png.encode(picture ?? new Uint8Array()).length).toBeLessThan(16_000)
    }
  })

  it('should be exact for pictures no game shows: noise, one colour, stripes', () => {
    let lot = 1
    const noise = new Uint8Array(BYTES).map(() => (lot = (lot * 16_807) % 2_147_483_647) & 255)
    for (const rgb of [noise, new Uint8Array(BYTES), new Uint8Array(BYTES).fill(255), new Uint8Array(BYTES).map((_, i) => (i * 7) % 11), new Uint8Array(BYTES).map((_, i) => Math.floor(i / 3) & 255)]) expectExact(rgb)
  })

  it('should be exact for any mixture of stretches and colours', () => {
    const stretches = fc.array(fc.record({ colour: fc.integer({ min: 0, max: 5 }), length: fc.integer({ min: 1, max: 700 }) }), { minLength: 1, maxLength: 60 })
    fc.assert(fc.property(stretches, (list) => {
      const rgb = new Uint8Array(BYTES)
      for (let pixel = 0, i = 0; pixel < BYTES / 3; i++) {
        const { colour, length } = list[i % list.length] ?? { colour: 0, length: 1 }
        for (let end = Math.min(BYTES / 3, pixel + length + (i % 3)); pixel < end; pixel++) rgb.set([colour * 50, 255 - colour * 3, (colour * 77) & 255], pixel * 3)
      }
      expectExact(rgb)
    }), { numRuns: 40 })
  })

  it('should be read by other decoders too, from an array that lies oddly in memory', async () => {
    const rgb = new Uint8Array(BYTES + 1).subarray(1).map((_, i) => (i * i) & 255)
    const oddly = new Uint8Array(BYTES + 1)
    oddly.set(rgb, 1)
    const { data, info } = await sharp(png.encode(oddly.subarray(1))).raw().toBuffer({ resolveWithObject: true })
    expect(info).toMatchObject({ width: 320, height: 288, channels: 4 })
    expect(Buffer.compare(data, doubled(rgb))).toBe(0)
  })
})

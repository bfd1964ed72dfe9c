import { describe, expect, it } from 'vitest'
import { tileIds } from '../../../src-main/api/tiles.ts'

/** Both maps hold the number of their column; the second one with 100 added. */
function memory(lcdc: number, scy: number, scx: number, wy = 0, wx = 0): Uint8Array {
  const maps = Uint8Array.from({ length: 2048 }, (_, i) => (i % 32) + (i >= 1024 ? 100 : 0))
  return Uint8Array.from([lcdc, 0, scy, scx, wy, wx, ...maps])
}

describe('the tiles on screen', () => {
  it('should be those of the background where it is scrolled to, around its edge', () => {
    const ids = tileIds(memory(0x91, 0, 26 * 8))
    expect([...ids.slice(0, 8)]).toEqual([26, 27, 28, 29, 30, 31, 0, 1])
    expect(ids).toHaveLength(360)
  })

  it('should be those of the window where it lies over the background', () => {
    const ids = tileIds(memory(0x91 | 0x20 | 0x40, 0, 0, 13 * 8, 7))
    expect([ids[0], ids[12 * 20], ids[13 * 20], ids[13 * 20 + 19]]).toEqual([0, 0, 100, 119])
  })

  it('should take the map that LCDC names', () => {
    expect(tileIds(memory(0x91 | 0x08, 0, 0))[3]).toBe(103)
  })
})

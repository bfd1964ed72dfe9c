import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { atOrBefore, nearest } from '../../../src-renderer/state/search.ts'
import { pickShots } from '../../../src-renderer/timeline/filmstrip.ts'

const ascending = fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { maxLength: 200 }).map((values) => values.sort((a, b) => a - b))

describe('searching screenshots', () => {
  it('should find the last at or before a tick, as a plain search does', () => {
    fc.assert(
      fc.property(ascending, fc.integer({ min: -10, max: 10_010 }), (ticks, wanted) => {
        expect(atOrBefore(ticks, wanted)).toBe(ticks.findLastIndex((tick) => tick <= wanted))
      }),
    )
  })

  it('should find the nearest, as a plain search does', () => {
    fc.assert(
      fc.property(ascending, fc.integer({ min: -10, max: 10_010 }), (ticks, wanted) => {
        const found = ticks[nearest(ticks, wanted)]
        const best = Math.min(...ticks.map((tick) => Math.abs(tick - wanted)))
        expect(ticks.length === 0 ? found === undefined : Math.abs((found ?? NaN) - wanted) === best).toBe(true)
      }),
    )
  })
})

describe('the filmstrip', () => {
  it('should show as many pictures for a million ticks as for a hundred', () => {
    const ticks = (end: number): number[] => Array.from({ length: 101 }, (_, at) => (at * end) / 100)
    const few = pickShots(ticks(100), { from: 0, to: 100 }, 1200, 81, 100)
    const many = pickShots(ticks(1_000_000), { from: 0, to: 1_000_000 }, 1200, 81, 1_000_000)
    expect(many.length).toBe(few.length)
    expect(many.map((slot) => slot.shot)).toEqual(few.map((slot) => slot.shot))
  })

  it('should show in each slot the picture that was on screen at its middle', () => {
    const slots = pickShots([0, 100, 200, 300], { from: 0, to: 400 }, 420, 84, 400)
    expect(slots.map((slot) => slot.shot)).toEqual([0, 1, 2, 2, 3])
  })

  it('should show another picture of the slot in place of one that shows nothing', () => {
    const ticks = [0, 40, 60, 100, 200, 290, 300]
    const slots = pickShots(ticks, { from: 0, to: 400 }, 420, 84, 400, (shot) => ticks[shot] === 40 || ticks[shot] === 200)
    expect(slots.map(({ shot }) => ticks[shot])).toEqual([0, 100, 200, 290, 300])
    expect(slots.map(({ missing }) => missing), 'where there is none, the tick of the middle is to be drawn').toEqual([null, null, 200, null, 368])
  })

  it('should say which tick is missing where no screenshot was taken of a slot', () => {
    expect(pickShots([], { from: 0, to: 400 }, 420, 84, 170).map(({ missing }) => missing)).toEqual([32, 116, 170, null, null])
    const zoomed = pickShots([0, 100, 200], { from: 100, to: 120 }, 420, 84, 400)
    expect(zoomed.map(({ shot, missing }) => [shot, missing])).toEqual([[1, null], [1, 106], [1, 110], [1, 114], [1, 118]])
  })

  it('should leave the strip empty behind the end of the line', () => {
    const slots = pickShots([0, 100], { from: 0, to: 1000 }, 1000, 100, 150)
    expect(slots[0]?.shot).toBe(0)
    expect(slots.at(-1)?.shot).toBe(-1)
  })

  it('should stay empty while there are no screenshots', () => {
    expect(pickShots([], { from: 0, to: 100 }, 400, 80, 100).every((slot) => slot.shot === -1)).toBe(true)
  })
})

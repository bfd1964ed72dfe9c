import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_PIXELS, positionAt, rowsInView, scrollHeight, scrolledTo, topToShow } from '../../../src-renderer/log/scrollScale.ts'

const rowHeight = 22
const million = { rows: 1_000_000, rowHeight, viewport: 400 }
const short = { rows: 100, rowHeight, viewport: 400 }
const START = { top: 0, scrollTop: 0 }

describe('scrolling the action log', () => {
  it('should stay below the height at which browsers cut elements', () => {
    expect(scrollHeight(million)).toBe(MOST_PIXELS)
    expect(scrollHeight(short)).toBe(2200)
  })

  it('should move pixel by pixel with the wheel, however long the list is', () => {
    let position = positionAt(million, 0)
    for (let turn = 1; turn <= 10; turn++) position = scrolledTo(million, position, position.scrollTop + 100)
    expect(position.top).toBe(1000)
  })

  it('should reach first and last row at the ends of the scrollbar', () => {
    const end = scrolledTo(million, START, scrollHeight(million) - million.viewport)
    expect(rowsInView(million, end.top, 0).last).toBe(999_999)
    expect(end.top).toBe(million.rows * rowHeight - million.viewport)
    expect(scrolledTo(million, end, 0).top).toBe(0)
  })

  it('should go to the middle of the list when the scrollbar is dragged to its middle', () => {
    const middle = scrolledTo(million, START, (MOST_PIXELS - million.viewport) / 2)
    expect(rowsInView(million, middle.top, 0).first).toBeGreaterThan(499_900)
    expect(rowsInView(million, middle.top, 0).first).toBeLessThan(500_100)
  })

  it('should show a row that is asked for, whatever is in view', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000_000 }), fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), (rows, pick, share, centre) => {
        const geometry = { rows, rowHeight, viewport: 400 }
        const row = pick % rows
        const before = positionAt(geometry, share * rows * rowHeight).top
        const top = topToShow(geometry, before, row, centre)
        expect(row * rowHeight).toBeGreaterThanOrEqual(top - 1e-6)
        expect((row + 1) * rowHeight).toBeLessThanOrEqual(top + 400 + 1e-6)
        expect(top).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('should leave the list where it is when the row is in view already', () => {
    expect(topToShow(million, 2200, 105)).toBe(2200)
  })

  it('should draw few rows of a list of any length', () => {
    const { first, last } = rowsInView(million, 10_000_000, 6)
    expect(last - first).toBeLessThan(40)
    expect(rowsInView({ ...short, rows: 0 }, 0, 6)).toEqual({ first: 0, last: -1 })
  })
})

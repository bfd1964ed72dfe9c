import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findPath } from '../../../src-main/script/index.ts'
import type { Direction, WalkGrid } from '../../../src-preload/contract/index.ts'

/** `.` can be walked on, `#` cannot, `"` is tall grass */
function grid(...rows: string[]): WalkGrid {
  const cells = Uint8Array.from(rows.join(''), (cell) => (cell === '.' ? 0 : cell === '"' ? 2 : 1))
  return { width: rows[0]?.length ?? 0, height: rows.length, cells }
}

function letters(steps: Direction[] | null): string | null {
  return steps && steps.map((step) => step[0]).join('')
}

describe('findPath', () => {
  test('should go round walls', () => {
    expect(letters(findPath(grid('..#.', '.##.', '....'), { x: 1, y: 0 }, { x: 3, y: 0 }))).toBe('LDDRRRUU')
  })

  test('should be empty where one stands already, and null without a way', () => {
    expect(findPath(grid('.#.'), { x: 0, y: 0 }, { x: 0, y: 0 })).toEqual([])
    expect(findPath(grid('.#.'), { x: 0, y: 0 }, { x: 2, y: 0 })).toBeNull()
    expect(findPath(grid('.#.'), { x: 0, y: 0 }, { x: 1, y: 0 })).toBeNull()
    expect(findPath(grid('...'), { x: 0, y: 0 }, { x: 3, y: 0 })).toBeNull()
    expect(findPath(grid('...'), { x: 0, y: 0 }, { x: 0, y: -1 })).toBeNull()
  })

  test('should avoid tall grass where a way of the same length exists, and only there', () => {
    expect(letters(findPath(grid('."".', '....'), { x: 0, y: 0 }, { x: 3, y: 1 }))).toBe('DRRR')
    expect(letters(findPath(grid('.""".', '.....'), { x: 0, y: 0 }, { x: 4, y: 0 }))).toBe('RRRR')
  })

  test('should find the shortest way, over cells that can be walked on', () => {
    const maps = fc.integer({ min: 1, max: 8 }).chain((width) =>
      fc.record({ width: fc.constant(width), rows: fc.array(fc.array(fc.constantFrom(0, 0, 0, 1, 2), { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }) }),
    )
    fc.assert(
      fc.property(maps, fc.nat(), fc.nat(), ({ width, rows }, a, b) => {
        const map: WalkGrid = { width, height: rows.length, cells: Uint8Array.from(rows.flat()) }
        const size = width * rows.length
        const from = a % size
        const to = b % size
        const found = findPath(map, { x: from % width, y: Math.floor(from / width) }, { x: to % width, y: Math.floor(to / width) })
        expect(found?.length ?? null).toBe(distances(map, from)[to] ?? null)
        let [x, y] = [from % width, Math.floor(from / width)]
        for (const step of found ?? []) {
          x += step === 'LEFT' ? -1 : step === 'RIGHT' ? 1 : 0
          y += step === 'UP' ? -1 : step === 'DOWN' ? 1 : 0
          expect(rows[y]?.[x]).not.toBe(1)
        }
        if (found) expect(y * width + x).toBe(to)
      }),
    )
  })
})

/** Steps to each cell by widening until nothing changes: slow, and plainly right. */
function distances({ width, height, cells }: WalkGrid, from: number): (number | undefined)[] {
  const steps: (number | undefined)[] = []
  steps[from] = 0
  for (let round = 0; round < width * height; round++) {
    for (let cell = 0; cell < width * height; cell++) {
      if (cells[cell] === 1) continue
      const x = cell % width
      const beside = [cell - width, cell + width, ...(x > 0 ? [cell - 1] : []), ...(x < width - 1 ? [cell + 1] : [])]
      for (const other of beside) {
        const there = steps[other]
        if (there !== undefined && there + 1 < (steps[cell] ?? Infinity)) steps[cell] = there + 1
      }
    }
  }
  return steps
}

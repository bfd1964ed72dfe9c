import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clampView, CLOSEST, EDGE, limitFor, niceCeil, panBy, pieceFor, reveal, rulerTicks, tickAt, tickToX, xToTick, zoomAround } from '../../../src-renderer/timeline/view.ts'

const views = fc.tuple(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: CLOSEST, max: 1_000_000 })).map(([from, span]) => ({ from, to: from + span }))

describe('the view of the timeline', () => {
  it('should find the tick of a place and the place of a tick again', () => {
    fc.assert(
      fc.property(views, fc.integer({ min: 100, max: 4000 }), fc.double({ min: 0, max: 1, noNaN: true }), (view, width, share) => {
        const tick = view.from + share * (view.to - view.from)
        expect(xToTick(view, width, tickToX(view, width, tick))).toBeCloseTo(tick, 3)
      }),
    )
  })

  it('should keep the tick under the pointer where it is while zooming within the run', () => {
    const view = { from: 400_000, to: 500_000 }
    const closer = zoomAround(view, 1000, 300, 0.5, 1_000_000)
    expect(xToTick(closer, 1000, 300)).toBeCloseTo(xToTick(view, 1000, 300), 6)
    expect(closer.to - closer.from).toBeCloseTo(50_000)
  })

  it('should never leave the run, however it is zoomed and moved', () => {
    fc.assert(
      fc.property(views, fc.double({ min: 0.01, max: 100, noNaN: true }), fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: 0, max: 1_000_000 }), (view, factor, pixels, limit) => {
        for (const next of [zoomAround(view, 800, 200, factor, limit), panBy(view, 800, pixels, limit), clampView(view, limit)]) {
          expect(next.from).toBeGreaterThanOrEqual(0)
          expect(next.to).toBeLessThanOrEqual(Math.max(limit, CLOSEST) + 1e-6)
          expect(next.to - next.from).toBeGreaterThanOrEqual(CLOSEST - 1e-6)
        }
      }),
    )
  })

  it('should say a whole tick of the run for any place', () => {
    const view = { from: 0, to: 100 }
    expect(tickAt(view, 220, EDGE, 100)).toBe(0)
    expect(tickAt(view, 220, -500, 100)).toBe(0)
    expect(tickAt(view, 220, 999, 80)).toBe(80)
    expect(tickAt(view, 220, EDGE + 51, 100)).toBe(26)
  })

  it('should turn the page only when the play head has left it', () => {
    const view = { from: 1000, to: 2000 }
    expect(reveal(view, 1500, 10_000)).toBe(view)
    const next = reveal(view, 2001, 10_000)
    expect(next.from).toBeLessThanOrEqual(2001)
    expect(next.to).toBeGreaterThan(2001)
    expect(reveal(view, 10, 10_000).from).toBe(0)
  })

  it('should jump ahead of a growing run rarely, and show a finished one to its end', () => {
    let limit = 0
    let jumps = 0
    for (let end = 0; end <= 100_000; end += 10) {
      const next = limitFor(end, 'running', limit)
      if (next !== limit) jumps++
      expect(next).toBeGreaterThanOrEqual(end)
      limit = next
    }
    expect(jumps).toBeLessThan(25)
    expect(limitFor(100_000, 'over', limit)).toBe(100_000)
    expect(limitFor(12_480, 'over', 0)).toBe(12_480)
    expect(limitFor(12_480, 'paused', 0)).toBe(12_480)
    expect(limitFor(100_000, 'paused', limit)).toBe(limit)
    expect(limitFor(12_481, 'running', 12_480)).toBe(20_000)
  })

  it('should label the ruler at round ticks with room between them', () => {
    for (const to of [15, 100, 12_480, 1_000_000]) {
      const { step, ticks } = rulerTicks({ from: 0, to }, 1200, 96)
      expect(niceCeil(step)).toBe(step)
      expect(ticks.length).toBeLessThanOrEqual(1200 / 96 + 1)
      expect(ticks.every((tick) => tick % step === 0)).toBe(true)
    }
  })

  it('should ask for a piece that holds the view and stays the same while moving a little', () => {
    fc.assert(
      fc.property(views, (view) => {
        const piece = pieceFor(view)
        expect(piece.from).toBeLessThanOrEqual(view.from)
        expect(piece.to).toBeGreaterThanOrEqual(view.to)
        expect(Number.isInteger(piece.from) && Number.isInteger(piece.to)).toBe(true)
      }),
    )
    expect(pieceFor({ from: 1000, to: 1900 })).toEqual(pieceFor({ from: 1010, to: 1910 }))
  })
})

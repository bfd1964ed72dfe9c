import { describe, expect, it } from 'vitest'
import { SnapshotRing, StateCache, type HeldState } from '../../../src-main/snapshot/index.ts'
import { caught, expectRefusal, stateOf } from './support.ts'

const MAIN = [{ branch: 0, from: 0, to: Infinity }]

function held(tick: number, branch = 0, length = 100): HeldState {
  return { branch, tick, frame: tick * 20, state: stateOf(tick, length), agent: { line: tick } }
}

describe('SnapshotRing', () => {
  it('should hold the newest and let the oldest go', () => {
    const ring = new SnapshotRing(3)
    for (let tick = 1; tick <= 5; tick++) ring.push(held(tick))
    expect(ring.places().map(({ tick }) => tick)).toEqual([5, 4, 3])
    expect(ring.latest()).toEqual(held(5))
    expect(ring.latest(2)).toEqual(held(3))
    expect([ring.latest(3), ring.get(0, 2)]).toEqual([null, null])
    expect(ring.nearest(MAIN, 4)?.tick).toBe(4)
    expect(ring.nearest(MAIN, 2)).toBeNull()
  })

  it('should hold one state a place and hand out copies', () => {
    const ring = new SnapshotRing(3)
    ring.push(held(1))
    ring.push({ ...held(1), agent: 'again' })
    expect(ring.places()).toHaveLength(1)
    ring.get(0, 1)?.state.fill(0)
    expect(ring.get(0, 1)).toEqual({ ...held(1), agent: 'again' })
    ring.clear()
    expect(ring.latest()).toBeNull()
  })

  it('should hold nothing with a capacity of 0, and refuse what is no capacity', () => {
    const ring = new SnapshotRing(0)
    ring.push(held(1))
    expect(ring.latest()).toBeNull()
    for (const capacity of [-1, 1.5, NaN, 10_001]) expectRefusal(caught(() => new SnapshotRing(capacity)), 'bad-input', String(capacity))
  })
})

describe('StateCache', () => {
  it('should stay within its budget, dense near the play head and sparse far back', () => {
    const cache = new StateCache(100 * 100)
    for (let tick = 1; tick <= 2000; tick++) {
      cache.moveHead(0, tick)
      cache.put(held(tick))
    }
    expect(cache.bytes).toBe(100 * 100)
    const gap = (tick: number): number => tick - (cache.nearestPlace(MAIN, tick)?.tick ?? 0)
    const worst = (from: number, to: number): number => Math.max(...Array.from({ length: to - from }, (_, n) => gap(from + n)))
    expect(worst(1990, 2000)).toBeLessThanOrEqual(2)
    expect(worst(1500, 1800)).toBeLessThan(60)
    expect(worst(100, 1500)).toBeLessThan(400)
    expect(worst(1500, 1800)).toBeLessThan(worst(100, 1500))
  })

  it('should never evict a marked state', () => {
    const cache = new StateCache(1000)
    cache.put(held(5), { marked: true })
    cache.put(held(6))
    expect([cache.mark(0, 6, true), cache.mark(0, 7, true)]).toEqual([true, false])
    for (let tick = 100; tick < 300; tick++) {
      cache.moveHead(0, tick)
      cache.put(held(tick))
    }
    expect(cache.nearest(MAIN, 50)).toEqual(held(6))
    expect(cache.nearest(MAIN, 5)).toEqual(held(5))
    cache.mark(0, 6, false)
    for (let tick = 300; tick < 400; tick++) cache.put(held(tick))
    expect(cache.nearestPlace(MAIN, 50)?.tick).toBe(5)
    expect(cache.bytes).toBeLessThanOrEqual(1000)
  })

  it('should let go of other branches first, and of a line that is played anew', () => {
    const cache = new StateCache(2000)
    for (let tick = 0; tick < 10; tick++) cache.put(held(tick, 1))
    cache.moveHead(0, 5)
    for (let tick = 0; tick < 15; tick++) cache.put(held(tick))
    const onBranch = (branch: number): number => Array.from({ length: 15 }, (_, tick) => cache.nearestPlace([{ branch, from: tick, to: tick }], tick)).filter(Boolean).length
    expect(onBranch(0)).toBeGreaterThan(onBranch(1))
    cache.dropAfter(0, 4)
    expect(cache.nearestPlace(MAIN, 99)?.tick).toBeLessThanOrEqual(4)
    cache.clear()
    expect(cache.bytes).toBe(0)
  })
})

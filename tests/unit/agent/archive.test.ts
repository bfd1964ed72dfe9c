import { describe, expect, it } from 'vitest'
import { Dice } from '../../../src-preload/contract/index.ts'
import { Archive, type Found } from '../../../src-main/agent/search/archive.ts'
import { SumTree } from '../../../src-main/agent/search/sumTree.ts'
import { Trails } from '../../../src-main/agent/search/trails.ts'

function found(key: string, change: Partial<Found> = {}): Found {
  return { key, group: 'somewhere', spot: 'here', family: 'ours', mood: 'other', progress: 0, health: 1, frames: 100, point: 0, state: new Uint8Array(4), ...change }
}

describe('archive of a search', () => {
  it('should keep the better of two ways to a cell: more progress, then health, then fewer frames', () => {
    const archive = new Archive(100)
    expect(archive.take(found('a', { frames: 50 }), null)).toBe('new')
    expect(archive.take(found('a', { frames: 60 }), null)).toBe('known')
    expect(archive.take(found('a', { frames: 40 }), null)).toBe('better')
    expect(archive.take(found('a', { frames: 90, health: 0.5 }), null)).toBe('known')
    expect(archive.take(found('a', { frames: 90, health: 0.5, progress: 1 }), null)).toBe('better')
    const [cell] = archive.cells()
    expect(cell).toMatchObject({ frames: 90, health: 0.5, progress: 1 })
    expect(archive.size).toBe(1)
  })

  it('should never hold more cells than it may, and not take dropped ones for new', () => {
    const archive = new Archive(200)
    const dice = new Dice(1)
    archive.take(found('cell 0'), null)
    for (let i = 1; i < 5000; i++) {
      archive.take(found(`cell ${i}`, { progress: i / 1000, frames: i }), archive.choose(dice).key)
      expect(archive.size).toBeLessThanOrEqual(200)
    }
    expect(archive.seen).toBe(5000)
    const kept = new Set([...archive.cells()].map(({ key }) => key))
    const dropped = Array.from({ length: 1000 }, (_, i) => `cell ${4000 + i}`).find((key) => !kept.has(key)) ?? ''
    expect(archive.judge(found(dropped))).toBe('known')
    expect(kept.has('cell 4999')).toBe(true)
  })

  it('should choose what is new and what is far more often', () => {
    const archive = new Archive(100)
    archive.take(found('near', { progress: 0 }), null)
    archive.take(found('far', { progress: 4 }), 'near')
    const dice = new Dice(2)
    const counts = new Map<string, number>()
    for (let i = 0; i < 500; i++) {
      const { key } = archive.choose(dice)
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    expect(counts.get('far')).toBeGreaterThan(1.3 * (counts.get('near') ?? 0))
    archive.take(found('fresh', { progress: 4 }), 'far')
    let fresh = 0
    for (let i = 0; i < 100; i++) if (archive.choose(dice).key === 'fresh') fresh++
    expect(fresh).toBeGreaterThan(60)
  })

  it('should go on from the edge of the world, however much goes on inside', () => {
    const archive = new Archive(2000)
    archive.take(found('edge', { spot: 'edge', progress: 0 }), null)
    for (let i = 0; i < 1000; i++) archive.take(found(`fight ${i}`, { spot: 'arena', progress: 5 + (i % 7) }), null)
    const dice = new Dice(4)
    let edge = 0
    for (let i = 0; i < 1000; i++) if (archive.choose(dice).key === 'edge') edge++
    expect(edge).toBeGreaterThan(20)
    expect(edge).toBeLessThan(300)
  })

  it('should let every family show how it goes on, however well another one has begun', () => {
    const archive = new Archive(2000)
    for (let i = 0; i < 300; i++) archive.take(found(`ahead ${i}`, { family: 'ahead', spot: `a${i}`, progress: 9 }), null)
    for (let i = 0; i < 300; i++) archive.take(found(`behind ${i}`, { family: 'behind', spot: `b${i}`, progress: 1 + i / 1000 }), null)
    const dice = new Dice(6)
    const chosen = Array.from({ length: 400 }, () => archive.choose(dice)).filter(({ family }) => family === 'behind')
    expect(chosen.length).toBeGreaterThan(100)
    // Among themselves the promising are preferred all the same.
    expect(chosen.filter(({ progress }) => progress > 1.15).length).toBeGreaterThan(chosen.length / 2)
  })

  it('should have the same hash for the same cells only', () => {
    const make = (frames: number): string => {
      const archive = new Archive(10)
      archive.take(found('a'), null)
      archive.take(found('b', { frames }), 'a')
      return archive.hash()
    }
    expect(make(7)).toBe(make(7))
    expect(make(7)).not.toBe(make(8))
  })
})

describe('weights', () => {
  it('should be drawn in proportion, also after they grew in number and changed', () => {
    const tree = new SumTree()
    for (let i = 0; i < 3000; i++) tree.set(i, 1)
    for (let i = 0; i < 3000; i++) tree.set(i, i === 2500 ? 30 : i === 17 ? 10 : 0)
    const dice = new Dice(3)
    const counts = new Map<number, number>()
    for (let i = 0; i < 4000; i++) {
      const place = tree.pick(dice.next())
      counts.set(place, (counts.get(place) ?? 0) + 1)
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([17, 2500])
    expect((counts.get(2500) ?? 0) / 4000).toBeCloseTo(0.75, 1)
    expect(tree.total).toBe(40)
  })

  it('should never draw a place without weight, not even at the very end', () => {
    const tree = new SumTree()
    tree.set(0, 0.1)
    tree.set(1, 0.2)
    tree.set(5, 0)
    expect(tree.pick(0.999_999_999_999)).toBe(1)
    expect(tree.pick(0)).toBe(0)
  })
})

describe('trails', () => {
  it('should give back the actions to any point, through forks and growth', () => {
    const trails = new Trails()
    let point = trails.root
    for (let i = 0; i < 10_000; i++) point = trails.add(point, i % 200)
    const fork = trails.add(point, 7)
    trails.add(point, 9)
    expect(trails.actionsTo(fork)).toEqual([...Array.from({ length: 10_000 }, (_, i) => i % 200), 7])
    expect(trails.lastAction(fork)).toBe(7)
    expect(trails.lastAction(trails.root)).toBe(-1)
    expect(trails.actionsTo(trails.root)).toEqual([])
  })
})

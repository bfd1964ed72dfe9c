import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SNAPSHOT_REASONS } from '../../../src-preload/contract/index.ts'
import {
  anchorDue, anchorSpacing, encodeSnapshot, FRAMES_PER_HOUR, isProtected, planPrune, snapshotDue, validateSnapshot, type PruneCandidate,
} from '../../../src-main/snapshot/index.ts'
import { draft, expectRefusal, rejected, stateOf } from './support.ts'

function candidate(tick: number, changes: Partial<PruneCandidate['meta']> = {}, access: Partial<PruneCandidate> = {}): PruneCandidate {
  return { meta: draft({ tick, id: `snap_${String(changes.branch ?? 0)}_${String(tick)}`, ...changes }), bytes: 100, accesses: 0, lastAccess: null, ...access }
}

const anyCandidates = fc.uniqueArray(
  fc.record({
    tick: fc.nat(500), branch: fc.nat(2), bytes: fc.integer({ min: 1, max: 1000 }), reason: fc.constantFrom(...SNAPSHOT_REASONS),
    name: fc.option(fc.constant('boss'), { freq: 8 }), pinned: fc.boolean(), accesses: fc.nat(5),
  }),
  { selector: ({ tick, branch }) => `${String(branch)}_${String(tick)}`, maxLength: 60 },
).map((list) => list.map(({ bytes, accesses, tick, ...meta }) => candidate(tick, meta, { bytes, accesses })))

describe('pruning', () => {
  it('should never choose a named, pinned, first or last one, and reach the budget if it can', () => {
    fc.assert(
      fc.property(anyCandidates, fc.nat(20_000), (all, budget) => {
        const { ids, bytes, withinBudget } = planPrune(all, budget, 0)
        const gone = new Set(ids)
        expect(gone.size).toBe(ids.length)
        for (const { meta } of all) if (isProtected(meta)) expect(gone.has(meta.id)).toBe(false)
        const left = all.filter(({ meta }) => !gone.has(meta.id))
        expect(bytes).toBe(left.reduce((sum, each) => sum + each.bytes, 0))
        expect(withinBudget).toBe(bytes <= budget)
        if (!withinBudget) expect(left.every(({ meta }) => isProtected(meta))).toBe(true)
        expect(planPrune(all, budget, 0).ids).toEqual(ids)
      }),
    )
    expect(isProtected(draft({ name: 'x' })) && isProtected(draft({ pinned: true })) && isProtected(draft({ reason: 'start' })) && isProtected(draft({ reason: 'final' }))).toBe(true)
  })

  it('should delete nothing within the budget', () => {
    expect(planPrune([candidate(1), candidate(2)], 200, 0)).toEqual({ ids: [], bytes: 200, withinBudget: true })
  })

  it('should leave the rest evenly dense', () => {
    const all = Array.from({ length: 400 }, (_, n) => candidate(n * 10))
    const gone = new Set(planPrune(all, 100 * 50, 0).ids)
    const ticks = all.filter(({ meta }) => !gone.has(meta.id)).map(({ meta }) => meta.tick)
    const gaps = ticks.slice(1).map((tick, at) => tick - (ticks[at] ?? 0))
    expect(ticks).toHaveLength(50)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(3 * (4000 / 50))
  })

  it('should keep events and what was used rather than its neighbours', () => {
    const now = 1_800_000_000_000
    const all = Array.from({ length: 40 }, (_, n) => candidate(n * 10, n === 20 ? { reason: 'event' } : {}, n === 31 ? { accesses: 6, lastAccess: now - 1000 } : {}))
    const gone = new Set(planPrune(all, 100 * 10, now).ids)
    expect(gone.has('snap_0_200')).toBe(false)
    expect(gone.has('snap_0_310')).toBe(false)
  })

  it('should be quick for thousands', () => {
    const all = Array.from({ length: 5000 }, (_, n) => candidate(n))
    const started = performance.now()
    expect(planPrune(all, 100 * 1000, 0).ids).toHaveLength(4000)
    expect(performance.now() - started).toBeLessThan(1500)
  })
})

describe('the spacing of anchors', () => {
  const costs = { framesPerSecond: 2500, anchorBytes: 16_000, restoreMs: 5, otherBytesPerHour: 2_000_000 }

  it('should keep seeks and storage within their goals', () => {
    const { frames, fastEnough } = anchorSpacing(costs)
    expect(fastEnough).toBe(true)
    expect(((frames + 60) / 2500) * 1000 + 5).toBeLessThan(150)
    expect((FRAMES_PER_HOUR / frames) * 16_000 + 2_000_000).toBeLessThan(60_000_000)
  })

  it('should move anchors together on a slow core, apart when they are large', () => {
    const usual = anchorSpacing(costs).frames
    expect(anchorSpacing({ ...costs, framesPerSecond: 600 }).frames).toBeLessThan(usual)
    expect(anchorSpacing({ ...costs, anchorBytes: 60_000 }).frames).toBeGreaterThan(usual)
  })

  it('should say when both goals cannot be met, and keep to the storage', () => {
    const { frames, fastEnough } = anchorSpacing({ ...costs, framesPerSecond: 300, anchorBytes: 80_000 })
    expect(fastEnough).toBe(false)
    expect((FRAMES_PER_HOUR / frames) * 80_000).toBeLessThanOrEqual(60_000_000)
  })

  it('should say when one is due', () => {
    const spacing = { frames: 120, fastEnough: true }
    expect([0, 119, 120, 400].map((frames) => anchorDue(frames, spacing))).toEqual([false, false, true, true])
    expect([snapshotDue(999, 1000), snapshotDue(1000, 1000), snapshotDue(5000, 0)]).toEqual([false, true, false])
  })
})

describe('validateSnapshot', () => {
  const { meta } = encodeSnapshot(draft(), stateOf(1))

  it('should pass when a second instance lands on the same state', async () => {
    let restored: Uint8Array | null = null
    await validateSnapshot(meta, stateOf(1), (state) => {
      restored = state
      return Promise.resolve(meta.state_hash)
    })
    expect(restored).toEqual(stateOf(1))
  })

  it('should refuse when it lands elsewhere', async () => {
    expectRefusal(await rejected(validateSnapshot(meta, stateOf(1), () => Promise.resolve('ffffffffffffffff'))), 'bad-snapshot', 'snap_0_0', 'ffffffffffffffff')
  })
})

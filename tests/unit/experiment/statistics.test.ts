import fc from 'fast-check'
import { describe as suite, expect, it } from 'vitest'
import { cliffsDelta, cohensD, compareGroups, describe, magnitudeOf, pValue } from '../../../src-main/experiment/statistics.ts'

suite('statistics of a group', () => {
  it('should have the values of a known sample', () => {
    const stats = describe('a', [2, 4, 4, 4, 5, 5, 7, 9], 1)
    expect(stats).toMatchObject({ arm: 'a', n: 8, mean: 5, min: 2, max: 9, median: 4.5 })
    expect(stats.sd).toBeCloseTo(2.13809, 5)
    // Of 1…100 the mean is 50.5; its standard error 2.901 gives about 44.8 – 56.2.
    const hundred = describe('b', Array.from({ length: 100 }, (_, i) => i + 1), 7)
    expect(hundred.p5).toBeCloseTo(5.5, 0)
    expect(hundred.p95).toBeCloseTo(95.5, 0)
    expect(hundred.ci_low).toBeGreaterThan(43.8)
    expect(hundred.ci_low).toBeLessThan(46.2)
    expect(hundred.ci_high).toBeGreaterThan(54.8)
    expect(hundred.ci_high).toBeLessThan(57.2)
  })

  it('should be the same for the same seed, and never leave the range of the values', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 40 }), fc.nat(), (values, seed) => {
      const stats = describe('a', values, seed)
      expect(describe('a', values, seed)).toEqual(stats)
      const order = [stats.min, stats.p5, stats.p25, stats.median, stats.p75, stats.p95, stats.max]
      expect([...order].sort((a, b) => a - b)).toEqual(order)
      expect(stats.ci_low).toBeLessThanOrEqual(stats.ci_high)
      expect(stats.ci_low).toBeGreaterThanOrEqual(stats.min)
      expect(stats.ci_high).toBeLessThanOrEqual(stats.max)
    }), { numRuns: 20 })
  })

  it('should cope with one value, with equal ones and with none', () => {
    expect(describe('a', [3], 1)).toMatchObject({ n: 1, mean: 3, sd: 0, ci_low: 3, ci_high: 3 })
    expect(describe('a', [3, 3, 3], 1)).toMatchObject({ sd: 0, ci_low: 3, ci_high: 3 })
    expect(describe('a', [], 1)).toMatchObject({ n: 0, mean: 0 })
  })
})

suite('comparison of two groups', () => {
  it('should have the effect sizes of known samples', () => {
    expect(cliffsDelta([1, 2, 3], [4, 5, 6])).toBe(1)
    expect(cliffsDelta([4, 5, 6], [1, 2, 3])).toBe(-1)
    expect(cliffsDelta([1, 2, 3], [1, 2, 3])).toBe(0)
    // Of 12 pairs b is above in 7, below in 2, equal in 3.
    expect(cliffsDelta([1, 2, 3], [2, 3, 4, 2])).toBeCloseTo(5 / 12, 10)
    expect(cohensD([1, 2, 3, 4, 5], [3, 4, 5, 6, 7])).toBeCloseTo(2 / Math.sqrt(2.5), 10)
    expect(cohensD([1, 1], [2, 2])).toBeNull()
    expect([0.1, -0.2, 0.4, -0.6].map(magnitudeOf)).toEqual(['negligible', 'small', 'medium', 'large'])
  })

  it('should count pairs as the definition says', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 }), fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 }), (a, b) => {
      const pairs = a.flatMap((x) => b.map((y) => Math.sign(y - x))).reduce((sum, each) => sum + each, 0)
      expect(cliffsDelta(a, b)).toBeCloseTo(pairs / (a.length * b.length), 10)
    }))
  })

  it('should have p-values near those of an exact permutation test', () => {
    // All of a below all of b: 2 of the 70 ways to split 8 values are as extreme.
    expect(pValue([1, 2, 3, 4], [11, 12, 13, 14], 3)).toBeCloseTo(2 / 70, 1)
    expect(pValue([1, 2, 3, 4], [11, 12, 13, 14], 3)).toBeLessThan(0.05)
    expect(pValue([1, 2, 3, 4], [2, 1, 4, 3], 3)).toBeGreaterThan(0.9)
    const far = pValue(Array.from({ length: 30 }, (_, i) => i), Array.from({ length: 30 }, (_, i) => i + 100), 1)
    expect(far).toBeGreaterThan(0)
    expect(far).toBeLessThan(0.002)
  })

  it('should tell the difference with an interval around it, the same for the same seed', () => {
    const [a, b] = [{ arm: 'a', values: [1, 2, 3, 4, 5, 6] }, { arm: 'b', values: [5, 6, 7, 8, 9, 10] }]
    const compared = compareGroups('ticks', a, b, 5)
    expect(compared).toMatchObject({ metric: 'ticks', difference: 4, a: { mean: 3.5 }, b: { mean: 7.5 }, magnitude: 'large' })
    expect(compared.difference_low).toBeLessThan(4)
    expect(compared.difference_high).toBeGreaterThan(4)
    expect(compareGroups('ticks', a, b, 5)).toEqual(compared)
  })
})

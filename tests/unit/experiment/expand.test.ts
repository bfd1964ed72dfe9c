import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { configOf } from '../../../src-main/experiment/config.ts'
import { drawnSeeds, expandPlan, gridPoints } from '../../../src-main/experiment/expand.ts'

const read = (name: string) => ({ name: `${name}.ptp`, text: `WAIT \${frames:10} # ${name}` })
const expand = (plan: object, seed = 1, settings = {}) => expandPlan(configOf(plan, settings), seed, read)

describe('expansion of a plan', () => {
  it('should make every combination once, in an order in which the arms take turns', () => {
    const runs = expand({ arms: ['walk', 'random'], seeds: [7, 8], repeats: 2, starts: ['power-on', { run: 'r', tick: 3 }], grid: { 'settings.limits.max_ticks': [5, 6] } })
    expect(runs).toHaveLength(2 * 2 * 2 * 2 * 2)
    expect(runs.map(({ index }) => index)).toEqual(runs.map((_, i) => i))
    const names = runs.map(({ arm, seed, start, repeat, params }) => JSON.stringify([arm, seed, start, repeat, params]))
    expect(new Set(names).size).toBe(runs.length)
    expect(runs.slice(0, 4).map(({ arm }) => arm)).toEqual(['walk', 'random', 'walk', 'random'])
    expect(runs.map(({ settings }) => settings.limits.max_ticks).slice(0, 4)).toEqual([5, 5, 6, 6])
  })

  it('should have as many runs as the product of its parts, whatever they are', () => {
    fc.assert(fc.property(
      fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/).filter((name) => name !== 'random'), { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 3 }),
      fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 3 }), { maxLength: 2 }), fc.nat(),
      (arms, seeds, repeats, grid, seed) => {
        const plan = { arms, seeds, repeats, grid: Object.fromEntries(grid.map((values, i) => [['timing.hold', 'timing.gap'][i] ?? '', values])) }
        const runs = expand(plan, seed)
        expect(runs).toHaveLength(arms.length * seeds * repeats * grid.reduce((product, values) => product * values.length, 1))
        expect(expand(plan, seed)).toEqual(runs)
        for (const { seed: own } of runs) expect(Number.isInteger(own) && own >= 0 && own <= 0xffffffff).toBe(true)
      },
    ), { numRuns: 40 })
  })

  it('should draw seeds and waits by the random seed alone', () => {
    expect(drawnSeeds(100, 4)).toEqual(drawnSeeds(100, 4))
    expect(drawnSeeds(100, 4)).not.toEqual(drawnSeeds(100, 5))
    expect(new Set(drawnSeeds(1000, 4)).size).toBe(1000)
    expect(drawnSeeds(200, 4).slice(0, 100)).toEqual(drawnSeeds(100, 4))
    const waits = expand({ arms: ['walk', 'random'], seeds: 60, start_wait: 20 })
    expect(waits.filter(({ arm }) => arm === 'random').every(({ wait }) => wait === 0)).toBe(true)
    const own = new Set(waits.filter(({ arm }) => arm === 'walk').map(({ wait }) => wait))
    expect(own.size).toBeGreaterThan(10)
    expect(Math.max(...own)).toBeLessThanOrEqual(20)
  })

  it('should put a point of the grid into scripts that have the constant, and leave others as they are', () => {
    const runs = expand({ arms: [{ name: 'a', script: 'walk' }, { name: 'b', source: 'WAIT 5' }], grid: { 'constants.frames': [20, 30] } })
    expect(runs.map(({ arm, script, params }) => [arm, script?.text, params])).toEqual([
      ['a', 'WAIT 20 # walk', { 'constants.frames': 20 }],
      ['b', 'WAIT 5', {}],
      ['a', 'WAIT 30 # walk', { 'constants.frames': 30 }],
      ['b', 'WAIT 5', {}],
    ])
  })

  it('should give an arm its own settings over those of all', () => {
    const runs = expand({ arms: [{ name: 'a', script: 'x', settings: { limits: { max_ticks: 9 } } }, 'y'] }, 1, { limits: { max_ticks: 3 } })
    expect(runs.map(({ settings }) => settings.limits.max_ticks)).toEqual([9, 3])
  })

  it('should refuse arms of one name, and settings there are not', () => {
    expect(() => expand({ arms: ['walk', 'dir/walk.ptp'] })).toThrow(/two arms are called walk/)
    expect(() => expand({ arms: ['walk'], grid: { 'settings.limits.maxticks': [1] } })).toThrow(/maxticks|limits/)
    expect(() => expand({ arms: ['walk'], grid: { 'settings.nothing.at_all': [1] } })).toThrow(/no section nothing/)
    expect(() => configOf({ arms: [{ name: 'both', script: 'a', agent: 'random' }] }, {})).toThrow(/one of/)
  })

  it('should have one empty point where there is no grid', () => {
    expect(gridPoints({})).toEqual([{}])
    expect(gridPoints({ a: [1, 2], b: ['x'] })).toEqual([{ a: 1, b: 'x' }, { a: 2, b: 'x' }])
  })
})

import { describe, expect, it } from 'vitest'
import { describeSettings, experimentCalls, experimentPlanSchema } from '../../../src-preload/contract/index.ts'
import { figure, pText, verdict } from '../../../src-renderer/experiments/looks.ts'
import { FIRST_ARM, HTTP_AGENT, SEARCH_AGENT } from '../../../src-renderer/experiments/planArm.ts'
import { draftOf, FIRST_PLAN } from '../../../src-renderer/experiments/planForm.ts'
import { axisOf, shareOf } from '../../../src-renderer/experiments/scale.ts'
import { assignments, scalarOf } from '../../../src-renderer/experiments/typed.ts'
import { changeCount, readSetting, settingText, withSetting } from '../../../src-renderer/settings/values.ts'
import { FakeExperiments } from '../../support/fakeExperiments.ts'

describe('a plan that is typed', () => {
  it('should become what the engine takes', () => {
    const draft = draftOf({
      ...FIRST_PLAN,
      name: 'first badge',
      game: '/roms/pocket-quest.gb',
      arms: [
        { ...FIRST_ARM, plays: 'script:demo.ptp', name: 'careful', own: 'WAIT = 30\nWHO = "SPRIG"' },
        { ...FIRST_ARM, plays: 'agent:random' },
      ],
      seeds: '1, 2, 3',
      starts: ['power-on', 'run_a snap_0_470'],
      grid: 'timing.hold = 2, 4, 8',
      startWait: '30',
      stopWhen: 'badges >= 1',
      metrics: 'ticks, badges',
      settings: { limits: { max_ticks: 4000 } },
    })
    expect(draft).toEqual({
      plan: {
        game: '/roms/pocket-quest.gb',
        arms: [{ script: 'demo.ptp', name: 'careful', constants: { WAIT: 30, WHO: 'SPRIG' } }, { agent: 'random' }],
        seeds: [1, 2, 3], repeats: 1, starts: ['power-on', { run: 'run_a', snapshot: 'snap_0_470' }], start_wait: 30,
        grid: { 'timing.hold': [2, 4, 8] }, stop_when: 'badges >= 1', metrics: ['ticks', 'badges'],
      },
      settings: { limits: { max_ticks: 4000 }, experiment: { name: 'first-badge', parallel_workers: 4 } },
    })
    expect(experimentCalls['experiments.plan'].input.safeParse(draft).success).toBe(true)
  })

  it('should set a search against a program behind HTTP, each with what is particular to it', () => {
    const draft = draftOf({
      ...FIRST_PLAN,
      arms: [
        { ...FIRST_ARM, plays: SEARCH_AGENT, goal: 'badges >= 1', prefer: 'level', maxRestores: '5000', actions: '8', own: 'settings.limits.max_ticks = 900' },
        { ...FIRST_ARM, plays: SEARCH_AGENT, name: 'as the plan says', url: 'http://left.over' },
        { ...FIRST_ARM, plays: HTTP_AGENT, url: ' http://127.0.0.1:9000/decide ', name: 'mine', goal: 'left over', own: 'settings.tick_rate.normal = 4' },
        { ...FIRST_ARM, plays: 'script:demo.ptp', own: 'timing.hold = 4\nconstants.WHO = SPRIG\nTIMES = 3' },
      ],
      stopWhen: 'badges >= 1',
    }) as { plan: { arms: unknown } }
    expect(draft.plan.arms).toEqual([
      { agent: 'search', search: { goal: 'badges >= 1', prefer: 'level', max_restores: 5000, actions: 8 }, settings: { limits: { max_ticks: 900 } } },
      { agent: 'search', name: 'as the plan says' },
      { agent: 'http://127.0.0.1:9000/decide', name: 'mine', settings: { tick_rate: { normal: 4 } } },
      { script: 'demo.ptp', constants: { WHO: 'SPRIG', TIMES: 3 }, timing: { hold: 4 } },
    ])
    expect(experimentPlanSchema.safeParse(draft.plan).error).toBeUndefined()
  })

  it('should say how many seeds, or which', () => {
    const seeds = (text: string): unknown => (draftOf({ ...FIRST_PLAN, seeds: text }) as { plan: { seeds: unknown } }).plan.seeds
    expect(seeds('8')).toBe(8)
    expect(seeds('8,')).toEqual([8])
    expect(seeds('1 2')).toEqual([1, 2])
    expect(seeds('')).toBe(1)
    expect(seeds('many')).toBe('many')
  })

  it('should read values as they are meant', () => {
    expect(['3', '-0.5', '1e3', 'true', 'null', '"3"', 'SPRIG', '3 orbs'].map(scalarOf)).toEqual([3, -0.5, 1000, true, null, '3', 'SPRIG', '3 orbs'])
    expect(assignments(' A = 1 \n\nB=x = y\nC')).toEqual([['A', '1'], ['B', 'x = y'], ['C', '']])
  })
})

describe('results', () => {
  const stats = new FakeExperiments().metric('frames')

  it('should have an axis of round numbers that holds everything', () => {
    const axis = axisOf(stats)
    const values = stats.groups.flatMap((group) => [...group.values, group.ci_low, group.ci_high])
    expect(Math.min(...values)).toBeGreaterThanOrEqual(axis.min)
    expect(Math.max(...values)).toBeLessThanOrEqual(axis.max)
    expect(axis.ticks.length).toBeGreaterThan(2)
    expect(axis.ticks.every((tick) => tick % 500 === 0)).toBe(true)
    expect(shareOf(axis, axis.min)).toBe(0)
    expect(shareOf(axis, axis.max)).toBe(1)
  })

  it('should have an axis also where all runs came to the same, and where there are none', () => {
    const same = { ...stats.groups[0], arm: 'a', n: 1, mean: 5, sd: 0, min: 5, p5: 5, p25: 5, median: 5, p75: 5, p95: 5, max: 5, ci_low: 5, ci_high: 5, values: [5] }
    const axis = axisOf({ metric: 'm', groups: [same], comparisons: [] })
    expect(axis.max).toBeGreaterThan(axis.min)
    expect(axisOf({ metric: 'm', groups: [], comparisons: [] })).toEqual({ min: 0, max: 1, ticks: [0, 1] })
  })

  it('should claim a difference only where the interval leaves out nothing at all', () => {
    const [first] = stats.comparisons
    if (first === undefined) throw new Error('no comparison')
    expect(verdict(first)).toBe('demo.ptp, careful is higher, large')
    expect(verdict({ ...first, difference_low: -1 })).toBe('no clear difference')
    expect(verdict({ ...first, difference_low: -9, difference_high: -1 })).toBe('demo.ptp is higher, large')
    expect([0.0004, 0.0312].map(pText)).toEqual(['< 0.001', '0.031'])
    expect([12, 0.01234, 8416.5, 123_456, -0.5].map(figure)).toEqual(['12', '0.0123', '8416.5', '123k', '−0.5'])
  })
})

describe('settings in a form', () => {
  const field = (path: string) => {
    const found = describeSettings().fields.find(({ section, key }) => `${section}.${key}` === path)
    if (found === undefined) throw new Error(`there is no setting ${path}`)
    return found
  }

  it('should keep only what is not as it comes', () => {
    const some = withSetting(withSetting({}, 'limits', 'max_ticks', 100), 'screenshot', 'interval', 10)
    expect(some).toEqual({ limits: { max_ticks: 100 }, screenshot: { interval: 10 } })
    expect(changeCount(some)).toBe(2)
    expect(withSetting(some, 'limits', 'max_ticks', undefined)).toEqual({ screenshot: { interval: 10 } })
  })

  it('should refuse what a setting cannot be, and say why', () => {
    const ticks = field('limits.max_ticks')
    expect(readSetting(ticks, '')).toEqual({ value: undefined })
    expect(readSetting(ticks, '12 000')).toEqual({ value: 12_000 })
    expect(readSetting(ticks, 'none')).toEqual({ value: null })
    expect(readSetting(field('screenshot.interval'), 'none')).toEqual({ problem: 'A number' })
    expect(readSetting(ticks, '1.5')).toEqual({ problem: 'A whole number' })
    expect(readSetting(ticks, 'many')).toEqual({ problem: 'A number' })
    expect(readSetting(ticks, '-1')).toEqual({ problem: expect.stringContaining('At least') })
  })

  it('should show every default in words', () => {
    for (const one of describeSettings().fields) expect(settingText(one.default)).not.toBe('')
    expect(settingText([])).toBe('none')
    expect(settingText(true)).toBe('on')
  })
})

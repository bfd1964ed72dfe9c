import { describe, expect, it } from 'vitest'
import { defaultSettings } from '../../../src-preload/contract/index.ts'
import { Budget, rateAt, RecentAverage, StallWatch, TickSchedule, type Pace, type TickRateSettings } from '../../../src-main/run/policies/index.ts'

const CALM: Pace = { isModel: true, inBattle: false, decisionLatencyMs: null, isOverBudget: false }

function settings(changes: Partial<TickRateSettings> = {}): TickRateSettings {
  return { ...defaultSettings().tick_rate, ...changes }
}

describe('the rate a run is played at', () => {
  it('should leave a script free unless something was said', () => {
    expect(rateAt(settings(), { ...CALM, isModel: false })).toEqual({ kind: 'free' })
    expect(rateAt(settings({ speed: 4 }), { ...CALM, isModel: false })).toEqual({ kind: 'speed', speed: 4 })
  })

  it('should hold a model to the base rate, and to the battle rate in battle', () => {
    expect(rateAt(settings(), CALM)).toEqual({ kind: 'ticks', perSecond: 10 })
    expect(rateAt(settings(), { ...CALM, inBattle: true })).toEqual({ kind: 'ticks', perSecond: 2 })
  })

  it('should hold a script to the rates where they were asked for', () => {
    expect(rateAt(settings({ pace: 'ticks', normal: 25 }), { ...CALM, isModel: false })).toEqual({ kind: 'ticks', perSecond: 25 })
  })

  it('should let a model go free at --speed 0', () => {
    expect(rateAt(settings({ pace: 'speed' }), CALM)).toEqual({ kind: 'free' })
  })

  it('should adapt to how long decisions take, never above the base rate', () => {
    const adaptive = settings({ adaptive: true })
    expect(rateAt(adaptive, { ...CALM, decisionLatencyMs: 500 })).toEqual({ kind: 'ticks', perSecond: 2 })
    expect(rateAt(adaptive, { ...CALM, decisionLatencyMs: 5 })).toEqual({ kind: 'ticks', perSecond: 10 })
    expect(rateAt(adaptive, CALM)).toEqual({ kind: 'ticks', perSecond: 10 })
    expect(rateAt(settings(), { ...CALM, decisionLatencyMs: 500 })).toEqual({ kind: 'ticks', perSecond: 10 })
  })

  it('should halve the base rate while an adaptive run is over its budget', () => {
    expect(rateAt(settings({ adaptive: true }), { ...CALM, isOverBudget: true, decisionLatencyMs: 5 })).toEqual({ kind: 'ticks', perSecond: 5 })
    expect(rateAt(settings(), { ...CALM, isOverBudget: true })).toEqual({ kind: 'ticks', perSecond: 10 })
  })
})

describe('the average latency', () => {
  it('should count the latest decisions only', () => {
    const average = new RecentAverage(2)
    expect(average.value).toBeNull()
    for (const value of [1000, 10, 30]) average.add(value)
    expect(average.value).toBe(20)
  })
})

describe('the schedule of ticks', () => {
  it('should keep the rate on average when ticks come late by turns', () => {
    const schedule = new TickSchedule()
    expect(schedule.played(10, 0)).toBe(100)
    expect(schedule.played(10, 130)).toBe(70)
    expect(schedule.played(10, 200)).toBe(100)
  })

  it('should not make up for a long decision with a burst', () => {
    const schedule = new TickSchedule()
    schedule.played(10, 0)
    expect(schedule.played(10, 5000)).toBe(100)
  })

  it('should follow a rate that is changed while running', () => {
    const schedule = new TickSchedule()
    schedule.played(10, 0)
    expect(schedule.played(2, 100)).toBe(500)
  })
})

describe('the watch for a standstill', () => {
  it('should tell after the timeout, counted from the last change', () => {
    const watch = new StallWatch(0)
    expect(watch.stalled(30, 30_000)).toBeNull()
    watch.changed(20_000)
    expect(watch.stalled(30, 45_000)).toBeNull()
    expect(watch.stalled(30, 51_000)).toBe(31)
  })
})

describe('a budget', () => {
  const at = (time: string): number => new Date(`2026-11-21T${time}`).getTime()

  it('should begin anew at each full hour', () => {
    const budget = Budget.of({ budget: 'hourly', budget_limit: 5 }, at('10:30:00'))
    budget?.spend(6, at('10:59:59'))
    expect(budget?.at(at('10:59:59'))).toMatchObject({ spent: 6, isExceeded: true, resetsAt: at('11:00:00') })
    expect(budget?.at(at('11:00:00'))).toMatchObject({ spent: 0, isExceeded: false, resetsAt: at('12:00:00') })
  })

  it('should begin anew at midnight', () => {
    const budget = Budget.of({ budget: 'daily', budget_limit: 5 }, at('10:30:00'))
    budget?.spend(6, at('23:59:59'))
    expect(budget?.at(at('23:59:59')).isExceeded).toBe(true)
    expect(budget?.at(new Date('2026-11-22T00:00:00').getTime()).isExceeded).toBe(false)
  })

  it('should last for the run', () => {
    const budget = Budget.of({ budget: 'run', budget_limit: 5 }, at('10:30:00'))
    budget?.spend(5, at('10:31:00'))
    expect(budget?.at(at('10:31:00'))).toMatchObject({ isExceeded: false, resetsAt: null })
    budget?.spend(0.01, at('10:32:00'))
    expect(budget?.at(at('10:32:00') + 1e12).isExceeded).toBe(true)
  })

  it('should begin with what the period has spent already, and with no more', () => {
    const ledger: [time: number, dollars: number][] = [[new Date('2026-11-20T23:59:00').getTime(), 7], [at('09:10:00'), 2], [at('10:05:00'), 1]]
    const since = (time: number): number => ledger.filter(([when]) => when >= time).reduce((sum, [, dollars]) => sum + dollars, 0)
    const spent = (budget: 'hourly' | 'daily' | 'run'): number | undefined => Budget.of({ budget, budget_limit: 5 }, at('10:30:00'), since)?.at(at('10:30:00')).spent
    expect([spent('hourly'), spent('daily'), spent('run')]).toEqual([1, 3, 10])
  })

  it('should not be there where nobody asked for one', () => {
    expect(Budget.of({ budget: null, budget_limit: null }, 0)).toBeNull()
  })
})

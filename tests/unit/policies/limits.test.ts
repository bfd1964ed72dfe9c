import { describe, expect, it } from 'vitest'
import { defaultSettings, EMPTY_STATE, type GameState } from '../../../src-preload/contract/index.ts'
import { budgetIsOver, finalReport, Grace, limitPlan, limitReached, ticksLeft, type LimitSettings, type Reached } from '../../../src-main/run/policies/index.ts'

function limits(changes: Partial<LimitSettings>): LimitSettings {
  return { ...defaultSettings().limits, ...changes }
}

function reached(changes: Partial<Omit<Reached, 'state'>>, state: Partial<GameState> = {}): Reached {
  return { seconds: 0, ticks: 0, cost: 0, ...changes, state: { ...EMPTY_STATE, ...state } }
}

const FIGHTER = { species: 'EMBER', nickname: 'EMBER', hp: 9, maxHp: 9, xp: 0, status: null, moves: [] }

describe('limits', () => {
  it('should not end a run by themselves', () => {
    expect(limitReached(limits({}), reached({ seconds: 1e6, ticks: 1e9, cost: 1e6 }))).toBeNull()
  })

  it.each([
    ['time', { max_time: 60 }, reached({ seconds: 59.9 }), reached({ seconds: 60 })],
    ['ticks', { max_ticks: 100 }, reached({ ticks: 99 }), reached({ ticks: 100 })],
    ['cost', { max_cost: 10 }, reached({ cost: 10 }), reached({ cost: 10.01 })],
    ['caught', { max_pokemon_caught: 2 }, reached({}, { caught: 1 }), reached({}, { caught: 2 })],
    ['badges', { max_badges: 1 }, reached({}, { badges: 0 }), reached({}, { badges: 1 })],
    ['level', { max_level: 12 }, reached({}, { party: [{ ...FIGHTER, level: 11 }] }), reached({}, { party: [{ ...FIGHTER, level: 3 }, { ...FIGHTER, level: 12 }] })],
  ] as const)('should end a run at its %s', (kind, given, before, then) => {
    expect(limitReached(limits(given), before)).toBeNull()
    expect(limitReached(limits(given), then)).toMatchObject({ kind })
  })

  it('should say how many ticks are left', () => {
    expect(ticksLeft(limits({ max_ticks: 100 }), 90)).toBe(10)
    expect(ticksLeft(limits({ max_ticks: 100 }), 120)).toBe(0)
    expect(ticksLeft(limits({}), 120)).toBe(Infinity)
  })
})

describe('what is done at a limit', () => {
  it('should save, report and succeed by default', () => {
    expect(limitPlan(defaultSettings().limits.on_limit)).toEqual({ snapshot: 'final', report: true, flush: true, exitCode: 0 })
  })

  it('should leave the report out with save-only, and fail with abort', () => {
    expect(limitPlan('save-only')).toMatchObject({ snapshot: 'final', report: false, exitCode: 0 })
    expect(limitPlan('abort')).toMatchObject({ snapshot: 'emergency', flush: false, exitCode: 1 })
  })
})

describe('the grace period', () => {
  const hit = { kind: 'ticks', message: 'reached 100 ticks' } as const

  it('should let the decision in flight finish', () => {
    const grace = new Grace()
    expect(grace.isOver(false, 0)).toBe(false)
    expect(grace.start(hit, 30, 1000)).toBe(true)
    expect(grace.isOver(true, 20_000)).toBe(false)
    expect(grace.isOver(false, 20_000)).toBe(true)
  })

  it('should not wait for it for ever', () => {
    const grace = new Grace()
    grace.start(hit, 30, 1000)
    expect(grace.isOver(true, 30_999)).toBe(false)
    expect(grace.isOver(true, 31_000)).toBe(true)
  })

  it('should end at once without one', () => {
    const grace = new Grace()
    grace.start(hit, 0, 1000)
    expect(grace.isOver(true, 1000)).toBe(true)
  })

  it('should remember the limit that came first, until it is lifted', () => {
    const grace = new Grace()
    grace.start(hit, 30, 0)
    expect(grace.start({ kind: 'time', message: 'later' }, 30, 10)).toBe(false)
    expect(grace.hit).toEqual(hit)
    grace.lift()
    expect(grace.isOver(false, 99_999)).toBe(false)
  })

  it('should let spending go on for its length once the budget is exceeded', () => {
    expect(budgetIsOver(null, 30, 1e9)).toBe(false)
    expect(budgetIsOver(1000, 30, 30_999)).toBe(false)
    expect(budgetIsOver(1000, 30, 31_000)).toBe(true)
    expect(budgetIsOver(1000, 0, 1000)).toBe(true)
  })
})

describe('the final report', () => {
  it('should say why the run ended and where', () => {
    const text = finalReport({
      run_id: 'first-badge', status: 'limit', reason: 'reached 100 ticks', started_at: '2026-11-21T10:00:00Z', ended_at: '2026-11-21T10:01:00Z',
      ticks: 100, frames: 2400, wall_seconds: 60, cost: 0.25, snapshot: 'snap_0_100', snapshots: 4, screenshots: 7, errors: 1,
      events: { catch: 2, location_change: 1 }, final_state_hash: 'abc', settings: { ...defaultSettings(), limits: limits({ max_ticks: 100 }) },
      final_state: { ...EMPTY_STATE, location: 'FERN|WAY', party: [{ ...FIGHTER, level: 4 }] },
    })
    expect(text).toContain('| Ended | limit: reached 100 ticks |')
    expect(text).toContain('FERN\\|WAY')
    expect(text).toContain('EMBER Lv 4 (9/9)')
    expect(text).toContain('2 × catch, 1 × location change')
    expect(text).toContain('- max ticks: 100')
    expect(text).not.toContain('max badges')
  })
})

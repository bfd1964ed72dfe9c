import { describe, expect, it } from 'vitest'
import { defaultSettings, EMPTY_STATE, type GameEvent, type GameState } from '../../../src-preload/contract/index.ts'
import { eventSnapshots, RollbackPolicy, type SnapshotSettings } from '../../../src-main/run/policies/index.ts'

function settings(changes: Partial<SnapshotSettings>): SnapshotSettings {
  return { ...defaultSettings().snapshot, ...changes }
}

function event(kind: GameEvent['kind'], data: GameEvent['data'] = {}): GameEvent {
  return { kind, tick: 1, title: `a ${kind}`, data }
}

const STATE: GameState = { ...EMPTY_STATE, badges: 2, battle: { kind: 'wild', turn: 1, active: 0, trainer: null, enemy: { species: 'PIDGE', level: 3, hp: 9, maxHp: 9 } } }
const ALL: GameEvent[] = [event('catch', { species: 'PIDGE' }), event('battle_start'), event('badge', { badge: 'Stone' }), event('death', { species: 'EMBER' }), event('dialog')]
const names = (changes: Partial<SnapshotSettings>, events = ALL, taken: string[] = []): string[] =>
  eventSnapshots(settings(changes), events, STATE, (name) => taken.includes(name)).map(({ name }) => name)

describe('snapshots of events', () => {
  it('should not be made unless they are asked for', () => {
    expect(names({})).toEqual([])
  })

  it('should be named after what happened', () => {
    expect(names({ on_event: ['catch', 'battle', 'badge', 'death'] })).toEqual(['catch-PIDGE', 'battle-1', 'badge-2', 'death-EMBER'])
    expect(names({ on_event: ['badge'] })).toEqual(['badge-2'])
  })

  it('should get a number where the name is taken', () => {
    expect(names({ on_event: ['catch'] }, ALL, ['catch-PIDGE', 'catch-PIDGE-2'])).toEqual(['catch-PIDGE-3'])
    expect(names({ on_event: ['catch'] }, [event('catch', { species: 'MR MIMIC' }), event('catch', { species: 'MR MIMIC' })])).toEqual(['catch-MR-MIMIC', 'catch-MR-MIMIC-2'])
  })
})

describe('rolling back on errors', () => {
  it('should be off by default', () => {
    expect(new RollbackPolicy(settings({})).failed('emulator-crashed: gone', 5)).toBeNull()
  })

  it('should go back further when the same error comes again, and stop at the third', () => {
    const policy = new RollbackPolicy(settings({ rollback_on_error: true }))
    const orders = [1, 2, 3].map(() => policy.failed('diverged: other state', 50))
    expect(orders).toMatchObject([{ kind: 'rollback', depth: 1 }, { kind: 'rollback', depth: 2 }, { kind: 'stop', message: 'diverged: other state, 3 times' }])
  })

  it('should not go back further than allowed', () => {
    const policy = new RollbackPolicy(settings({ rollback_on_error: true, rollback_grace: 1 }))
    policy.failed('a', 50)
    expect(policy.failed('a', 50)).toMatchObject({ depth: 1 })
  })

  it('should count each error for itself', () => {
    const policy = new RollbackPolicy(settings({ rollback_on_error: true }))
    policy.failed('a', 50)
    policy.failed('a', 50)
    expect(policy.failed('b', 50)).toMatchObject({ kind: 'rollback', depth: 1 })
  })

  it('should forget the strikes once the run is past the place, and not before', () => {
    const policy = new RollbackPolicy(settings({ rollback_on_error: true }))
    policy.failed('a', 50)
    for (let tick = 40; tick <= 50; tick++) policy.passed(tick)
    expect(policy.failed('a', 50)).toMatchObject({ depth: 2 })
    policy.passed(51)
    expect(policy.failed('a', 60)).toMatchObject({ depth: 1 })
  })
})

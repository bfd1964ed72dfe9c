import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../../src-renderer/api/contract.ts'
import { repairText, shortReason } from '../../../src-renderer/runs/brokenActions.ts'
import { runTitle } from '../../../src-renderer/runs/runTitle.ts'
import { summaryOf } from '../../support/fakeGame.ts'

const titleOf = (fields: Partial<RunSummary>): string => runTitle(summaryOf('random-20261121-101500-0042', 'default', 10, { script: null, agent: null, ...fields }))

describe('what a run is called', () => {
  it('should be what drives it', () => {
    expect(titleOf({ script: 'walk.ptp', agent: 'walk.ptp' })).toBe('walk.ptp')
    expect(titleOf({ agent: 'random', seed: 42 })).toBe('random, seed 42')
    expect(titleOf({ agent: 'search', goal: 'badges >= 1', seed: 3 })).toBe('search: badges >= 1')
    expect(titleOf({ agent: 'keyboard' })).toBe('by hand')
    expect(titleOf({ agent: 'my-model' })).toBe('my-model')
  })

  it('should be its id where nobody knows what drives it', () => {
    expect(titleOf({})).toBe('random-20261121-101500-0042')
  })

  it('should be its experiment with its place there, and what drives it', () => {
    expect(runTitle(summaryOf('exp-20261121-101500-7', 'which is better', 10, { script: null, agent: 'random', seed: 5 }))).toBe('which is better 7 · random, seed 5')
    expect(titleOf({ experiment_name: 'mine', agent: 'random' })).toContain('mine')
  })
})

describe('what a repair came to', () => {
  it('should be told with what was lost', () => {
    expect(repairText({ status: 'restored_from_snapshot', lost_ticks: 1 })).toBe('1 tick lost; it goes on from the last snapshot before')
    expect(repairText({ status: 'repaired', lost_ticks: 0 })).toMatch(/everything/)
    expect(repairText({ status: 'restored_from_backup', lost_ticks: 0 })).toMatch(/last backup/)
    expect(repairText({ status: 'false_alarm', lost_ticks: 0 })).toMatch(/database is whole/)
  })
})

describe('why a run cannot be read', () => {
  it('should name the files within the run, whose name is beside it', () => {
    expect(shortReason({ dir: '/home/runs/a', message: '/home/runs/a/game_data.db is damaged' })).toBe('game_data.db is damaged')
    expect(shortReason({ dir: '/home/runs/a', message: '/home/runs/a was left while the run was being made' })).toBe('It was left while the run was being made')
    expect(shortReason({ dir: 'C:\\ptp\\a', message: 'C:\\ptp\\a\\metadata.json is missing' })).toBe('metadata.json is missing')
  })
})

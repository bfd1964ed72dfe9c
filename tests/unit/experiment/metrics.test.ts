import { describe, expect, it } from 'vitest'
import { EMPTY_STATE, type RunResult } from '../../../src-preload/contract/index.ts'
import { chosenMetrics, groupOf, metricNames, metricOf, metricStats } from '../../../src-main/experiment/metrics.ts'
import { reportOf } from '../../../src-main/experiment/output/report.ts'
import { configOf } from '../../../src-main/experiment/config.ts'
import { gather } from '../../../src-main/experiment/output/write.ts'

function result(index: number, change: Partial<RunResult> = {}): RunResult {
  return {
    index, run: `r-${index}`, arm: 'a', seed: index, start: 'power-on', repeat: 0, params: {}, status: 'completed', ok: true, attempts: 1, error: null, ticks: 10 + index, frames: 597,
    wall_seconds: 1, final_state_hash: '0123456789abcdef', final_state: { ...EMPTY_STATE, badges: index, vars: { steps: 40, done: true } }, events: { badge: index }, milestones: { starter: 4, end: null }, ...change,
  }
}

describe('metrics of a run', () => {
  it('should be found wherever a result has them', () => {
    const party = [{ species: 'SPRIG', nickname: '', level: 7, hp: 5, maxHp: 20, xp: 1, status: null, moves: [] }]
    const one = result(2, { final_state: { ...EMPTY_STATE, badges: 2, party, vars: { steps: 40, done: true } } })
    const values = ['ticks', 'game_seconds', 'ok', 'milestones', 'milestone.starter', 'milestone.end', 'events.badge', 'events.catch', 'badges', 'party[0].hp', 'vars.steps', 'steps', 'done', 'level', 'location', 'nothing']
    expect(values.map((name) => metricOf(one, name))).toEqual([12, 597 / 59.7275, 1, 1, 4, null, 2, 0, 2, 5, 40, 40, 1, 7, null, null])
    expect(metricNames([one])).toEqual(expect.arrayContaining(['ticks', 'milestone.end', 'events.badge', 'party[0].hp', 'vars.steps']))
    expect(metricOf(result(0, { final_state: null }), 'badges')).toBeNull()
  })

  it('should be grouped by arm and point of the grid, in the order of the plan', () => {
    const runs = [result(3, { arm: 'b' }), result(0), result(1, { params: { 'constants.steps': 2 } }), result(2)]
    const { groups, comparisons } = metricStats(runs, 'ticks', 1)
    expect(groups.map(({ arm, values }) => [arm, values])).toEqual([['a', [10, 12]], ['a (steps=2)', [11]], ['b', [13]]])
    expect(comparisons).toHaveLength(3)
    expect(groupOf(result(0))).toBe('a')
  })

  it('should be the usual ones that differ, where the plan names none', () => {
    expect(chosenMetrics([], [result(0), result(1)])).toEqual(['ticks', 'frames', 'badges'])
    expect(chosenMetrics(['money'], [result(0)])).toEqual(['money'])
  })
})

describe('report', () => {
  it('should show names and errors as text, never as HTML', () => {
    const evil = '<script>alert(1)</script>'
    const config = configOf({ arms: [{ name: evil, source: 'A' }], description: evil }, {})
    const record = {
      format: 'ptp-experiment' as const, version: 1 as const, id: 'x-1', name: 'x', stamp: '1', state: 'failed' as const, started_at: '2026-01-01T00:00:00Z', ended_at: null, seconds: 3, total: 2,
      random_seed: 1, message: evil, rom_sha256: '', versions: { workbench: '1', node: '24' }, config, scripts: { [evil]: { name: evil, text: evil } },
    }
    const html = reportOf(gather(record, [result(0, { arm: evil }), result(1, { arm: evil, ok: false, status: 'failed', error: evil })], true))
    expect(html).not.toContain('<script')
    expect(html).toContain('&lt;script&gt;')
    expect(html).toMatch(/failed: 2 of 2 runs/)
    expect(html).toMatch(/Failures/)
  })
})

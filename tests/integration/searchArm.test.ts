import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExperimentSummary, RunResult } from '../../src-preload/contract/index.ts'
import { configOf } from '../../src-main/experiment/index.ts'
import { makeHome, openWorkbench, ptp, ptpJson, removeHome } from '../support/engine.ts'

interface Shown extends ExperimentSummary {
  runs: RunResult[]
}

describe('an experiment with an arm that searches', { timeout: 400_000 }, () => {
  let home: string

  beforeAll(() => {
    home = makeHome()
  })

  afterAll(() => removeHome(home))

  const configFile = (name: string, plan: object): string => {
    const file = path.join(home, `${name}.yaml`)
    writeFileSync(file, JSON.stringify({ version: '3.0', experiment: { name, parallel_workers: 2 }, system: { random_seed: 4 }, limits: { max_ticks: 3000 }, plan }))
    return file
  }

  it('should play the ways that are found, the same ones when it is repeated, beside what other arms play', async () => {
    const file = configFile('found', { arms: ['random', { agent: 'search', search: { max_restores: 5000 } }], seeds: 2, stop_when: 'party_count >= 1' })
    const ran = await ptpJson<Shown>(home, 'experiment', 'run', '--config', file)
    expect(ran).toMatchObject({ state: 'completed', total: 4, done: 4, failed: 0 })
    const { runs } = await ptpJson<Shown>(home, 'experiment', 'show', ran.id)
    const found = runs.filter(({ arm }) => arm === 'search')
    expect(found.map(({ status, final_state }) => [status, final_state?.party.length])).toEqual([['completed', 1], ['completed', 1]])
    expect(found[0]?.final_state_hash).not.toBe(found[1]?.final_state_hash)
    expect((await ptpJson<{ ok: boolean }>(home, 'verify', found[0]?.run ?? '')).ok).toBe(true)

    const again = await ptpJson<Shown>(home, 'experiment', 'run', '--config', file, '--parallel-workers', '1')
    const repeated = (await ptpJson<Shown>(home, 'experiment', 'show', again.id)).runs
    expect(repeated.map(({ final_state_hash }) => final_state_hash)).toEqual(runs.map(({ final_state_hash }) => final_state_hash))
  })

  it('should go as far as the search came when its explorations are over', async () => {
    const file = configFile('cut', { arms: [{ agent: 'search', search: { goal: 'badges >= 1', max_restores: 640 } }], seeds: [3] })
    const ran = await ptpJson<Shown>(home, 'experiment', 'run', '--config', file)
    const [run] = (await ptpJson<Shown>(home, 'experiment', 'show', ran.id)).runs
    expect(run).toMatchObject({ ok: true, status: 'completed', final_state: { badges: 0 } })
    expect(run?.ticks).toBeGreaterThan(1)
  })

  it('should have no more runs explore at a time than there are workers', async () => {
    const workbench = openWorkbench(home)
    const { experiments, pools } = workbench
    let most = 0
    const stop = pools.listen({
      changed: () => {
        most = Math.max(most, pools.current.seats.filter(({ lease }) => lease?.owner.purpose === 'exploring').length)
      },
      event: () => undefined,
      logged: () => undefined,
    })
    const config = configOf({ arms: [{ agent: 'search', search: { goal: 'badges >= 1', max_restores: 2000 } }], seeds: 4 }, { experiment: { name: 'in-turn', parallel_workers: 1 }, limits: { max_ticks: 200 } })
    const { id } = await experiments.start(config)
    const { results } = await experiments.over(id)
    stop()
    expect(results.map(({ ok }) => ok)).toEqual([true, true, true, true])
    expect(most).toBe(1)
    await workbench.closed()
  })

  it('should say at once what is wrong with a goal, or that there is none', async () => {
    const none = await ptp(home, 'experiment', 'run', '--config', configFile('none', { arms: ['search'], seeds: [1] }))
    expect(none.code).toBe(2)
    expect(none.stderr).toMatch(/a search has no goal/)
    const wrong = await ptp(home, 'experiment', 'run', '--config', configFile('wrong', { arms: [{ agent: 'search', search: { goal: 'bagdes >= 1' } }], seeds: [1] }))
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toMatch(/bagdes/)
    const misplaced = await ptp(home, 'experiment', 'run', '--config', configFile('misplaced', { arms: [{ agent: 'random', search: { goal: 'badges >= 1' } }], seeds: [1] }))
    expect(misplaced.stderr).toMatch(/only the agent `search`/)
  })
})

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ScriptAgent } from '../../src-main/agent/index.ts'
import { configOf } from '../../src-main/experiment/index.ts'
import { RunReader } from '../../src-main/recorder/index.ts'
import type { Workbench } from '../../src-main/workbench.ts'
import { makeHome, openWorkbench, ptpJson, removeHome } from '../support/engine.ts'

const WALK = `
WAIT UNTIL mode == "title" MAX 120
START
WAIT UNTIL standing MAX 120
REPEAT 40 TIMES
  MOVE DOWN 2
  MOVE LEFT 2
  A
  MOVE UP 2
  MOVE RIGHT 2
END
`
const BACK = 'WAIT 30; SNAPSHOT "here"; WAIT 30; ROLLBACK "here"; WAIT 60'
/** What is recorded of every tick, but for the time of day. */
const TABLES = {
  inputs: 'branch, tick, frame, buttons, hold, frames, fingerprint, agent',
  action_history: 'branch, tick, action_id, action, decision_type, decision_context, result, line, instruction, game_state',
  states: 'branch, tick, kind, state',
  state_blocks: 'branch, block, ranges',
  navigation_events: 'branch, tick, event_type, event_id, to_location, direction, coordinates',
  events: 'branch, tick, seq, kind, frame, title, data',
  branches: 'branch, name, parent, fork_tick, head_tick, agent, fork_frame, head_frame',
  snapshots: 'id, branch, tick, frame, reason, state_hash, state_bytes, metadata',
}

describe('a run of an experiment', () => {
  let home: string
  let workbench: Workbench

  beforeAll(() => {
    home = makeHome()
    workbench = openWorkbench(home)
  })

  afterAll(async () => {
    await workbench.closed()
    removeHome(home)
  })

  const played = async (name: string, source: string) => {
    const config = configOf({ arms: [{ name, source }], seeds: [1, 2, 3] }, { experiment: { name, parallel_workers: 2 }, limits: { max_ticks: 400 }, system: { random_seed: 3 } })
    const { id } = await workbench.experiments.start(config)
    const { results } = await workbench.experiments.over(id)
    expect(results.map(({ ok, error }) => [ok, error])).toEqual([[true, null], [true, null], [true, null]])
    return { results, settings: config.settings }
  }
  const recorded = (dir: string): Record<string, unknown[]> => {
    const reader = new RunReader(dir)
    try {
      return Object.fromEntries(Object.entries(TABLES).map(([table, columns]) => [table, reader.query(`SELECT ${columns} FROM ${table} ORDER BY 1, 2, 3`)]))
    } finally {
      reader.close()
    }
  }

  it('should be recorded as fully as a run that is played by itself', async () => {
    const { results, settings } = await played('walk', WALK)
    const game = await workbench.loadGame('pocket-quest')
    const script = workbench.compileScript('walk.ptp', WALK, game)
    const run = await workbench.startRun({ game, script, agent: new ScriptAgent('walk.ptp', script.program), settings, runId: 'by-itself', seed: 1 })
    await run.resume()
    await run.until((status) => status !== 'running')
    const outcome = await run.close()

    for (const { run: id, final_state_hash, ticks } of results) {
      expect([final_state_hash, ticks]).toEqual([outcome.finalStateHash, outcome.tick])
      const [one, other] = [recorded(workbench.runDir(id)), recorded(workbench.runDir('by-itself'))]
      expect(one).toEqual(other)
      expect(one['inputs']).toHaveLength(ticks)
    }
  })

  it('should lie on the disk like any other, with nothing left beside it, and verify', async () => {
    const { results: [result] } = await played('whole', WALK)
    const dir = workbench.runDir(result?.run ?? '')
    expect(readdirSync(dir).filter((name) => !name.startsWith('game_data.db-')).sort()).toEqual(
      expect.arrayContaining(['config.yaml', 'exports', 'game_data.db', 'logs', 'metadata.json', 'recorder.lock', 'screenshots', 'snapshots']))
    expect(readdirSync(dir).filter((name) => name.endsWith('.tmp') || name.endsWith('-journal'))).toEqual([])
    expect(existsSync(path.join(dir, 'snapshots', 'anchors.pack'))).toBe(true)
    expect(JSON.parse(readFileSync(path.join(dir, 'metadata.json'), 'utf8'))).toMatchObject({ experiment_name: 'whole', seed: result?.seed })
    await using archive = await workbench.openArchive(dir)
    expect(archive.anchors.stats.anchors).toBeGreaterThan(2)
    expect((await ptpJson<{ ok: boolean }>(home, 'verify', result?.run ?? '')).ok).toBe(true)
  })

  it('should have the milestones of the line it ended on, also when it went back', async () => {
    const { results } = await played('back', BACK)
    const game = await workbench.loadGame('pocket-quest')
    for (const { run, milestones } of results) {
      const reader = new RunReader(workbench.runDir(run))
      expect(reader.branches()).toHaveLength(2)
      reader.close()
      expect(Object.keys(milestones)).toEqual(game.profile.milestones.map(({ id }) => id))
    }
  })
})

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CentralStatus } from '../../src-preload/contract/index.ts'
import { Central, type DeliveryReport } from '../../src-main/analytics/index.ts'
import { Desk } from '../../src-main/api/index.ts'
import { RunReader, runDirectoryOf } from '../../src-main/recorder/index.ts'
import { Workbench } from '../../src-main/workbench.ts'
import { longScript, playMany, playOnPool } from '../support/batchRuns.ts'
import { answerOf, ptp, ptpJson, startPtp, untilRecorded } from '../support/engine.ts'
import { freshDatabases, until } from '../support/freshDatabase.ts'
import { partitionBefore } from '../support/partition.ts'
import { syntheticRun } from '../support/syntheticRun.ts'

const SHORT = longScript(2)

const db = freshDatabases()

/** Has deliveries stop at their battles, in the middle of their transaction. @returns what lets them go on */
async function holdBattles(): Promise<() => Promise<void>> {
  const central = new Central({ home: db.home, address: db.url })
  await central.look()
  await central.close()
  return db.server.hold('LOCK TABLE ptp.aggregated_battles', db.name)
}

/** Waits until a delivery stands there. */
async function untilHeld(): Promise<void> {
  await until(async () => (await db.ask("SELECT 1 FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO%aggregated_battles%'", [db.name])).length > 0)
}

async function countOf(table: string, run: string): Promise<number> {
  const [row] = await db.ask<{ n: string }>(`SELECT count(*) AS n FROM ptp.${table} WHERE run_id = $1`, [run])
  return Number(row?.n)
}

/** Gives a workbench to the work, and closes it. */
async function withWorkbench<T>(centralDb: string | null, work: (workbench: Workbench, central: Central) => Promise<T>): Promise<T> {
  const workbench = new Workbench({ home: db.home, centralDb })
  try {
    const { central } = workbench
    if (!central) throw new Error('there is no central database')
    return await work(workbench, central)
  } finally {
    await workbench.closed()
  }
}

function query(run: string, sql: string): Record<string, unknown>[] {
  const reader = new RunReader(runDirectoryOf(db.home, run))
  try {
    return reader.query(sql)
  } finally {
    reader.close()
  }
}

describe('a delivered run', () => {
  it('should be in the central database as its own database has it', async () => {
    const { final } = await syntheticRun(db.home, { ticks: 9000, runId: 'walk', battleEvery: 60 })
    await withWorkbench(db.url, async (_, central) => {
      central.add(central.undelivered())
      expect(await central.deliver()).toMatchObject({ delivered: 1, waiting: 0, refused: [] })
    })
    const [run] = await db.runs()
    const [own] = query('walk', 'SELECT * FROM runs')
    expect(run).toMatchObject({
      run_id: 'walk', experiment_id: 'Synthetic walk', model_name: own?.['model_name'], rom_hash: own?.['rom_hash'], status: own?.['status'], duration_ticks: String(own?.['duration_ticks']),
      final_level: own?.['final_level'], badges_earned: final.badges, pokemon_caught: final.caught, seed: '7', game: 'POCKET QUEST', config_snapshot: { version: '3.0', script: 'walk.ptp' },
    })
    expect((run?.['started_at'] as Date).toISOString()).toBe(own?.['started_at'])
    const won = query('walk', "SELECT count(*) AS n FROM battles WHERE outcome = 'win'")[0]?.['n']
    expect(run?.['battles_won']).toBe(won)

    const decisions = await db.ask<Record<string, unknown>>('SELECT decision_id, tick::int, branch, decision_type, action, to_char("timestamp", \'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"\') AS at, context::text FROM ptp.aggregated_decisions ORDER BY branch, tick')
    const actions = query('walk', 'SELECT action_id, tick, branch, decision_type, action, timestamp AS at, decision_context FROM action_history ORDER BY branch, tick')
    expect(decisions.map(({ context, ...rest }) => ({ ...rest, context: context === null ? null : JSON.parse(String(context)) as unknown }))).toEqual(
      actions.map(({ action_id, decision_context, ...rest }) => ({ decision_id: action_id, ...rest, context: decision_context === null ? null : JSON.parse(String(decision_context)) as unknown })),
    )

    const battles = await db.ask<Record<string, unknown>>('SELECT battle_id, battle_type, pokemon_enemy, pokemon_enemy_level, outcome, turns_taken, items_used::text AS items, pokemon_died, moves_used FROM ptp.aggregated_battles ORDER BY start_tick')
    const fought = query('walk', 'SELECT battle_id, battle_type, enemy_species, enemy_level, outcome, turns_taken, used_items FROM battles ORDER BY start_tick')
    expect(battles.length).toBeGreaterThan(50)
    expect(battles.map(({ battle_id, battle_type, pokemon_enemy, pokemon_enemy_level, outcome, turns_taken, items }) => [battle_id, battle_type, pokemon_enemy, pokemon_enemy_level, outcome, turns_taken, items]))
      .toEqual(fought.map((row) => Object.values(row)))
    const turns = query('walk', 'SELECT battle_id, player_move, player_hp_after FROM battle_turns ORDER BY turn_number')
    for (const { battle_id, moves_used, pokemon_died } of battles) {
      const own = turns.filter((turn) => turn['battle_id'] === battle_id)
      expect(moves_used).toEqual([...new Set(own.map((turn) => turn['player_move']).filter((move) => move !== null))])
      expect(pokemon_died).toBe(own.some((turn) => turn['player_hp_after'] === 0))
    }
  })

  it('should be in the views', async () => {
    await syntheticRun(db.home, { ticks: 800, runId: 'one', battleEvery: 60 })
    await syntheticRun(db.home, { ticks: 900, runId: 'two', battleEvery: 60 })
    await withWorkbench(db.url, async (_, central) => {
      central.add(['one', 'two'])
      await central.deliver()
    })
    const [comparison] = await db.ask('SELECT * FROM ptp.model_comparison')
    expect(comparison).toMatchObject({ model_name: 'walk.ptp', runs: '2' })
    const battles = await db.ask<{ battles: string }>('SELECT sum(battles) AS battles FROM ptp.battle_analysis')
    const own = ['one', 'two'].map((run) => Number(query(run, 'SELECT count(*) AS n FROM battles')[0]?.['n']))
    expect(Number(battles[0]?.battles)).toBe(own.reduce((sum, n) => sum + n, 0))
    const hours = await db.ask<{ decisions: string }>('SELECT sum(decisions) AS decisions FROM ptp.cost_analysis')
    expect(Number(hours[0]?.decisions)).toBe(1700)
  })

  it('should be one run with its newest content, however often it is delivered', async () => {
    await withWorkbench(db.url, async (workbench, central) => {
      await playOnPool(workbench, 'again', SHORT)
      await central.deliver()
      const [first] = await db.runs()
      central.add(['again'])
      expect(await central.deliver()).toMatchObject({ delivered: 1 })
      expect(await db.runs()).toMatchObject([{ run_id: 'again', duration_ticks: first?.['duration_ticks'] }])

      const dir = runDirectoryOf(db.home, 'again')
      const game = await workbench.loadGame('pocket-quest')
      const run = await workbench.resumeRun(dir)
      await run.rollback(0, 5)
      const { program, source } = workbench.compileScript('on.ptp', 'WAIT 30\nA\nWAIT 200\n', game)
      const { ScriptAgent } = await import('../../src-main/agent/index.ts')
      await run.give(new ScriptAgent(source.name, program), true, source)
      await run.resume()
      await run.close(await run.until((status) => status !== 'running'))
      await central.deliver()
      const [longer] = await db.runs()
      expect(Number(longer?.['duration_ticks'])).toBeGreaterThan(Number(first?.['duration_ticks']))
      expect(longer?.['branches']).toBe(2)
      expect(await countOf('aggregated_decisions', 'again')).toBe(Number(longer?.['duration_ticks']))
    })
  })

  it('should come of experiments, of the command line and of the window alike', async () => {
    const report = await ptpJson<{ run_id: string; central: DeliveryReport }>(db.home, 'run', '--script', 'walk', '--max-ticks', '60', '--central-db', db.url)
    expect(report.central).toMatchObject({ delivered: 1, waiting: 0 })
    const experiment = await ptpJson<{ total: number; central: DeliveryReport }>(db.home, 'experiment', 'run', '--agent', 'random', '--seeds', '3', '--max-ticks', '40', '--experiment-name', 'three', '--central-db', db.url)
    expect(experiment.central).toMatchObject({ delivered: 3, waiting: 0 })
    const desk = new Desk(new Workbench({ home: db.home, centralDb: db.url }), 'browser')
    const heard: CentralStatus[] = []
    desk.listen((event, told) => {
      if (event === 'central.changed') heard.push(told as CentralStatus)
    })
    try {
      await desk.call('central.status', {})
      const [game] = await desk.call('games.list', {})
      const { run } = await desk.call('run.start', { game: game?.id ?? '', script: 'w', source: 'WAIT 120\n', speed: 0, seed: null })
      await desk.call('run.resume', { run }).catch(() => undefined)
      await desk.call('run.stop', { run })
      await until(async () => (await db.runs()).some(({ run_id }) => run_id === run))
      await until(() => heard.some(({ state, waiting, delivered }) => state === 'up' && waiting === 0 && delivered === 5))
    } finally {
      await desk.close()
    }
    const there = await db.runs()
    expect(there.filter(({ experiment_id }) => experiment_id === 'three')).toHaveLength(3)
    expect(there).toHaveLength(5)
  })
})

describe('the central schema', () => {
  it('should be made once when many engines come at the same moment', async () => {
    const centrals = Array.from({ length: 12 }, () => new Central({ home: db.home, address: db.url }))
    try {
      await Promise.all(
        centrals.map((central) =>
          until(async () => {
            const { state, reason } = await central.look()
            // So many threads at once may be slow on a busy machine; nothing else may be wrong.
            expect(['', 'no answer in time']).toContain(reason)
            return state === 'up'
          }),
        ),
      )
    } finally {
      await Promise.all(centrals.map((central) => central.close()))
    }
    expect(await db.ask('SELECT version FROM ptp.ptp_schema_versions')).toEqual([{ version: 1 }])
  })

  it('should lie where the address says', async () => {
    await withWorkbench(`${db.url}?search_path=lab_two`, async (workbench, central) => {
      await playOnPool(workbench, 'there', SHORT)
      expect(await central.deliver()).toMatchObject({ waiting: 0, reason: '' })
    })
    expect(await db.ask('SELECT run_id FROM lab_two.aggregated_runs')).toEqual([{ run_id: 'there' }])
  })

  it('should leave tables alone that are not its own, and those of a later workbench', async () => {
    await db.ask('CREATE SCHEMA ptp; CREATE TABLE ptp.aggregated_runs (mine text)')
    await syntheticRun(db.home, { ticks: 50, runId: 'kept' })
    await withWorkbench(db.url, async (_, central) => {
      central.add(['kept'])
      const report = await central.deliver()
      expect(report).toMatchObject({ delivered: 0, waiting: 1, refused: [] })
      expect(report.reason).toContain('aggregated_runs')
      expect(report.hint).toContain('search_path')
    })
    await db.ask('DROP TABLE ptp.aggregated_runs')
    await withWorkbench(db.url, async (_, central) => expect(await central.deliver()).toMatchObject({ delivered: 1, waiting: 0 }))
    await db.ask("INSERT INTO ptp.ptp_schema_versions VALUES (99, 'of tomorrow', '9.0.0')")
    await withWorkbench(db.url, async (_, central) => expect((await central.look()).reason).toContain('version 99'))
  })
})

describe('while the central database is away', () => {
  it('should play on when the server is killed, and deliver everything when it is back', async () => {
    await withWorkbench(db.url, async (workbench, central) => {
      central.watch()
      await until(() => central.status.state === 'up')
      const playing = playMany(workbench, 'crash', 6, longScript(12), 2)
      await until(() => central.status.delivered > 0)
      await db.server.kill()
      try {
        expect((await playing).map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'completed'))
        expect((await playMany(workbench, 'later', 2, SHORT, 2)).map(({ status }) => status)).toEqual(['completed', 'completed'])
        await until(() => central.status.state === 'away' && central.status.reason === 'connection refused')
        expect(central.status.waiting).toBeGreaterThanOrEqual(2)
        expect(central.status.next_try).not.toBeNull()
      } finally {
        await db.server.start()
      }
      await until(() => central.status.waiting === 0 && central.status.state === 'up')
      expect(central.status.delivered).toBe(8)
    })
    expect((await db.runs()).map(({ run_id }) => run_id)).toEqual([...Array.from({ length: 6 }, (_, i) => `crash-${i}`), 'later-0', 'later-1'])
  })

  it('should notice a partition in which nothing is refused, and heal without losing or doubling a run', async () => {
    const partition = await partitionBefore(db.server.port)
    try {
      await withWorkbench(db.server.url({ database: db.name, port: partition.port }), async (workbench, central) => {
        central.watch()
        await until(() => central.status.state === 'up')
        await playOnPool(workbench, 'before', SHORT)
        await until(() => central.status.delivered === 1)
        await syntheticRun(db.home, { ticks: 10_000, runId: 'long' })
        const letGo = await holdBattles()
        central.add(['long'])
        await untilHeld()
        partition.cut()
        await letGo()
        await playOnPool(workbench, 'during', SHORT)
        await until(() => central.status.state === 'away')
        expect(central.status.reason).toMatch(/no answer|cut/)
        expect(central.status.waiting).toBe(2)
        partition.heal()
        await until(() => central.status.waiting === 0)
        expect(central.status.state).toBe('up')
      })
    } finally {
      await partition.close()
    }
    expect((await db.runs()).map(({ run_id, duration_ticks }) => [run_id, run_id === 'long' ? duration_ticks : ''])).toEqual([['before', ''], ['during', ''], ['long', '10000']])
    expect(await countOf('aggregated_decisions', 'long')).toBe(10_000)
  })
})

describe('a delivery that was cut off', () => {
  it('should be done again from the start after kill -9, also by another process', async () => {
    await syntheticRun(db.home, { ticks: 10_000, runId: 'cut' })
    const letGo = await holdBattles()
    const child = await startPtp(db.home, ['central', 'push', 'cut', '--central-db', db.url])
    await untilHeld()
    child.kill('SIGKILL')
    await answerOf(child)
    await letGo()
    expect(await db.runs()).toEqual([])
    expect(await ptpJson(db.home, 'central', 'push', '--central-db', db.url)).toMatchObject({ delivered: 1, waiting: 0 })
    expect(await countOf('aggregated_decisions', 'cut')).toBe(10_000)
  })

  it('should find a run whose process was killed before it could end', async () => {
    const child = await startPtp(db.home, ['run', '--script', 'walk', '--speed', '1', '--id', 'killed', '--central-db', db.url])
    await untilRecorded(db.home, 'killed', 3, child)
    child.kill('SIGKILL')
    await answerOf(child)
    expect(await ptpJson(db.home, 'central', 'push', '--central-db', db.url)).toMatchObject({ delivered: 1, waiting: 0 })
    expect(await db.runs()).toMatchObject([{ run_id: 'killed', status: 'crashed', completed_at: null }])
  })
})

describe('a run that cannot be delivered', () => {
  it('should be refused with the reason, hold nobody up, and be taken once it is mended', async () => {
    for (const runId of ['damaged', 'incomplete', 'lost-turns', 'sound']) await syntheticRun(db.home, { ticks: 1500, runId, battleEvery: 60 })
    const database = path.join(runDirectoryOf(db.home, 'damaged'), 'game_data.db')
    const whole = readFileSync(database)
    writeFileSync(database, Buffer.concat([whole.subarray(0, 40_960), Buffer.alloc(40_960, 7), whole.subarray(81_920)]))
    const config = path.join(runDirectoryOf(db.home, 'incomplete'), 'config.yaml')
    rmSync(config)
    const { default: Database } = await import('better-sqlite3')
    const raw = new Database(path.join(runDirectoryOf(db.home, 'lost-turns'), 'game_data.db'))
    raw.exec('DELETE FROM battles')
    raw.close()
    const report = await ptpJson<DeliveryReport>(db.home, 'central', 'push', '--all', '--central-db', db.url)
    expect(report).toMatchObject({ delivered: 1, waiting: 0 })
    const reasons = Object.fromEntries(report.refused.map(({ run_id, reason }) => [run_id, reason]))
    expect(reasons['damaged']).toContain('game_data.db is damaged')
    expect(reasons['incomplete']).toContain('config.yaml is missing')
    expect(reasons['lost-turns']).toContain('turns of a battle there is not')
    expect((await db.runs()).map(({ run_id }) => run_id)).toEqual(['sound'])
    expect((await ptp(db.home, 'central', 'push', '--central-db', db.url)).stdout).toContain('3 runs cannot be delivered as they are')
    writeFileSync(config, 'version: "3.0"\n')
    expect(await ptpJson(db.home, 'central', 'push', '--central-db', db.url)).toMatchObject({ delivered: 1, refused: [{ run_id: 'damaged' }, { run_id: 'lost-turns' }] })
  })
})


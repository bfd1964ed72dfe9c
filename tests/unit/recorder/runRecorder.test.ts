import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { GameEvent, GameState } from '../../../src-preload/contract/index.ts'
import { RunReader, RunRecorder, isRunLocked } from '../../../src-main/recorder/index.ts'
import { syntheticMetadata } from '../../support/syntheticRun.ts'
import { SPRIG, TOWN, newHome, newRun, snapshotMeta, tick } from './support.ts'

function rows(recorder: RunRecorder, sql: string): Record<string, unknown>[] {
  const database = new Database(recorder.paths.database, { readonly: true })
  try {
    return database.prepare(sql).all() as Record<string, unknown>[]
  } finally {
    database.close()
  }
}

const event = (at: number, kind: GameEvent['kind'], title: string, data: GameEvent['data'] = {}): GameEvent => ({ kind, tick: at, title, data })

test('should lay out the run directory with its metadata and the exact config', () => {
  const recorder = newRun()
  recorder.close()
  expect(readdirSync(recorder.dir)).toEqual(expect.arrayContaining(['config.yaml', 'exports', 'game_data.db', 'logs', 'metadata.json', 'screenshots', 'snapshots']))
  const reader = new RunReader(recorder.dir)
  expect(reader.metadata).toEqual(syntheticMetadata('run_a'))
  reader.close()
})

test('should show rows to a reader beside it within 100 ms or so, without a flush', async () => {
  const recorder = newRun()
  recorder.tick(tick(1))
  await sleep(250)
  const reader = new RunReader(recorder.dir)
  expect(reader.actions({ line: 0 }).rows).toMatchObject([{ tick: 1, action: 'PRESS A', frame: 16, buttons: 1, result: 'Meadow Town (5, 5)' }])
  expect(reader.summary()).toMatchObject({ status: 'running', ticks: 1 })
  reader.close()
  recorder.close()
})

test('should fill battles and their turns from what happened', () => {
  const recorder = newRun()
  const enemy = { species: 'PIDGE', level: 3, hp: 12, maxHp: 12 }
  const fight = (hp: number, own: number, turn: number): GameState => ({
    ...TOWN, screen: 'battle', party: [{ ...SPRIG, hp: own }], battle: { kind: 'wild', turn, active: 0, enemy: { ...enemy, hp }, trainer: null },
  })
  recorder.tick(tick(1, { state: fight(12, 20, 0), events: [event(1, 'battle_start', 'wild PIDGE Lv 3')] }))
  recorder.tick(tick(2, { state: fight(7, 18, 1), previous: fight(12, 20, 0), events: [event(2, 'battle_turn', 'TACKLE', { player_move: 'TACKLE' }), event(2, 'item', 'used balm', { item: 'balm', change: -1, quantity: 1 })] }))
  recorder.tick(tick(3, { state: fight(0, 18, 2), previous: fight(7, 18, 1), events: [event(3, 'battle_turn', 'TACKLE', { player_move: 'TACKLE' })] }))
  recorder.tick(tick(4, { state: { ...TOWN, money: 130 }, previous: fight(0, 18, 2), events: [event(4, 'battle_end', 'won', { outcome: 'win' })] }))
  recorder.close()
  expect(rows(recorder, 'SELECT * FROM battles')).toMatchObject([
    { battle_type: 'wild', enemy_species: 'PIDGE', enemy_level: 3, outcome: 'win', turns_taken: 2, player_pokemon: 'SPRIG', used_items: '["balm"]', money_earned: 30, start_tick: 1, end_tick: 4 },
  ])
  expect(rows(recorder, 'SELECT * FROM battle_turns ORDER BY turn_number')).toMatchObject([
    { turn_number: 1, player_move: 'TACKLE', player_damage: 5, enemy_damage: 2, player_hp_after: 18, enemy_hp_after: 7 },
    { turn_number: 2, player_damage: 7, enemy_damage: 0, enemy_hp_after: 0 },
  ])
  expect(rows(recorder, "SELECT event_type, encountered_pokemon FROM navigation_events WHERE event_type = 'encounter'")).toEqual([{ event_type: 'encounter', encountered_pokemon: 'PIDGE' }])
  expect(rows(recorder, 'SELECT action, item, quantity FROM inventory_transactions')).toEqual([{ action: 'use', item: 'balm', quantity: 1 }])
})

test('should fill steps, places, party, badges and catches from what happened', () => {
  const recorder = newRun()
  const pidge = { ...SPRIG, species: 'PIDGE', nickname: 'PIDGE', level: 3 }
  const states: GameState[] = [TOWN, { ...TOWN, y: 4 }, { ...TOWN, y: 4, location: 'Route 1' }, { ...TOWN, location: 'Route 1', party: [SPRIG, pidge], caught: 1 }]
  states.push({ ...TOWN, party: [{ ...SPRIG, level: 6, hp: 0 }, pidge], badges: 1, badgeNames: ['Leaf Badge'] })
  const at = (i: number) => states[i] ?? TOWN
  recorder.tick(tick(1, { state: at(1), previous: at(0) }))
  recorder.tick(tick(2, { state: at(2), previous: at(1), events: [event(2, 'location_change', 'enters Route 1', { from: 'Meadow Town', to: 'Route 1' })] }))
  recorder.tick(tick(3, { state: at(3), previous: at(2), events: [event(3, 'catch', 'caught PIDGE Lv 3', { species: 'PIDGE', level: 3 }), event(3, 'item', '1 orb', { item: 'orb', change: 1, quantity: 6 })] }))
  recorder.tick(tick(4, { state: at(4), previous: at(3), events: [event(4, 'badge', 'wins the Leaf Badge', { badge: 'Leaf Badge' })] }))
  recorder.close()
  expect(rows(recorder, 'SELECT event_type, direction, from_location, map_name, coordinates FROM navigation_events ORDER BY tick')).toEqual([
    { event_type: 'move', direction: 'up', from_location: null, map_name: 'Meadow Town', coordinates: '{"x":5,"y":4}' },
    { event_type: 'location_change', direction: 'up', from_location: 'Meadow Town', map_name: 'Route 1', coordinates: '{"x":5,"y":4}' },
    { event_type: 'move', direction: 'down', from_location: null, map_name: 'Route 1', coordinates: '{"x":5,"y":5}' },
  ])
  expect(rows(recorder, 'SELECT species, level, current_hp, status, catch_location, slot FROM pokemon_party ORDER BY slot')).toEqual([
    { species: 'SPRIG', level: 6, current_hp: 0, status: 'fainted', catch_location: null, slot: 0 },
    { species: 'PIDGE', level: 3, current_hp: 20, status: 'alive', catch_location: 'Route 1', slot: 1 },
  ])
  expect(rows(recorder, 'SELECT objective_type, target, status FROM objectives ORDER BY tick')).toEqual([
    { objective_type: 'catch', target: 'PIDGE', status: 'completed' }, { objective_type: 'badge', target: 'Leaf Badge', status: 'completed' },
  ])
  expect(rows(recorder, 'SELECT action, item, source FROM inventory_transactions')).toEqual([{ action: 'add', item: 'orb', source: 'pickup' }])
  expect(rows(recorder, 'SELECT final_level, duration_ticks FROM runs')).toEqual([{ final_level: 6, duration_ticks: 4 }])
  const kept = rows(recorder, 'SELECT tick, game_state FROM action_history ORDER BY tick')
  expect(kept.map(({ game_state }) => game_state !== null)).toEqual([false, true, true, true])
})

test('should sample tick rate, frame rate, memory and latency each second', () => {
  const recorder = newRun()
  for (let i = 1; i <= 250; i++) recorder.tick(tick(i, { action: { title: 'PRESS A', type: 'MENU', line: null, instruction: null, latencyMs: 5, cost: 0.01 } }))
  recorder.close()
  const reader = new RunReader(recorder.dir)
  const rates = reader.metrics('tick_rate')
  expect(rates.map(({ value }) => Math.round(value))).toEqual([101, 100])
  expect(reader.metrics('latency')[0]).toMatchObject({ value: 5, unit: 'ms' })
  expect(new Set(reader.metrics().map(({ metric_type }) => metric_type))).toEqual(new Set(['tick_rate', 'frame_rate', 'memory', 'latency', 'latency_p95', 'cost']))
  reader.close()
})

test('should keep branches, snapshots, scripts, errors and the end of the run', () => {
  const recorder = newRun()
  recorder.script({ branch: 0, tick: 0, name: 'walk.ptp', text: 'MOVE UP 3\r\n# ünïcode', checksum: 'abc' })
  for (let i = 1; i <= 5; i++) recorder.tick(tick(i))
  recorder.snapshot(snapshotMeta(0, 3), 'snapshots/snap_0_3.ptpsnap', 25_000)
  const fork = recorder.branch({ name: 'try-2', parent: 0, forkTick: 3, forkFrame: 48, agent: 'keyboard' })
  expect(fork.branch).toBe(1)
  recorder.tick(tick(4, { branch: 1, frame: 64 }))
  recorder.error({ type: 'emulator-hung', message: 'no answer for 5 s', stack: null, context: { worker: 1 }, recovered: true, recoveryAction: 'resumed from snap_0_3' }, { branch: 1, tick: 4 })
  recorder.updateRun('failed', { errorMessage: 'EXPECT badges >= 1' })
  recorder.close()
  const reader = new RunReader(recorder.dir)
  expect(reader.branches()).toMatchObject([{ branch: 0, head_tick: 5, agent: 'walk.ptp' }, { branch: 1, name: 'try-2', parent: 0, fork_tick: 3, head_tick: 4 }])
  expect(reader.scripts()).toMatchObject([{ text: 'MOVE UP 3\r\n# ünïcode', checksum: 'abc' }])
  expect(reader.snapshots()).toMatchObject([{ id: 'snap_0_3', pinned: true, name: 'before the gym', file: 'snapshots/snap_0_3.ptpsnap', metadata: { location: 'Meadow Town' } }])
  expect(reader.errors()).toMatchObject([{ error_type: 'emulator-hung', recovered: true, recovery_action: 'resumed from snap_0_3', tick: 4 }])
  expect(reader.summary()).toMatchObject({ status: 'failed', ticks: 6, frames: 96, branches: 2, snapshots: 1 })
  expect(reader.resumePoint(0)).toMatchObject({ tick: 5, agent: { at: 5 } })
  expect(reader.resumePoint(1)).toMatchObject({ tick: 4 })
  reader.close()
})

test('should go on in a run that was opened again, with its open battle and known party', () => {
  const first = newRun()
  const fight: GameState = { ...TOWN, screen: 'battle', battle: { kind: 'gym', turn: 0, active: 0, enemy: { species: 'MOSSY', level: 9, hp: 30, maxHp: 30 }, trainer: 'FERN' } }
  first.tick(tick(1, { state: fight, events: [event(1, 'battle_start', 'FERN wants to fight')] }))
  first.updateRun('manual_stop')
  first.close()
  const second = RunRecorder.open(first.dir)
  second.tick(tick(2, { state: TOWN, previous: fight, events: [event(2, 'battle_end', 'won', { outcome: 'win' })] }))
  second.updateRun('completed')
  second.close()
  expect(rows(second, 'SELECT outcome, enemy_trainer, end_tick FROM battles')).toEqual([{ outcome: 'win', enemy_trainer: 'FERN', end_tick: 2 }])
  expect(rows(second, 'SELECT count(*) AS n FROM pokemon_party')).toEqual([{ n: 1 }])
  const reader = new RunReader(first.dir)
  expect(reader.stateAt(0, 1)).toEqual(fight)
  expect(reader.stateAt(0, 2)).toEqual(TOWN)
  expect(reader.summary().status).toBe('completed')
  reader.close()
})

test('should let only one recorder write a run', () => {
  const recorder = newRun()
  expect(isRunLocked(recorder.dir)).toBe(true)
  expect(() => RunRecorder.open(recorder.dir)).toThrow(expect.objectContaining({ code: 'busy' }))
  recorder.close()
  expect(isRunLocked(recorder.dir)).toBe(false)
  RunRecorder.open(recorder.dir).close()
})

test('should tell of a full disk, keep what waits and write it once there is room', () => {
  const errors: string[] = []
  const dir = path.join(newHome(), 'runs', 'full')
  const recorder = RunRecorder.create(dir, syntheticMetadata('full'), '', { maxDatabaseBytes: 4_000_000, onError: (error) => errors.push(error.code) })
  const other = new Database(recorder.paths.database)
  other.exec('CREATE TABLE filler (bytes BLOB)')
  other.prepare('INSERT INTO filler VALUES (zeroblob(3500000))').run()
  const action = { title: 'PRESS A', type: 'MENU', line: null, instruction: null, reasoning: 'x'.repeat(200) }
  let ticks = 0
  while (errors.length === 0 && ticks < 20_000) recorder.tick(tick(++ticks, { action }))
  expect(errors).toEqual(['disk-full'])
  expect(() => recorder.flush()).toThrow(expect.objectContaining({ code: 'disk-full', hint: expect.any(String) }))
  other.exec('DROP TABLE filler')
  other.close()
  recorder.flush()
  recorder.close()
  const reader = new RunReader(dir)
  expect(reader.summary().ticks).toBe(ticks)
  expect(reader.actions({ line: 0 }).total).toBe(ticks)
  reader.close()
})

test('should lose at most the last moments to kill -9, and open cleanly after it', async () => {
  const home = newHome()
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'endlessRun.ts'), home], { stdio: ['ignore', 'pipe', 'inherit'] })
  let last = 0
  let saidAt = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.trim().split('\n')) {
      const [tickNumber, at] = line.split(' ').map(Number)
      last = tickNumber ?? 0
      saidAt = at ?? 0
    }
  })
  const dir = path.join(home, 'runs', 'endless')
  while (last < 3000) await sleep(20)
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('close', resolve))
  const reader = new RunReader(dir)
  const point = reader.resumePoint()
  const [row] = reader.query('SELECT max(tick) AS tick, count(*) AS n FROM inputs')
  expect(row).toEqual({ tick: point.tick, n: point.tick })
  expect(reader.query('SELECT count(*) AS n FROM action_history')).toEqual([{ n: point.tick }])
  expect(point.agent).toEqual({ at: point.tick })
  // The child says every tick with the time; what the database has must not be much older than the last it said.
  const [kept] = reader.query('SELECT timestamp FROM action_history ORDER BY tick DESC LIMIT 1')
  expect(saidAt - Date.parse(String(kept?.['timestamp']))).toBeLessThan(400)
  expect(reader.summary().status).toBe('crashed')
  expect(reader.query('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  reader.close()
  expect(existsSync(path.join(dir, 'metadata.json'))).toBe(true)
  const recorder = RunRecorder.open(dir)
  recorder.tick(tick(point.tick + 1))
  recorder.close()
})

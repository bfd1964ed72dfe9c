import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { EMPTY_STATE } from '../../../src-preload/contract/index.ts'
import type { GameState, Member, SnapshotMeta } from '../../../src-preload/contract/index.ts'
import { RunRecorder } from '../../../src-main/recorder/index.ts'
import type { TickRecord } from '../../../src-main/recorder/index.ts'
import { syntheticMetadata } from '../../support/syntheticRun.ts'

const made: string[] = []
afterAll(() => {
  for (const dir of made) rmSync(dir, { recursive: true, force: true })
})

/** A new empty home that is removed after the file's tests. */
export function newHome(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'ptp-recorder-'))
  made.push(dir)
  return dir
}

export function newRun(runId = 'run_a', home = newHome()): RunRecorder {
  return RunRecorder.create(path.join(home, 'runs', runId), syntheticMetadata(runId), 'version: "3.0"\n')
}

export const SPRIG: Member = { species: 'SPRIG', nickname: 'SPRIG', level: 5, hp: 20, maxHp: 20, xp: 100, status: null, moves: [{ name: 'TACKLE', pp: 35 }] }

export const TOWN: GameState = { ...EMPTY_STATE, screen: 'overworld', location: 'Meadow Town', x: 5, y: 5, facing: 'up', party: [SPRIG], money: 100, vars: { steps: 0 } }

/** A tick in which nothing but what is given happened. */
export function tick(number: number, given: Partial<TickRecord> = {}): TickRecord {
  return {
    branch: 0, tick: number, frame: number * 16, input: { buttons: 1, hold: 4, frames: 16 }, fingerprint: number * 7, state: TOWN, previous: TOWN, events: [],
    action: { title: 'PRESS A', type: 'MENU', line: 1, instruction: 0 }, agentState: { at: number }, wallTime: Date.UTC(2026, 0, 1) + number * 10, ...given,
  }
}

export function snapshotMeta(branch: number, at: number): SnapshotMeta {
  return {
    format: 'ptp-snapshot', version: 1, id: `snap_${branch}_${at}`, run_id: 'run_a', branch, parent: null, tick: at, frame: at * 16, created_at: '2026-01-01T00:00:00.000Z',
    reason: 'named', name: 'before the gym', note: null, pinned: true, profile: 'pocket-quest', rom_sha256: 'ab', core: { name: 'c', version: '1', model: 'dmg', sound: false },
    state_format: 'x', state_bytes: 94000, state_sha256: 'cd', state_hash: '0123456789abcdef', metadata: { location: 'Meadow Town' }, agent: null, thumbnail: null,
  }
}

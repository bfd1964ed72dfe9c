import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { GameState } from '../../../src-preload/contract/index.ts'
import { RunReader, RunRecorder, type TickRecord } from '../../../src-main/recorder/index.ts'
import { writeWhole, writeWholeSync } from '../../../src-main/wholeFile.ts'
import { syntheticMetadata } from '../../support/syntheticRun.ts'
import { newHome, newRun, tick, TOWN } from './support.ts'

const TICKS = 500
const TABLES = ['inputs', 'action_history', 'states', 'state_blocks', 'navigation_events', 'events', 'battles', 'battle_turns', 'branches', 'resume_points']

/** A walk in which much happens: steps, a fight every hundred ticks, variables that come and go. */
function walk(): TickRecord[] {
  const enemy = { species: 'MOTH', level: 3, hp: 9, maxHp: 9 }
  let previous: GameState = TOWN
  return Array.from({ length: TICKS }, (_, i) => {
    const number = i + 1
    const isFight = number % 100 >= 90
    const vars: GameState['vars'] = number % 7 === 0 ? { steps: number } : number % 11 === 0 ? { lost: 'yes' } : { steps: number, mode: 'walk' }
    const state: GameState = { ...TOWN, x: number % 20, vars, battle: isFight ? { kind: 'wild', turn: number % 100, active: 0, trainer: null, enemy } : null }
    const kind = number % 100 === 90 ? ('battle_start' as const) : number % 100 === 0 ? ('battle_end' as const) : null
    const row = tick(number, { state, previous, events: kind === null ? [] : [{ kind, tick: number, title: kind, data: {} }] })
    previous = state
    return row
  })
}

function rowsOf(dir: string): Record<string, unknown[]> {
  const reader = new RunReader(dir)
  try {
    return Object.fromEntries(TABLES.map((table) => [table, reader.query(`SELECT * FROM ${table} ORDER BY 1, 2`).map((row) => ({ ...row, created_at: null, saved_at: null, run_id: null }))]))
  } finally {
    reader.close()
  }
}

describe('rows on their way to the disk', () => {
  it('should become the same rows, whether they are written tick by tick or all at once', () => {
    const [slow, quick] = [newRun('run_slow'), RunRecorder.create(path.join(newHome(), 'runs', 'run_quick'), syntheticMetadata('run_quick'), '', { rowsWait: 600_000 })]
    for (const row of walk()) {
      slow.tick(row)
      slow.flush()
      quick.tick(row)
    }
    expect(rowsOf(quick.dir)['inputs']).toEqual([])
    slow.close()
    quick.close()
    const rows = rowsOf(quick.dir)
    expect(rows).toEqual(rowsOf(slow.dir))
    expect(rows['inputs']).toHaveLength(TICKS)
    expect(rows['battles']).toHaveLength(TICKS / 100)
    expect(rows['battles']?.every((row) => (row as { end_tick: unknown }).end_tick !== null)).toBe(true)
  })

  it('should all be there again at the next write when one of them is refused', () => {
    const recorder = newRun()
    for (let number = 1; number <= 100; number++) recorder.tick(tick(number))
    recorder.flush()
    // The same ticks once more: the database refuses the first of them, and with it everything that came along.
    for (let number = 1; number <= 100; number++) recorder.tick(tick(number))
    recorder.metric('note', 1, 'x', { branch: 0, tick: 100 })
    expect(() => recorder.flush()).toThrow(/UNIQUE/)
    const reader = recorder.reader()
    expect(reader.metrics('note')).toEqual([])
    expect(reader.inputs(0, 1, 100).next().value).toHaveLength(100)
    expect(() => recorder.close()).toThrow(/UNIQUE/)
  })
})

describe('the reader of a recorder', () => {
  it('should see what is written, and leave the recorder open when it is closed', () => {
    const recorder = newRun()
    const reader = recorder.reader()
    recorder.tick(tick(1))
    expect(reader.branches()[0]?.head_tick).toBe(0)
    recorder.flush()
    expect(reader.branches()[0]?.head_tick).toBe(1)
    reader.close()
    recorder.tick(tick(2))
    recorder.flush()
    expect(recorder.reader().branches()[0]?.head_tick).toBe(2)
    recorder.close()
  })

  it('should tell the last tick while it waits to be written', () => {
    const recorder = newRun()
    expect(recorder.waiting(0)).toBeNull()
    recorder.tick(tick(1))
    expect(recorder.waiting(0)).toMatchObject({ tick: 1, agentState: { at: 1 } })
    recorder.flush()
    expect(recorder.waiting(0)).toBeNull()
    recorder.close()
  })
})

describe('files of a run', () => {
  it('should be whole, and leave nothing beside them', async () => {
    const home = newHome()
    const file = path.join(home, 'report.md')
    writeWholeSync(file, 'one')
    await writeWhole(file, 'two')
    expect(readFileSync(file, 'utf8')).toBe('two')
    await expect(writeWhole(path.join(home, 'missing', 'report.md'), 'three')).rejects.toMatchObject({ code: 'ENOENT' })
    expect(readdirSync(home)).toEqual(['report.md'])
  })
})

import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { RunReader, exportCsv, exportJson } from '../../../src-main/recorder/index.ts'
import type { ExportProgress } from '../../../src-main/recorder/index.ts'
import { csvEncoder } from '../../../src-main/recorder/export/csv.ts'
import { syntheticRun, syntheticTicks } from '../../support/syntheticRun.ts'
import { TOWN, newHome, newRun, tick } from './support.ts'

/** Reads RFC 4180 by the letter: null for an empty cell, '' for `""`. */
function parseCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = []
  let row: (string | null)[] = []
  const cell = /"((?:[^"]|"")*)"|([^",\r\n]*)/y
  for (let at = 0; at < text.length; ) {
    cell.lastIndex = at
    const match = cell.exec(text)
    if (match === null) throw new Error(`no cell at ${at}`)
    row.push(match[1] !== undefined ? match[1].replaceAll('""', '"') : match[2] === '' ? null : (match[2] ?? null))
    at = cell.lastIndex
    if (text.startsWith(',', at)) at += 1
    else if (text.startsWith('\r\n', at)) {
      at += 2
      rows.push(row)
      row = []
    } else throw new Error(`a line ends badly at ${at}: ${JSON.stringify(text.slice(at, at + 10))}`)
  }
  return rows
}

function table(file: string): Record<string, string | null>[] {
  const [header, ...rows] = parseCsv(readFileSync(file, 'utf8'))
  return rows.map((row) => Object.fromEntries((header ?? []).map((name, i) => [name, row[i] ?? null])))
}

test('should read back any cells as they were written', () => {
  const { row } = csvEncoder(false)
  const cell = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', ' ', '"', '""', ',', '\r\n', '\n', 'a"b,c\r\nd', '=1+1', null), fc.integer())
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { maxLength: 8 }), (rows) => {
      expect(parseCsv(rows.map(row).join(''))).toEqual(rows.map((cells) => cells.map((value) => (typeof value === 'number' ? String(value) : value))))
    }),
  )
})

test('should keep spreadsheets from running texts as formulas when asked', () => {
  const { row } = csvEncoder(true)
  expect(row(['=HYPERLINK("x")', '-1', -1, '@a', 'plain'])).toBe(`"'=HYPERLINK(""x"")",'-1,-1,'@a,plain\r\n`)
})

test('should export nasty values of a run unharmed', async () => {
  const recorder = newRun()
  const nasty = 'says "no",\r\nthen =1+1 · ü 💥'
  recorder.tick(tick(1, {
    state: { ...TOWN, dialog: nasty, location: nasty, inventory: [{ item: 'Super Orb!', quantity: 3 }] }, events: [{ kind: 'dialog', tick: 1, title: nasty, data: { "it's": nasty } }],
    action: { title: nasty, type: 'MENU', line: null, instruction: null, reasoning: nasty },
  }))
  recorder.close()
  const { files, dictionary } = await exportCsv(recorder.dir, { tables: ['actions', 'states', 'events'] })
  expect(files.map(({ file }) => path.relative(recorder.dir, file))).toEqual(['exports/actions.csv', 'exports/states.csv', 'exports/events.csv'])
  expect(table(files[0]?.file ?? '')).toMatchObject([{ action: nasty, reasoning: nasty, buttons: 'A', line: null }])
  expect(table(files[1]?.file ?? '')).toMatchObject([{ dialog: nasty, location: nasty, item_super_orb_: '3', party_0_species: 'SPRIG', party_0_move_0: 'TACKLE', party_0_move_0_pp: '35' }])
  expect(table(files[2]?.file ?? '')).toMatchObject([{ kind: 'dialog', title: nasty, "data_it's": nasty }])
  const described = table(dictionary).map((row) => `${row['table']}.${row['column']}`)
  for (const { table: name, file } of files) {
    const [header] = parseCsv(readFileSync(file, 'utf8'))
    expect(header?.filter((column) => !described.includes(`${name}.${column}`))).toEqual([])
  }
})

describe('a run of 20,000 ticks', () => {
  const TICKS = 20_000
  let dir = ''
  beforeAll(async () => {
    dir = (await syntheticRun(newHome(), { ticks: TICKS })).dir
  }, 60_000)

  test('should have a row of actions and one of states for every tick, with its values', async () => {
    const progress: ExportProgress[] = []
    const { files } = await exportCsv(dir, { tables: ['actions', 'states', 'battles', 'events', 'metrics'], onProgress: (at) => progress.push(at) })
    expect(files.map(({ rows }) => rows).slice(0, 3)).toEqual([TICKS, TICKS, 100])
    const states = table(files[1]?.file ?? '')
    const actions = table(files[0]?.file ?? '')
    for (const row of syntheticTicks({ ticks: TICKS })) {
      if (row.tick % 997 !== 0) continue
      expect(states[row.tick - 1]).toMatchObject({
        tick: String(row.tick), frame: String(row.frame), x: String(row.state.x), money: String(row.state.money), party_size: String(row.state.party.length), var_steps: String(row.state.vars['steps']),
        party_0_hp: String(row.state.party[0]?.hp), enemy_hp: row.state.battle === null ? null : String(row.state.battle.enemy.hp),
      })
      expect(actions[row.tick - 1]).toMatchObject({ tick: String(row.tick), action: row.action.title, type: row.action.type, line: String(row.action.line) })
    }
    expect(progress.at(-1)?.table).toBe('metrics')
  })

  test('should export part of the ticks, and as JSON lines', async () => {
    const outDir = newHome()
    const { files } = await exportJson(dir, { tables: ['states', 'events'], outDir, line: 0, from: 101, to: 200 })
    const lines = readFileSync(files[0]?.file ?? '', 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.length).toBe(100)
    const reader = new RunReader(dir)
    expect(lines[56]).toMatchObject({ tick: 157, x: reader.stateAt(0, 157).x, location: reader.stateAt(0, 157).location, party_0_species: 'SPRIG' })
    reader.close()
  })

  test('should leave no half file behind when it is cancelled', async () => {
    const outDir = newHome()
    const stop = new AbortController()
    const cancelled = exportCsv(dir, { tables: ['actions'], outDir, signal: stop.signal, onProgress: () => stop.abort() })
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' })
    expect(readdirSync(outDir)).toEqual([])
  })
})

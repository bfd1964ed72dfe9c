import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import type { PtpError } from '../../../src-preload/contract/index.ts'
import { Library, RunReader, RunRecorder } from '../../../src-main/recorder/index.ts'
import { syntheticMetadata } from '../../support/syntheticRun.ts'
import { newHome, tick } from './support.ts'

const CONFIG = 'version: "3.0"\n'
const LONG = 3_600_000

function held(rowsWait = LONG, id = 'run_a', home = newHome(), onError: (error: PtpError) => void = () => undefined): RunRecorder {
  return RunRecorder.create(path.join(home, 'runs', id), syntheticMetadata(id), CONFIG, { held: true, rowsWait, onError })
}

/** every table of a database but those of measures, without what depends on the time */
function contents(file: string): Record<string, unknown[]> {
  const database = new Database(file, { readonly: true })
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'performance%' ORDER BY name").pluck().all().map(String)
    return Object.fromEntries(tables.map((table) => [table, (database.prepare(`SELECT * FROM ${table}`).all() as Record<string, unknown>[]).map(timeless)]))
  } finally {
    database.close()
  }
}

function timeless(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !/(_at|timestamp)$/.test(name)))
}

test('should write a short run once, at its end, with the same rows as ever', async () => {
  const short = held()
  const usual = RunRecorder.create(path.join(newHome(), 'runs', 'run_a'), syntheticMetadata('run_a'), CONFIG)
  for (const recorder of [short, usual]) {
    for (let n = 1; n <= 700; n++) recorder.tick(tick(n))
    recorder.updateRun('completed')
  }
  expect(existsSync(short.paths.database)).toBe(false)
  short.close()
  usual.close()
  await short.sync()
  expect(contents(short.paths.database)).toEqual(contents(usual.paths.database))
  expect(readdirSync(short.dir).sort()).toEqual(readdirSync(usual.dir).sort())
  const reader = new RunReader(short.dir)
  expect(reader.summary()).toMatchObject({ status: 'completed', ticks: 700 })
  reader.close()
})

test('should go on in the file once rows have waited long enough', async () => {
  const recorder = held(50)
  const reader = recorder.reader()
  recorder.tick(tick(1))
  await vi.waitFor(() => { expect(existsSync(recorder.paths.database)).toBe(true) }, { timeout: 20_000 })
  recorder.tick(tick(2))
  recorder.flush()
  expect(reader.actions({ line: 0 }).rows).toHaveLength(2)
  recorder.tick(tick(3))
  recorder.close()
  const after = new RunReader(recorder.dir)
  expect(after.actions({ line: 0 }).rows.map((row) => row.tick)).toEqual([1, 2, 3])
  after.close()
})

test('should be written for whoever asks for it in this process', () => {
  const recorder = held()
  recorder.tick(tick(1))
  recorder.flush()
  const reader = new RunReader(recorder.dir)
  expect(reader.summary()).toMatchObject({ status: 'running', ticks: 1 })
  reader.close()
  recorder.close()
})

test('should tell other processes that the run has just begun, and not call it broken', () => {
  const home = newHome()
  const recorder = held(LONG, 'run_b', home)
  const asked = `
    const { Library, RunReader } = await import(${JSON.stringify(new URL('../../../src-main/recorder/index.ts', import.meta.url).href)})
    const library = Library.open(${JSON.stringify(home)})
    let said = ''
    try { new RunReader(${JSON.stringify(recorder.dir)}) } catch (error) { said = error.code }
    console.log(JSON.stringify({ said, runs: library.list().total, broken: library.brokenRuns().length }))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', asked], { encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({ said: 'busy', runs: 0, broken: 0 })
  recorder.close()
  const library = Library.open(home)
  expect(library.list().total).toBe(1)
  library.close()
})

test('should keep what is recorded when the file cannot be written, and write it when it can', async () => {
  const failures: PtpError[] = []
  const recorder = held(50, 'run_a', newHome(), (error) => failures.push(error))
  mkdirSync(path.join(recorder.paths.database, 'in the way'), { recursive: true })
  recorder.tick(tick(1))
  await vi.waitFor(() => { expect(failures).toMatchObject([{ code: 'storage', message: expect.stringContaining('game_data.db') as string }]) }, { timeout: 20_000 })
  recorder.tick(tick(2))
  rmSync(recorder.paths.database, { recursive: true })
  recorder.close()
  const reader = new RunReader(recorder.dir)
  expect(reader.actions({ line: 0 }).rows.map((row) => row.tick)).toEqual([1, 2])
  reader.close()
  expect(readdirSync(recorder.dir).filter((name) => name.endsWith('.tmp'))).toEqual([])
})

test('should say what to do about a run that was left before its rows were written', () => {
  const recorder = held()
  recorder.close()
  rmSync(recorder.paths.database)
  expect(() => new RunReader(recorder.dir)).toThrow(expect.objectContaining({ code: 'bad-run', hint: expect.stringContaining('plays it anew') as string }) as Error)
})

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { refuseUnfinished, runPaths } from '../../../src-main/recorder/index.ts'
import { newRun } from './support.ts'

const REFUSAL = expect.objectContaining({ code: 'bad-run', message: expect.stringContaining('nothing of it was played'), hint: expect.stringContaining('start the run again') }) as Error

function closedRun(): string {
  const recorder = newRun()
  recorder.close()
  return recorder.dir
}

test('should refuse a run without its description', () => {
  const dir = closedRun()
  rmSync(runPaths(dir).metadata)
  expect(() => refuseUnfinished(dir)).toThrow(REFUSAL)
})

test('should refuse a run without a database', () => {
  const dir = closedRun()
  rmSync(runPaths(dir).database)
  expect(() => refuseUnfinished(dir)).toThrow(REFUSAL)
})

test('should refuse a run whose database has no tables yet, or no rows', () => {
  const dir = closedRun()
  const { database: file } = runPaths(dir)
  const database = new Database(file)
  database.exec('DELETE FROM branches')
  database.close()
  expect(() => refuseUnfinished(dir)).toThrow(REFUSAL)
  rmSync(file)
  new Database(file).close()
  writeFileSync(file, 'SQLite for')
  expect(() => refuseUnfinished(dir)).toThrow(REFUSAL)
})

test('should let a run pass that was made, that is being made, or that has states to go on from', () => {
  const dir = closedRun()
  expect(() => refuseUnfinished(dir)).not.toThrow()
  rmSync(runPaths(dir).database)
  mkdirSync(runPaths(dir).snapshots, { recursive: true })
  writeFileSync(path.join(runPaths(dir).snapshots, 'snap_0_0.ptpsnap'), 'x')
  expect(() => refuseUnfinished(dir)).not.toThrow()
  const live = newRun()
  expect(() => refuseUnfinished(live.dir)).not.toThrow()
  live.close()
})

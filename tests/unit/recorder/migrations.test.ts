import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { MIGRATIONS, migrate, migrationPath, type Migration } from '../../../src-main/recorder/migrations.ts'
import { SCHEMA_VERSION } from '../../../src-main/recorder/schema.ts'
import { newRun, tick } from './support.ts'

/** What two later versions might change. */
const LATER: readonly Migration[] = [
  { from: '2.2', to: '3.0', about: 'marks', up: (database) => database.exec('CREATE TABLE marks (tick INTEGER PRIMARY KEY, text TEXT NOT NULL)') },
  { from: '2.1', to: '2.2', about: 'moods', up: (database) => database.exec("ALTER TABLE events ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'") },
]

function recorded(): { file: string; database: Database.Database } {
  const recorder = newRun()
  for (let i = 1; i <= 50; i++) recorder.tick(tick(i, { events: [{ kind: 'dialog', tick: i, title: 'hello', data: {} }] }))
  recorder.close()
  const file = path.join(recorder.dir, 'game_data.db')
  return { file, database: new Database(file) }
}

function versions(database: Database.Database): unknown[] {
  return database.prepare('SELECT version FROM _schema_version ORDER BY created_at').pluck().all()
}

test('should find the steps from a version to a later one, and none where there is no way', () => {
  expect(migrationPath('2.1', '3.0', LATER)?.map(({ to }) => to)).toEqual(['2.2', '3.0'])
  expect(migrationPath('2.1', '2.1', LATER)).toEqual([])
  expect(migrationPath('1.0', '3.0', LATER)).toBeNull()
  expect(migrationPath('2.1', '9.9', [...LATER, { from: '3.0', to: '2.1', about: 'a circle', up: () => undefined }])).toBeNull()
})

test('should bring the database of a recorded run to a later version, step by step, with all its rows', () => {
  const { file, database } = recorded()
  migrate(file, database, '2.1', '3.0', LATER)
  expect(versions(database)).toEqual(['2.1', '2.2', '3.0'])
  expect(database.prepare('SELECT DISTINCT mood FROM events').pluck().all()).toEqual(['calm'])
  expect(database.prepare('SELECT count(*) FROM inputs').pluck().get()).toBe(50)
  expect(database.prepare('SELECT count(*) FROM marks').pluck().get()).toBe(0)
  database.close()
})

test('should leave the database as it was when one of the steps fails', () => {
  const { file, database } = recorded()
  const broken: Migration[] = [...LATER.slice(1), { from: '2.2', to: '3.0', about: 'fails', up: (each) => each.exec('DROP TABLE not_there') }]
  expect(() => migrate(file, database, '2.1', '3.0', broken)).toThrow('not_there')
  expect(versions(database)).toEqual(['2.1'])
  expect(() => database.prepare('SELECT mood FROM events')).toThrow('mood')
  database.close()
})

test('should say so when there is no way', () => {
  const { file, database } = recorded()
  expect(() => migrate(file, database, '1.0', '3.0', LATER)).toThrow(expect.objectContaining({ code: 'bad-run', hint: expect.any(String) }))
  database.close()
})

test('should lead to the present version, and from each version by one way only', () => {
  expect(new Set(MIGRATIONS.map(({ from }) => from)).size).toBe(MIGRATIONS.length)
  for (const { from } of MIGRATIONS) expect(migrationPath(from, SCHEMA_VERSION)).not.toBeNull()
})

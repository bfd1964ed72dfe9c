import type { Database } from 'better-sqlite3'
import { PtpError } from '../../src-preload/contract/index.ts'

/** A step from one version of the schema to the next. */
export interface Migration {
  from: string
  to: string
  /** for people: what it changes */
  about: string
  /** Changes tables and rows. It runs in one transaction with all other steps, and may not end it. */
  up(database: Database): void
}

/**
 * Every step there is, in no order. Whoever changes the schema adds one here, from the version before. 2.1 is the first version
 * that recorded runs, so there is none to it: what older layouts lack (inputs, branches) cannot be made up.
 */
export const MIGRATIONS: readonly Migration[] = []

/** @returns the steps from one version to another, null when there is no way */
export function migrationPath(from: string, to: string, migrations: readonly Migration[] = MIGRATIONS): Migration[] | null {
  const steps: Migration[] = []
  for (let at = from; at !== to;) {
    const step = migrations.find((each) => each.from === at)
    if (!step || steps.includes(step)) return null
    steps.push(step)
    at = step.to
  }
  return steps
}

/**
 * Brings a database from the version it has to another, all steps or none; `_schema_version` keeps each of them.
 * @throws PtpError `bad-run` when there is no way; what a step throws, after everything was undone
 */
export function migrate(file: string, database: Database, from: string, to: string, migrations: readonly Migration[] = MIGRATIONS): void {
  const steps = migrationPath(from, to, migrations)
  if (steps === null) {
    throw new PtpError('bad-run', `${file} has the old schema ${from}; ${to} is needed, and there is no way from one to the other`, {
      hint: 'Export it with the version of the workbench that wrote it.',
      details: { file, found: from, needed: to },
    })
  }
  const note = database.prepare('INSERT INTO _schema_version (version, created_at) VALUES (?, ?)')
  database.transaction(() => {
    // In the order of the steps, also where the clock was set back.
    const last = Date.parse(String(database.prepare('SELECT max(created_at) FROM _schema_version').pluck().get()))
    steps.forEach((step, i) => {
      step.up(database)
      note.run(step.to, new Date(Math.max(Date.now(), last) + 1 + i).toISOString())
    })
  })()
}

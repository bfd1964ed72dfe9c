import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'

/** Goes up when summaries say more than before: what an older workbench has put into the index is read anew then. */
const INDEX_VERSION = 1

/** Opens the index of a home's runs, which is made if need be. @throws what SQLite throws for a damaged one */
export function openIndex(file: string): Database.Database {
  if (!existsSync(file)) makeIndex(file)
  return prepared(new Database(file, { timeout: 5000 }))
}

/** @returns the same, closed when it cannot be an index */
function prepared(database: Database.Database): Database.Database {
  try {
    database.pragma('journal_mode = WAL')
    database.exec('CREATE TABLE IF NOT EXISTS runs (run_id TEXT PRIMARY KEY, stamp TEXT NOT NULL, summary TEXT NOT NULL, annotation TEXT NOT NULL)')
    database.prepare('SELECT run_id, stamp, summary, annotation FROM runs LIMIT 1').get()
    forgetOlder(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * Makes an empty index elsewhere and puts it into its place, unless another process has put one there meanwhile. Two that turned
 * one and the same new file into one with a write-ahead log would not wait for each other: SQLite refuses one of them at once.
 */
function makeIndex(file: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`
  try {
    prepared(new Database(draft)).close()
    linkSync(draft, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && ['EEXIST', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP'].includes(String(error.code)))) throw error
  } finally {
    for (const name of [draft, `${draft}-wal`, `${draft}-shm`]) rmSync(name, { force: true })
  }
}

function forgetOlder(database: Database.Database): void {
  const version = (): unknown => database.pragma('user_version', { simple: true })
  if (version() === INDEX_VERSION) return
  database
    .transaction(() => {
      // Another process may have been faster.
      if (version() === INDEX_VERSION) return
      database.exec('DELETE FROM runs')
      database.pragma(`user_version = ${INDEX_VERSION}`)
    })
    .immediate()
}

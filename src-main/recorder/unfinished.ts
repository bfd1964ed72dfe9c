import { existsSync, readdirSync } from 'node:fs'
import Database from 'better-sqlite3'
import { PtpError } from '../../src-preload/contract/index.ts'
import { isRunLocked } from './lock.ts'
import { readMetadata, runPaths } from './runDirectory.ts'

/**
 * Refuses a run whose process ended while it was being made: nothing of it was played, and what it was to play is not known.
 * @throws PtpError `bad-run` that says how to go on
 */
export function refuseUnfinished(dir: string): void {
  const { metadata, database, snapshots } = runPaths(dir)
  const hasStates = existsSync(snapshots) && readdirSync(snapshots).length > 0
  if (hasStates || !existsSync(dir) || isRunLocked(dir)) return
  if (existsSync(metadata) && existsSync(database) && hasBranches(database)) return
  const script = existsSync(metadata) ? readMetadata(dir).script : null
  throw new PtpError('bad-run', `${dir} was left while the run was being made: nothing of it was played`, {
    hint: `Remove the directory and start the run again${script === null ? '' : ` with the script ${script.name}`}.`,
    details: { dir },
  })
}

/** A database that is no database at all is for others to judge. */
function hasBranches(file: string): boolean {
  const database = new Database(file, { timeout: 5000 })
  try {
    return Number(database.prepare('SELECT count(*) FROM branches').pluck().get()) > 0
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
    return error.code !== 'SQLITE_ERROR'
  } finally {
    database.close()
  }
}

import { existsSync, readdirSync, statSync } from 'node:fs'
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

/** A larger database than one of empty tables may hold something, however damaged it is. */
const EMPTY_BYTES = 512 * 1024

function hasBranches(file: string): boolean {
  const database = new Database(file, { timeout: 5000 })
  try {
    return Number(database.prepare('SELECT count(*) FROM branches').pluck().get()) > 0
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
    // Of one that holds something, what is wrong with it is for others to say.
    return error.code !== 'SQLITE_ERROR' && !(/CORRUPT|NOTADB|IOERR/.test(error.code) && statSync(file).size <= EMPTY_BYTES)
  } finally {
    database.close()
  }
}

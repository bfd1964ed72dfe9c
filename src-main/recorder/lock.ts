import { existsSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { PtpError } from '../../src-preload/contract/index.ts'

/**
 * Only one recorder may write a run. The lock is SQLite's own on an empty file beside the database:
 * the system takes it back when the process dies, however it dies, so no stale lock is ever left.
 */
export interface RunLock {
  release(): void
}

/** Takes the run's lock. Throws `busy` while another recorder, of this process or any other, has it. */
export function lockRun(dir: string): RunLock {
  const database = new Database(lockFile(dir), { timeout: 500 })
  try {
    // Nothing is ever written, so the journal that SQLite would make beside it for that is one file too many.
    database.pragma('journal_mode = MEMORY')
    database.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    if (!isBusy(cause)) throw cause
    throw new PtpError('busy', `The run in ${dir} is being recorded by another process`, {
      hint: 'Stop that one first, or wait until it ends.', cause,
    })
  }
  return {
    release: () => {
      if (database.open) database.close()
    },
  }
}

/** @returns whether a recorder is writing this run now */
export function isRunLocked(dir: string): boolean {
  if (!existsSync(lockFile(dir))) return false
  const database = new Database(lockFile(dir), { readonly: true, timeout: 0 })
  try {
    database.prepare('SELECT count(*) FROM sqlite_master').get()
    return false
  } catch (error) {
    if (isBusy(error)) return true
    throw error
  } finally {
    database.close()
  }
}

function lockFile(dir: string): string {
  return path.join(dir, 'recorder.lock')
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
}

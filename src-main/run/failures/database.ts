import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { isRunLocked, refuseUnfinished, runPaths, RunReader } from '../../recorder/index.ts'
import { cutBack } from './cutBack.ts'
import { isDamage, salvage } from './salvage.ts'

export interface DatabaseRecovery {
  /**
   * `false_alarm`: nothing was wrong; `repaired`: everything is there again; `restored_from_snapshot`: whole up to a tick, from which
   * the run goes on; `restored_from_backup`: as it was when the backup was made; `failed`: nothing could be saved
   */
  status: 'false_alarm' | 'repaired' | 'restored_from_snapshot' | 'restored_from_backup' | 'failed'
  /** what SQLite found wrong */
  problems: string[]
  /** ticks that have to be played again */
  lostTicks: number
  /** where the damaged database is kept, null when there was nothing wrong with it */
  kept: string | null
}

/** @returns what is wrong with a database, empty when nothing is */
export function integrityProblems(file: string): string[] {
  let database: Database.Database | null = null
  try {
    database = new Database(file, { readonly: true, fileMustExist: true })
    const rows = database.pragma('integrity_check(20)') as { integrity_check: string }[]
    return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok')
  } catch (error) {
    if (!isDamage(error)) throw error
    return [error instanceof Error ? error.message : String(error)]
  } finally {
    database?.close()
  }
}

/**
 * Mends the database of a run that nobody records: integrity check; repair by bringing over what can be read; cut back to where it
 * is whole, so that the run goes on from its last snapshot before; the backup; and when nothing helps the run is marked as failed.
 * @throws PtpError `busy` while the run is live
 */
export function recoverDatabase(dir: string): DatabaseRecovery {
  if (isRunLocked(dir)) throw new PtpError('busy', `the run in ${dir} is being played`, { hint: 'stop it first' })
  const { database: file } = runPaths(dir)
  const problems = existsSync(file) ? integrityProblems(file) : ['the file is missing']
  if (problems.length === 0) return { status: 'false_alarm', problems, lostTicks: 0, kept: null }
  const draft = `${file}.mended`
  removeDatabase(draft)
  const mended = tryRepair(file, draft)
  if (mended) return { ...mended, problems, kept: putInPlace(draft, file) }
  removeDatabase(draft)
  const backup = backupOf(dir)
  if (existsSync(backup) && integrityProblems(backup).length === 0) {
    copyFileSync(backup, draft)
    return { status: 'restored_from_backup', lostTicks: 0, problems, kept: putInPlace(draft, file) }
  }
  writeFileSync(path.join(dir, 'failed.json'), `${JSON.stringify({ reason: 'database_corruption', at: new Date().toISOString(), problems }, null, 2)}\n`)
  return { status: 'failed', problems, lostTicks: 0, kept: file }
}

function tryRepair(file: string, draft: string): Pick<DatabaseRecovery, 'status' | 'lostTicks'> | null {
  try {
    const found = salvage(file, draft)
    const { ticks, branches } = cutBack(draft, found.lost)
    if (integrityProblems(draft).length > 0 || !isRun(draft)) return null
    return { status: ticks === 0 && branches.length === 0 && found.damaged.length === 0 ? 'repaired' : 'restored_from_snapshot', lostTicks: ticks }
  } catch (error) {
    if (isDamage(error) || (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_'))) return null
    throw error
  }
}

/** A run is nothing without its main branch and where it starts. */
function isRun(file: string): boolean {
  const database = new Database(file, { readonly: true })
  try {
    const has = (sql: string): boolean => database.prepare(sql).get() !== undefined
    return has('SELECT 1 FROM branches WHERE branch = 0') && has('SELECT 1 FROM runs') && has('SELECT 1 FROM _schema_version')
  } finally {
    database.close()
  }
}

/** The damaged file is kept beside: somebody may know more. @returns where */
function putInPlace(draft: string, file: string): string {
  const kept = `${file}.damaged`
  removeDatabase(kept)
  if (existsSync(file)) renameSync(file, kept)
  for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true })
  renameSync(draft, file)
  for (const suffix of ['-wal', '-shm']) if (existsSync(draft + suffix)) rmSync(draft + suffix)
  return kept
}

function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
}

function backupOf(dir: string): string {
  return path.join(dir, 'backups', 'game_data.db')
}

/**
 * Copies the database of a run as it is at one moment, also while it is written to. The last copy but this one is replaced.
 * @returns its bytes
 */
export async function backupDatabase(dir: string): Promise<number> {
  const to = backupOf(dir)
  mkdirSync(path.dirname(to), { recursive: true })
  const draft = `${to}.new`
  removeDatabase(draft)
  const database = new Database(runPaths(dir).database, { readonly: true, fileMustExist: true, timeout: 5000 })
  try {
    await database.backup(draft, { progress: () => 500 })
  } finally {
    database.close()
  }
  renameSync(draft, to)
  return statSync(to).size
}

/**
 * @returns the error that a reader of the run meets, null when it reads
 * @throws PtpError `bad-run` when the run was never made to its end, so that there is nothing to mend
 */
export function readProblem(dir: string): PtpError | null {
  refuseUnfinished(dir)
  try {
    const reader = new RunReader(dir)
    reader.close()
    return null
  } catch (error) {
    if (error instanceof PtpError && error.code === 'bad-run') return error
    throw error
  }
}

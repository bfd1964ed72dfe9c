import { existsSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { PtpError } from '../../src-preload/contract/index.ts'
import { writeWholeSync } from '../wholeFile.ts'
import { isRunLocked } from './lock.ts'
import { migrate, migrationPath } from './migrations.ts'
import { SCHEMA_SQL, SCHEMA_VERSION } from './schema.ts'

export const PAGE_BYTES = 8192
/** Bytes of SQLite's header that name the format for writing and reading, and what they are with a write-ahead log. */
const FORMAT_BYTES = [18, 20] as const
const WAL_FORMAT = 2

/** A value as SQLite keeps it. */
export type Cell = string | number | null | Uint8Array
export type Row = Record<string, Cell>

/**
 * A game_data.db, open. Every failure of SQLite leaves it as a PtpError that names the file:
 * `disk-full`, `bad-run` (no database, cut short), `newer-format` or `storage`.
 */
export class RunDatabase {
  readonly file: string
  private connection: Database.Database
  private held: boolean
  private readonly statements = new Map<string, Database.Statement>()
  /** names of the columns that statements give */
  private readonly columns = new Map<string, string[]>()

  private constructor(file: string, connection: Database.Database, held = false) {
    this.file = file
    this.connection = connection
    this.held = held
  }

  /** The connection of the moment: {@link settle} brings another one. */
  get raw(): Database.Database {
    return this.connection
  }

  /** Whether all of it is in memory still, and there is no file. */
  get isHeld(): boolean {
    return this.held
  }

  /** Bytes of the file; 0 while there is none. */
  get bytes(): number {
    return statSync(this.file, { throwIfNoEntry: false })?.size ?? 0
  }

  /**
   * Makes a new database with all tables. Throws `storage` if one is there already.
   * @param held keep it in memory until {@link settle} or {@link close} write its file, which for a short run is all
   *   the writing there is. A process that dies before leaves none, and nothing waits until the file is on the disk
   */
  static create(file: string, held = false): RunDatabase {
    if (existsSync(file)) {
      throw new PtpError('storage', `${file} is there already`, { hint: 'Give the run another id, or resume it.' })
    }
    return guard(file, () => {
      if (!held) writeFileSync(file, logged(Buffer.from(blankDatabase())), { flag: 'wx' })
      const raw = new Database(held ? blankDatabase() : file)
      if (!held) tune(raw)
      raw.prepare('INSERT INTO _schema_version (version, created_at) VALUES (?, ?)').run(SCHEMA_VERSION, new Date().toISOString())
      const database = new RunDatabase(file, raw, held)
      if (held) heldFiles.set(path.resolve(file), database)
      return database
    })
  }

  /** Opens one that is there, to write on. SQLite itself recovers what its journal holds. */
  static open(file: string): RunDatabase {
    return RunDatabase.attach(file, false)
  }

  /** Opens one to read, also while another process writes to it. */
  static openReadOnly(file: string): RunDatabase {
    return RunDatabase.attach(file, true)
  }

  private static attach(file: string, readonly: boolean): RunDatabase {
    heldFiles.get(path.resolve(file))?.settle()
    if (!existsSync(file)) {
      if (isRunLocked(path.dirname(file))) {
        throw new PtpError('busy', `${path.dirname(file)} has just begun, and nothing of it is written yet`, { hint: 'Try again in a few seconds.' })
      }
      throw new PtpError('bad-run', `${file} is missing`, { hint: 'The directory is no run, was only partly copied, or the run was left in its first seconds: its experiment plays it anew when it is resumed.' })
    }
    return guard(file, () => {
      const raw = new Database(file, { readonly, fileMustExist: true, timeout: 5000 })
      try {
        if (!readonly) tune(raw)
        checkVersion(file, raw)
      } catch (error) {
        raw.close()
        throw error
      }
      return new RunDatabase(file, raw)
    })
  }

  /** A prepared statement, made once for each text. */
  statement(sql: string): Database.Statement {
    let statement = this.statements.get(sql)
    if (statement === undefined) {
      statement = guard(this.file, () => this.raw.prepare(sql))
      this.statements.set(sql, statement)
    }
    return statement
  }

  /** All rows as objects. */
  all(sql: string, ...params: Cell[]): Row[] {
    return guard(this.file, () => this.statement(sql).raw(false).all(...params) as Row[])
  }

  /** All rows as arrays of columns, the cheapest form. */
  rows(sql: string, ...params: Cell[]): Cell[][] {
    return guard(this.file, () => this.statement(sql).raw().all(...params) as Cell[][])
  }

  /** The first row, or null. */
  get(sql: string, ...params: Cell[]): Row | null {
    return guard(this.file, () => {
      const statement = this.statement(sql)
      // To make objects of rows, the binding compiles a function for each statement: too much for a single row.
      const cells = statement.raw().get(...params) as Cell[] | undefined
      if (cells === undefined) return null
      let names = this.columns.get(sql)
      if (names === undefined) this.columns.set(sql, (names = statement.columns().map(({ name }) => name)))
      return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? null]))
    })
  }

  /** The first column of the first row as a number; 0 when there is none. */
  count(sql: string, ...params: Cell[]): number {
    return guard(this.file, () => Number((this.statement(sql).raw().get(...params) as Cell[] | undefined)?.[0] ?? 0))
  }

  run(sql: string, ...params: Cell[]): void {
    guard(this.file, () => this.statement(sql).run(...params))
  }

  /** Writes what is held in memory to the file, and goes on there. Throws as {@link guard} says, and then holds it still. */
  settle(): void {
    if (!this.held) return
    guard(this.file, () => {
      this.writeHeld()
      const onDisk = new Database(this.file)
      tune(onDisk)
      this.connection.close()
      this.connection = onDisk
    })
    this.statements.clear()
    this.letGo()
  }

  close(): void {
    if (!this.connection.open) return
    guard(this.file, () => {
      try {
        if (this.held) this.writeHeld()
      } finally {
        this.letGo()
        this.connection.close()
      }
    })
  }

  private writeHeld(): void {
    writeWholeSync(this.file, logged(this.connection.serialize()), writeFileSync)
  }

  private letGo(): void {
    this.held = false
    heldFiles.delete(path.resolve(this.file))
  }
}

/** Databases of this process that have no file yet, by the file they are to have: whoever asks for it gets it written. */
const heldFiles = new Map<string, RunDatabase>()

let blank: Buffer | null = null

/** @returns a database with all tables and no rows. Made once: making tables takes longer than anything else at the start of a run. */
function blankDatabase(): Buffer {
  if (blank) return blank
  const raw = new Database(':memory:')
  try {
    raw.pragma(`page_size = ${PAGE_BYTES}`)
    raw.exec(SCHEMA_SQL)
    return (blank = raw.serialize())
  } finally {
    raw.close()
  }
}

/** Says in the header of a database that it has a write-ahead log, so that turning it on later writes (and waits for) nothing. */
function logged(database: Buffer): Buffer {
  return database.fill(WAL_FORMAT, ...FORMAT_BYTES)
}

function tune(raw: Database.Database): void {
  // A whole state fits into a row of such a page; with smaller pages each would take an overflow page of its own.
  raw.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 2000`)
}

function checkVersion(file: string, raw: Database.Database): void {
  const table = raw.prepare("SELECT 1 FROM sqlite_master WHERE name = '_schema_version'").get()
  const row = table === undefined ? undefined : (raw.prepare('SELECT version FROM _schema_version ORDER BY created_at DESC, version DESC').get() as Row | undefined)
  if (row === undefined) {
    throw new PtpError('bad-run', `${file} is no database of a run: it has no schema version`, { hint: 'Take the run from a backup, or remove its directory.' })
  }
  const found = String(row['version'])
  const order = compareVersions(found, SCHEMA_VERSION)
  if (order > 0) {
    throw new PtpError('newer-format', `${file} has schema ${found}, and this workbench knows ${SCHEMA_VERSION}`, {
      hint: 'Open it with the version of the workbench that wrote it, or a later one.',
      details: { file, found, known: SCHEMA_VERSION },
    })
  }
  if (order === 0) return
  if (!raw.readonly) {
    migrate(file, raw, found, SCHEMA_VERSION)
    return
  }
  const isMovable = migrationPath(found, SCHEMA_VERSION) !== null
  throw new PtpError('bad-run', `${file} has the old schema ${found}; ${SCHEMA_VERSION} is needed`, {
    hint: isMovable ? 'Resume the run once: that brings its database up to date.' : 'Export it with the version of the workbench that wrote it.',
    details: { file, found, needed: SCHEMA_VERSION },
  })
}

/** Compares versions by their numbers, part by part: "2.10" is later than "2.9". */
export function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number)
  const right = b.split('.').map(Number)
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Runs `work` and gives every failure of SQLite our words. */
export function guard<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw storageError(file, error)
  }
}

/** @returns the PtpError for what SQLite or the file system threw while working on `file` */
export function storageError(file: string, error: unknown): unknown {
  if (error instanceof PtpError || !(error instanceof Error)) return error
  const code = 'code' in error ? String(error.code) : ''
  const details = { file, code }
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') {
    return new PtpError('disk-full', `No space left to write ${file}`, {
      hint: 'Free some space, then resume the run: what was recorded so far is safe.', details, cause: error,
    })
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new PtpError('bad-run', `${file} is damaged (${error.message})`, {
      hint: 'Take the run from a backup, or remove its directory.', details, cause: error,
    })
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new PtpError('busy', `${file} is held by another process`, { hint: 'Wait until it is done, then try again.', details, cause: error })
  }
  if (code.startsWith('SQLITE_') || code.startsWith('E')) {
    return new PtpError('storage', `${file}: ${error.message}`, { hint: 'Check that the disk works and that you may write there.', details, cause: error })
  }
  return error
}

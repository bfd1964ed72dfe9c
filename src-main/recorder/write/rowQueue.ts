import type { Statement } from 'better-sqlite3'
import { guard } from '../database.ts'
import type { Cell, RunDatabase } from '../database.ts'

/** Rows that one statement inserts, where many wait: half of what a row costs is the call that brings it to SQLite. */
const WIDE = 8
/** A wide statement is prepared once so many rows of a kind wait; for fewer it would cost more than it saves. */
const MANY = 64

/** A kind of change to be written. It is prepared with the first such: most runs have no rows of most kinds. */
export interface Insert {
  readonly sql: string
  /** the values of a row, as SQL: rows of this kind can go together, and before or after those of others; null for an update */
  readonly places: string | null
  one: Statement | null
  wide: Statement | null
}

/**
 * Rows on their way to the disk. They wait in memory and go in one transaction, all or none; those
 * that could not be written stay and are tried again at the next write.
 */
export class RowQueue {
  private readonly database: RunDatabase
  private readonly inserts: Insert[] = []
  private readonly values: Cell[][] = []

  constructor(database: RunDatabase) {
    this.database = database
  }

  get length(): number {
    return this.inserts.length
  }

  /** @returns the insert for `columns` of `table`, to be given to {@link add} with values in that order */
  insert(table: string, columns: string, conflict: '' | 'OR REPLACE' = ''): Insert {
    const places = `(${columns.split(',').map(() => '?').join(',')})`
    return { sql: `INSERT ${conflict} INTO ${table} (${columns}) VALUES ${places}`, places, one: null, wide: null }
  }

  /** @returns a change that finds every row added before it, and none added after it */
  update(sql: string): Insert {
    return { sql, places: null, one: null, wide: null }
  }

  add(insert: Insert, values: Cell[]): void {
    this.inserts.push(insert)
    this.values.push(values)
  }

  /** Writes everything that waits. Throws as {@link guard} says, and then has written nothing. */
  write(): void {
    if (this.inserts.length === 0) return
    const raw = this.database.raw
    guard(this.database.file, () => {
      raw.exec('BEGIN IMMEDIATE')
      try {
        this.writeRows()
        raw.exec('COMMIT')
      } catch (error) {
        if (raw.inTransaction) raw.exec('ROLLBACK')
        throw error
      }
    })
    this.inserts.length = 0
    this.values.length = 0
  }

  private writeRows(): void {
    const waiting = new Map<Insert, Cell[][]>()
    for (let i = 0; i < this.inserts.length; i++) {
      const insert = this.inserts[i]
      const values = this.values[i]
      if (insert === undefined || values === undefined) continue
      if (insert.places === null) {
        this.writeKinds(waiting)
        this.writeOne(insert, values)
        continue
      }
      const rows = waiting.get(insert)
      if (rows === undefined) waiting.set(insert, [values])
      else rows.push(values)
    }
    this.writeKinds(waiting)
  }

  private writeKinds(waiting: Map<Insert, Cell[][]>): void {
    for (const [insert, rows] of waiting) {
      let next = 0
      if (rows.length >= MANY) {
        insert.wide ??= this.database.statement(`${insert.sql}${`,${insert.places}`.repeat(WIDE - 1)}`)
        const values: Cell[] = []
        for (; next + WIDE <= rows.length; next += WIDE) {
          let at = 0
          for (let row = next; row < next + WIDE; row++) for (const value of rows[row] ?? []) values[at++] = value
          insert.wide.run(values)
        }
      }
      for (; next < rows.length; next++) this.writeOne(insert, rows[next] ?? [])
    }
    waiting.clear()
  }

  private writeOne(insert: Insert, values: Cell[]): void {
    insert.one ??= this.database.statement(insert.sql)
    insert.one.run(values)
  }
}

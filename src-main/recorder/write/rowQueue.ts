import { guard } from '../database.ts'
import type { Cell, RunDatabase } from '../database.ts'

/** Rows that one statement inserts, where many wait: half of what a row costs is the call that brings it to SQLite. */
const WIDE = 16
/** A wide statement is prepared once so many rows of a kind wait; for fewer it would cost more than it saves. */
const MANY = 64

/** A kind of change to be written. */
export interface Insert {
  readonly sql: string
  /** inserts so many rows at once, which can go before or after those of other kinds; null for an update */
  readonly wide: string | null
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
    const sql = `INSERT ${conflict} INTO ${table} (${columns}) VALUES ${places}`
    return { sql, wide: `${sql}${`,${places}`.repeat(WIDE - 1)}` }
  }

  /** @returns a change that finds every row added before it, and none added after it */
  update(sql: string): Insert {
    return { sql, wide: null }
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
      if (insert.wide === null) {
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
      if (insert.wide !== null && rows.length >= MANY) {
        const wide = this.database.statement(insert.wide)
        const values: Cell[] = []
        for (; next + WIDE <= rows.length; next += WIDE) {
          let at = 0
          for (let row = next; row < next + WIDE; row++) for (const value of rows[row] ?? []) values[at++] = value
          wide.run(values)
        }
      }
      for (; next < rows.length; next++) this.writeOne(insert, rows[next] ?? [])
    }
    waiting.clear()
  }

  private writeOne(insert: Insert, values: Cell[]): void {
    this.database.statement(insert.sql).run(values)
  }
}

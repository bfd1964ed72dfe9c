import type { Statement } from 'better-sqlite3'
import { guard } from '../database.ts'
import type { Cell, RunDatabase } from '../database.ts'

/** A kind of row to be written. It is prepared with the first such row: most runs have no rows of most kinds. */
export interface Insert {
  readonly sql: string
  statement: Statement | null
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
    const places = columns.split(',').map(() => '?').join(',')
    return this.update(`INSERT ${conflict} INTO ${table} (${columns}) VALUES (${places})`)
  }

  update(sql: string): Insert {
    return { sql, statement: null }
  }

  add(statement: Insert, values: Cell[]): void {
    this.inserts.push(statement)
    this.values.push(values)
  }

  /** Writes everything that waits. Throws as {@link guard} says, and then has written nothing. */
  write(): void {
    if (this.inserts.length === 0) return
    const raw = this.database.raw
    guard(this.database.file, () => {
      raw.exec('BEGIN IMMEDIATE')
      try {
        for (let i = 0; i < this.inserts.length; i++) {
          const insert = this.inserts[i]
          if (insert === undefined) continue
          insert.statement ??= this.database.statement(insert.sql)
          insert.statement.run(this.values[i])
        }
        raw.exec('COMMIT')
      } catch (error) {
        if (raw.inTransaction) raw.exec('ROLLBACK')
        throw error
      }
    })
    this.inserts.length = 0
    this.values.length = 0
  }
}

import Database from 'better-sqlite3'

/** The first tick of a branch that something was lost of. */
export interface LostFrom {
  branch: number
  tick: number
}

export interface Salvage {
  /** rows brought over */
  rows: number
  /** tables of which something was lost */
  damaged: string[]
  /** where the first thing is missing, by branch; without the branches nothing is missing of */
  lost: LostFrom[]
}

interface Column {
  name: string
  pk: number
}

/**
 * Brings everything that can be read of a damaged database over into a new one. Each table is read from its beginning up to the
 * damage, and from its end back to it.
 * @param to a file that is not there yet
 * @throws what SQLite throws when not even the list of tables can be read
 */
export function salvage(from: string, to: string): Salvage {
  const old = new Database(from, { readonly: true, fileMustExist: true })
  const made = new Database(to)
  try {
    const objects = old.prepare("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'").all() as { type: string; name: string; sql: string }[]
    made.pragma(`page_size = ${String(old.pragma('page_size', { simple: true }))}`)
    made.pragma('journal_mode = WAL')
    const tables = objects.filter(({ type }) => type === 'table')
    for (const { sql } of tables) made.exec(sql)
    const found: Salvage = { rows: 0, damaged: [], lost: [] }
    for (const { name } of tables) bringOver(old, made, name, found)
    for (const { type, sql } of objects) if (type !== 'table') made.exec(sql)
    return found
  } finally {
    old.close()
    made.close()
  }
}

function bringOver(old: Database.Database, made: Database.Database, table: string, found: Salvage): void {
  const columns = old.prepare(`PRAGMA table_info("${table}")`).all() as Column[]
  const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk).map(({ name }) => `"${name}"`)
  const order = isWithoutRowid(old, table) ? key : ['rowid']
  const insert = made.prepare(`INSERT OR IGNORE INTO "${table}" VALUES (${columns.map(() => '?').join(',')})`)
  const rows = (direction: 'ASC' | 'DESC'): { rows: unknown[][]; isWhole: boolean } => readable(old, `SELECT * FROM "${table}" ORDER BY ${order.map((name) => `${name} ${direction}`).join(', ')}`)
  const forwards = rows('ASC')
  const backwards = forwards.isWhole ? [] : rows('DESC').rows
  made.transaction(() => {
    for (const row of [...forwards.rows, ...backwards]) found.rows += insert.run(row).changes
  })()
  if (forwards.isWhole) return
  found.damaged.push(table)
  noteLost(found, columns, forwards.rows, backwards)
}

/** Reads as far as it goes. */
function readable(database: Database.Database, sql: string): { rows: unknown[][]; isWhole: boolean } {
  const rows: unknown[][] = []
  try {
    for (const row of database.prepare(sql).raw().iterate()) rows.push(row as unknown[])
    return { rows, isWhole: true }
  } catch (error) {
    if (!isDamage(error)) throw error
    return { rows, isWhole: false }
  }
}

/** What was lost of a table lies between the last row read forwards and the last one read backwards. */
function noteLost(found: Salvage, columns: readonly Column[], forwards: readonly unknown[][], backwards: readonly unknown[][]): void {
  const [branch, tick] = ['branch', 'tick'].map((name) => columns.findIndex((column) => column.name === name))
  if (branch === undefined || tick === undefined || branch < 0 || tick < 0) return
  const last = forwards.at(-1)
  const next = backwards.at(-1)
  const first = last ? { branch: Number(last[branch]), tick: Number(last[tick]) + 1 } : { branch: 0, tick: 1 }
  const until = next ? Number(next[branch]) : Infinity
  found.lost.push(first)
  // Of the branches in between nothing is known, and of the one after them not its beginning.
  if (until !== first.branch) found.lost.push({ branch: first.branch + 1, tick: 0 })
}

function isWithoutRowid(database: Database.Database, table: string): boolean {
  const row = database.prepare("SELECT sql FROM sqlite_master WHERE name = ? AND type = 'table'").get(table) as { sql: string } | undefined
  return /WITHOUT\s+ROWID/i.test(row?.sql ?? '')
}

/** @returns whether SQLite says that the file itself is at fault */
export function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_IOERR')
}

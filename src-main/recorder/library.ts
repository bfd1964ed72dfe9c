import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import { PtpError, asPtpError, runSummarySchema } from '../../src-preload/contract/index.ts'
import type { RunStatus, RunSummary } from '../../src-preload/contract/index.ts'
import { guard } from './database.ts'
import { isRunLocked } from './lock.ts'
import { listRunIds, runDirectoryOf, runPaths } from './runDirectory.ts'
import { RunReader } from './runReader.ts'

const annotationSchema = z.object({ tags: z.array(z.string().max(80)).max(100), note: z.string().max(10_000) })
type Annotation = z.infer<typeof annotationSchema>
const NO_ANNOTATION: Annotation = { tags: [], note: '' }

const SORTS = ['started_at', 'completed_at', 'experiment_name', 'game', 'status', 'ticks', 'frames'] as const

export interface LibraryQuery {
  /** in id, experiment, game, script, tags or note, in any case */
  text?: string
  status?: RunStatus
  /** a run must have all of them */
  tags?: readonly string[]
  /** default: started_at */
  sort?: (typeof SORTS)[number]
  /** default: desc */
  order?: 'asc' | 'desc'
  limit?: number
  offset?: number
}

export interface LibraryPage {
  runs: RunSummary[]
  total: number
}

/** A run directory that could not be read, and why. */
export interface BrokenRun {
  dir: string
  error: PtpError
}

/**
 * The index of all runs below the home. library.db only saves time: what it knows is in the run
 * directories (tags and note in their annotations.json), and it is made anew when it is lost or damaged.
 */
export class Library {
  readonly home: string
  private readonly database: Database.Database
  private readonly broken = new Map<string, BrokenRun>()

  private constructor(home: string, database: Database.Database) {
    this.home = home
    this.database = database
  }

  /** Opens the library of a home, which is made if need be. */
  static open(home: string): Library {
    mkdirSync(path.join(home, 'runs'), { recursive: true })
    const file = path.join(home, 'library.db')
    try {
      return new Library(home, openIndex(file))
    } catch (error) {
      if (!(error instanceof Database.SqliteError) || !/CORRUPT|NOTADB/.test(error.code)) throw error
      for (const name of [file, `${file}-wal`, `${file}-shm`]) rmSync(name, { force: true })
      return guard(file, () => new Library(home, openIndex(file)))
    }
  }

  /** Runs that match, after looking which are new, changed or gone. */
  list(query: LibraryQuery = {}): LibraryPage {
    this.refresh()
    const where: string[] = ['1']
    const params: (string | number)[] = []
    const text = query.text?.trim().toLowerCase() ?? ''
    if (text !== '') {
      where.push("instr(lower(run_id || char(10) || summary || char(10) || annotation), ?) > 0")
      params.push(text)
    }
    if (query.status !== undefined) {
      where.push("summary ->> '$.status' = ?")
      params.push(query.status)
    }
    for (const tag of query.tags ?? []) {
      where.push("EXISTS (SELECT 1 FROM json_each(annotation, '$.tags') WHERE value = ?)")
      params.push(tag)
    }
    const filter = where.join(' AND ')
    const sort = SORTS.find((name) => name === query.sort) ?? 'started_at'
    const rows = this.database
      .prepare(`SELECT run_id, summary, annotation FROM runs WHERE ${filter} ORDER BY summary ->> '$.${sort}' ${query.order === 'asc' ? 'ASC' : 'DESC'}, run_id LIMIT ? OFFSET ?`)
      .all(...params, query.limit ?? 1000, query.offset ?? 0)
    const total = z.object({ n: z.number() }).parse(this.database.prepare(`SELECT count(*) AS n FROM runs WHERE ${filter}`).get(...params)).n
    return { runs: rows.map((row) => this.summaryOf(row)), total }
  }

  /** One run by its id or the beginning of it. Throws `not-found` with the nearest ids, `bad-input` if several begin so. */
  get(idOrPrefix: string): RunSummary {
    this.refresh()
    const ids = this.database.prepare('SELECT run_id FROM runs ORDER BY run_id').pluck().all().map(String)
    const broken = this.broken.get(idOrPrefix)
    if (broken !== undefined) throw broken.error
    const matches = ids.includes(idOrPrefix) ? [idOrPrefix] : idOrPrefix === '' ? [] : ids.filter((id) => id.startsWith(idOrPrefix))
    const [id] = matches
    if (id === undefined) {
      const nearest = nearestTo(idOrPrefix, ids)
      throw new PtpError('not-found', `No run ${idOrPrefix} in ${this.home}`, {
        hint: nearest.length === 0 ? 'There are no runs yet: play one with ptp run.' : `Did you mean ${nearest.join(', ')}?`, details: { nearest },
      })
    }
    if (matches.length > 1) {
      throw new PtpError('bad-input', `${matches.length} runs begin with ${idOrPrefix}`, { hint: `Give more of the id: ${matches.slice(0, 5).join(', ')}`, details: { matches } })
    }
    return this.summaryOf(this.database.prepare('SELECT run_id, summary, annotation FROM runs WHERE run_id = ?').get(id))
  }

  /** Directories below runs/ that could not be read when they were last looked at. */
  brokenRuns(): BrokenRun[] {
    this.refresh()
    return [...this.broken.values()]
  }

  /** Takes over a summary that is at hand, so that the run need not be opened for it. */
  update(summary: RunSummary): void {
    this.put(summary.run_id, summary, stampOf(runDirectoryOf(this.home, summary.run_id)))
  }

  tag(id: string, tags: readonly string[]): RunSummary {
    return this.annotate(id, { tags: [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))] })
  }

  note(id: string, note: string): RunSummary {
    return this.annotate(id, { note })
  }

  /** Moves a run to the home's trash/; {@link restore} takes it back. Throws `busy` while it is recorded. */
  remove(id: string): RunSummary {
    const summary = this.get(id)
    if (isRunLocked(summary.dir)) throw new PtpError('busy', `Run ${summary.run_id} is being recorded`, { hint: 'Stop it first.' })
    const trash = path.join(this.home, 'trash')
    guard(trash, () => {
      mkdirSync(trash, { recursive: true })
      renameSync(summary.dir, path.join(trash, summary.run_id))
    })
    this.refresh()
    return summary
  }

  /** Undoes {@link remove}. Throws `not-found` if the trash has no such run. */
  restore(id: string): RunSummary {
    const from = path.join(this.home, 'trash', id)
    const to = runDirectoryOf(this.home, id)
    if (!/^[a-z0-9_-]{1,80}$/.test(id) || !existsSync(from)) throw new PtpError('not-found', `The trash of ${this.home} has no run ${id}`, { hint: 'Only removed runs can be restored.' })
    if (existsSync(to)) throw new PtpError('storage', `A run ${id} is there already`, { hint: 'Remove or rename that one first.' })
    guard(to, () => renameSync(from, to))
    return this.get(id)
  }

  close(): void {
    this.database.close()
  }

  private refresh(): void {
    const known = new Map(this.database.prepare('SELECT run_id, stamp FROM runs').raw().all().map((row) => z.tuple([z.string(), z.string()]).parse(row)))
    this.broken.clear()
    const found = listRunIds(this.home)
    for (const id of found) {
      const dir = runDirectoryOf(this.home, id)
      const before = known.get(id)
      const files = filesStamp(dir)
      // Whoever begins to record a run writes into it at once, so an idle run whose files are as they were is idle still.
      if (before === files) continue
      const stamp = withLock(dir, files)
      if (before === stamp) continue
      try {
        const reader = new RunReader(dir)
        try {
          this.put(id, reader.summary(), stamp)
        } finally {
          reader.close()
        }
      } catch (error) {
        const reason = asPtpError(error)
        // Another process has just begun it: it is looked at again next time.
        if (reason.code !== 'busy') this.broken.set(id, { dir, error: reason })
        known.set(id, '')
        this.database.prepare('DELETE FROM runs WHERE run_id = ?').run(id)
      }
    }
    const there = new Set(found)
    for (const id of known.keys()) if (!there.has(id)) this.database.prepare('DELETE FROM runs WHERE run_id = ?').run(id)
  }

  private put(id: string, summary: RunSummary, stamp: string): void {
    const annotation = readAnnotation(runDirectoryOf(this.home, id))
    this.database.prepare('INSERT OR REPLACE INTO runs (run_id, stamp, summary, annotation) VALUES (?,?,?,?)').run(id, stamp, JSON.stringify(summary), JSON.stringify(annotation))
  }

  private annotate(id: string, change: Partial<Annotation>): RunSummary {
    const { run_id, dir } = this.get(id)
    const parsed = annotationSchema.safeParse({ ...readAnnotation(dir), ...change })
    if (!parsed.success) throw new PtpError('bad-input', `Run ${run_id} cannot have that note or these tags`, { hint: 'A tag has up to 80 characters, a note up to 10,000.', cause: parsed.error })
    guard(dir, () => writeFileAtomic.sync(annotationFile(dir), JSON.stringify(parsed.data) + '\n'))
    this.database.prepare('UPDATE runs SET annotation = ? WHERE run_id = ?').run(JSON.stringify(parsed.data), run_id)
    return this.get(run_id)
  }

  private summaryOf(row: unknown): RunSummary {
    const { run_id, summary, annotation } = z.object({ run_id: z.string(), summary: z.string(), annotation: z.string() }).parse(row)
    // The home may have been moved since the summary was taken.
    return runSummarySchema.parse({ ...JSON.parse(summary), ...annotationSchema.parse(JSON.parse(annotation)), dir: runDirectoryOf(this.home, run_id) })
  }
}

function openIndex(file: string): Database.Database {
  if (!existsSync(file)) makeIndex(file)
  return prepared(new Database(file, { timeout: 5000 }))
}

/** @returns the same, closed when it cannot be an index */
function prepared(database: Database.Database): Database.Database {
  try {
    database.pragma('journal_mode = WAL')
    database.exec('CREATE TABLE IF NOT EXISTS runs (run_id TEXT PRIMARY KEY, stamp TEXT NOT NULL, summary TEXT NOT NULL, annotation TEXT NOT NULL)')
    database.prepare('SELECT run_id, stamp, summary, annotation FROM runs LIMIT 1').get()
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

/** Changes when the run does: times and sizes of its files, and whether somebody records it. */
function stampOf(dir: string): string {
  return withLock(dir, filesStamp(dir))
}

function withLock(dir: string, files: string): string {
  return isRunLocked(dir) ? `${files} live` : files
}

function filesStamp(dir: string): string {
  const { database, metadata } = runPaths(dir)
  const parts = [database, `${database}-wal`, metadata, annotationFile(dir)].map((file) => {
    const stat = statSync(file, { throwIfNoEntry: false })
    // Readers leave an empty journal behind.
    return stat === undefined || stat.size === 0 ? '-' : `${stat.mtimeMs}:${stat.size}`
  })
  return parts.join(' ')
}

function annotationFile(dir: string): string {
  return path.join(dir, 'annotations.json')
}

/** What people wrote about a run. A damaged file counts as none: it must not hide the run. */
function readAnnotation(dir: string): Annotation {
  const file = annotationFile(dir)
  if (!existsSync(file)) return NO_ANNOTATION
  try {
    return annotationSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return { ...NO_ANNOTATION, note: `(${file} cannot be read)` }
    throw error
  }
}

/** @returns up to three of the ids that take the fewest changes to become `wanted` */
function nearestTo(wanted: string, ids: readonly string[]): string[] {
  return ids
    .map((id) => ({ id, distance: id.includes(wanted) && wanted !== '' ? 0 : editDistance(wanted, id.slice(0, Math.max(wanted.length, 8))) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ id }) => id)
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length] ?? 0
}

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import { PtpError, asPtpError, runSummarySchema } from '../../src-preload/contract/index.ts'
import type { BrokenRun, RunStatus, RunSummary } from '../../src-preload/contract/index.ts'
import { brokenRunOf, fitsText, listNamelessRuns } from './brokenRun.ts'
import { guard } from './database.ts'
import { openIndex } from './libraryIndex.ts'
import { isRunLocked } from './lock.ts'
import { nearestTo } from './nearestIds.ts'
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
  /** directories that could not be read, by name; of the query only the text counts for them */
  broken: BrokenRun[]
}

/**
 * The index of all runs below the home. library.db only saves time: what it knows is in the run
 * directories (tags and note in their annotations.json), and it is made anew when it is lost or damaged.
 */
export class Library {
  readonly home: string
  private readonly database: Database.Database
  /** why directories below runs/ could not be read when they were last looked at, by name */
  private readonly broken = new Map<string, PtpError>()

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
    return { runs: rows.map((row) => this.summaryOf(row)), total, broken: this.described().filter((run) => fitsText(run, text)) }
  }

  /** One run by its id or the beginning of it. Throws `not-found` with the nearest ids, `bad-input` if several begin so. */
  get(idOrPrefix: string): RunSummary {
    this.refresh()
    const ids = this.database.prepare('SELECT run_id FROM runs ORDER BY run_id').pluck().all().map(String)
    const broken = this.broken.get(idOrPrefix)
    if (broken !== undefined) throw broken
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
    return this.described()
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

  /** Moves a run, damaged or not, to the home's trash/; {@link restore} takes it back. Throws `busy` while it is recorded. */
  remove(id: string): void {
    this.refresh()
    const name = this.broken.has(id) ? id : this.get(id).run_id
    const dir = runDirectoryOf(this.home, name)
    if (isRunLocked(dir)) throw new PtpError('busy', `Run ${name} is being recorded`, { hint: 'Stop it first.' })
    const trash = path.join(this.home, 'trash')
    guard(trash, () => {
      mkdirSync(trash, { recursive: true })
      renameSync(dir, path.join(trash, name))
    })
    this.refresh()
  }

  /** Undoes {@link remove}. Throws `not-found` if the trash has no such run. @returns null for a damaged one */
  restore(id: string): RunSummary | null {
    const from = path.join(this.home, 'trash', id)
    const to = runDirectoryOf(this.home, id)
    if (!/^[a-z0-9_-]{1,80}$/.test(id) || !existsSync(from)) throw new PtpError('not-found', `The trash of ${this.home} has no run ${id}`, { hint: 'Only removed runs can be restored.' })
    if (existsSync(to)) throw new PtpError('storage', `A run ${id} is there already`, { hint: 'Remove or rename that one first.' })
    guard(to, () => renameSync(from, to))
    this.refresh()
    return this.broken.has(id) ? null : this.get(id)
  }

  close(): void {
    this.database.close()
  }

  private refresh(): void {
    const known = new Map(this.database.prepare('SELECT run_id, stamp FROM runs').raw().all().map((row) => z.tuple([z.string(), z.string()]).parse(row)))
    this.broken.clear()
    const found = [...listRunIds(this.home), ...listNamelessRuns(this.home)]
    for (const id of found) {
      const dir = runDirectoryOf(this.home, id)
      const before = known.get(id)
      const files = filesStamp(dir)
      // Whoever begins to record a run writes into it at once, so an idle run whose files are as they were is idle still.
      if (before === files) continue
      try {
        const stamp = withLock(dir, files)
        if (before === stamp) continue
        const reader = new RunReader(dir)
        try {
          this.put(id, reader.summary(), stamp)
        } finally {
          reader.close()
        }
      } catch (error) {
        const reason = asPtpError(error)
        // Another process has just begun it: it is looked at again next time.
        if (reason.code !== 'busy') this.broken.set(id, reason)
        known.set(id, '')
        this.database.prepare('DELETE FROM runs WHERE run_id = ?').run(id)
      }
    }
    const there = new Set(found)
    for (const id of known.keys()) if (!there.has(id)) this.database.prepare('DELETE FROM runs WHERE run_id = ?').run(id)
  }

  private described(): BrokenRun[] {
    return [...this.broken].map(([id, reason]) => brokenRunOf(id, runDirectoryOf(this.home, id), reason)).sort((a, b) => a.run_id.localeCompare(b.run_id))
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

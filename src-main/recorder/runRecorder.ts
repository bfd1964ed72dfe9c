import { PtpError } from '../../src-preload/contract/index.ts'
import type { Branch, ModelConfiguration, RunMetadata, RunStatus, ScreenshotRow, SnapshotMeta } from '../../src-preload/contract/index.ts'
import { syncFiles } from '../wholeFile.ts'
import { PAGE_BYTES, RunDatabase, storageError } from './database.ts'
import { lockRun } from './lock.ts'
import type { RunLock } from './lock.ts'
import { createRunDirectory, readMetadata, runPaths } from './runDirectory.ts'
import type { RunPaths } from './runDirectory.ts'
import { RunReader } from './runReader.ts'
import type { TickRecord } from './tickRecord.ts'
import { EventLog } from './write/eventLog.ts'
import type { ErrorFacts } from './write/eventLog.ts'
import { MetricLog } from './write/metricLog.ts'
import { RowQueue } from './write/rowQueue.ts'
import { RunRows } from './write/runRows.ts'
import type { NewBranch, RunEnd, RunScript } from './write/runRows.ts'
import { TickLog } from './write/tickLog.ts'

/** The longest that rows wait in memory, in milliseconds, unless it is said otherwise: what a `kill -9` may lose. */
const FLUSH_MS = 100
/** Rows that make a write happen at once. */
const FLUSH_ROWS = 5000
/** Rows that are written at once to a database in memory. */
const HELD_ROWS = 1000
/** Rows that may wait while the disk refuses them; beyond it the loop is stopped. */
const MAX_WAITING = 200_000

export interface RecorderOptions {
  /** Told of every write that failed, once a failure; the rows wait and are tried again. */
  onError?: (error: PtpError) => void
  /** what drives branch 0: the script's name, `keyboard`…; default: the script of the metadata */
  agent?: string
  /** the script that branch 0 begins with; in the database from its first moment */
  script?: Omit<RunScript, 'branch' | 'tick'>
  /** the longest that rows wait in memory, milliseconds; default 100 */
  rowsWait?: number
  /** Keep the whole database in memory until rows have waited that long, or to the end. The disk is waited for by {@link RunRecorder.sync} alone. */
  held?: boolean
  /** A bound on the database's size in bytes, for disks that are shared; beyond it `disk-full`. */
  maxDatabaseBytes?: number
}

/**
 * The write side of one run. Every method is synchronous and cheap: rows wait in memory and are
 * written in one transaction, a tenth of a second later unless the options say otherwise. Failures of the disk reach
 * `onError` and throw from {@link flush} and {@link close}; nothing that waited is dropped by them.
 */
export class RunRecorder {
  readonly dir: string
  readonly paths: RunPaths
  readonly metadata: RunMetadata
  private readonly database: RunDatabase
  private readonly lock: RunLock
  private readonly queue: RowQueue
  private readonly ticks: TickLog
  private readonly events: EventLog
  private readonly metrics: MetricLog
  private readonly rows: RunRows
  private readonly onError: (error: PtpError) => void
  private readonly rowsWait: number
  private timer: NodeJS.Timeout | null = null
  private writtenAt = performance.now()
  private failure: PtpError | null = null
  private isClosed = false

  private constructor(dir: string, metadata: RunMetadata, database: RunDatabase, lock: RunLock, options: RecorderOptions) {
    this.dir = dir
    this.paths = runPaths(dir)
    this.metadata = metadata
    this.database = database
    this.lock = lock
    this.onError = options.onError ?? (() => undefined)
    this.rowsWait = options.rowsWait ?? FLUSH_MS
    if (options.maxDatabaseBytes !== undefined) {
      database.raw.pragma(`max_page_count = ${Math.ceil(options.maxDatabaseBytes / PAGE_BYTES)}`)
    }
    this.queue = new RowQueue(database)
    this.events = new EventLog(this.queue, database, metadata.run_id)
    this.metrics = new MetricLog(this.queue, metadata.run_id, () => database.bytes)
    this.ticks = new TickLog(this.queue, database, metadata.run_id, this.events, this.metrics)
    this.rows = new RunRows(this.queue, database, metadata)
  }

  /** Makes the run directory and its database. Throws `storage` if a run is there already. */
  static create(dir: string, metadata: RunMetadata, configYaml: string, options: RecorderOptions = {}): RunRecorder {
    const paths = createRunDirectory(dir, metadata, configYaml, options.held !== true)
    const lock = lockRun(dir)
    try {
      const recorder = new RunRecorder(dir, metadata, RunDatabase.create(paths.database, options.held), lock, options)
      recorder.rows.start(configYaml, options.agent ?? metadata.script?.name ?? 'unknown')
      if (options.script) recorder.rows.script({ branch: 0, tick: 0, ...options.script })
      recorder.flush()
      return recorder
    } catch (error) {
      lock.release()
      throw error
    }
  }

  /**
   * Opens a run to go on recording it, also after a crash. Nothing in it is changed but its status.
   * Throws `busy` while somebody else records it, `bad-run` or `newer-format` if it cannot be read.
   */
  static open(dir: string, options: RecorderOptions = {}): RunRecorder {
    const metadata = readMetadata(dir)
    const lock = lockRun(dir)
    try {
      const recorder = new RunRecorder(dir, metadata, RunDatabase.open(runPaths(dir).database), lock, options)
      recorder.rows.reopen()
      recorder.flush()
      return recorder
    } catch (error) {
      lock.release()
      throw error
    }
  }

  /** @returns a reader of what is written so far, on the recorder's own connection: it ends with the recorder */
  reader(): RunReader {
    return new RunReader(this.dir, { metadata: this.metadata, database: this.database })
  }

  /** Keeps the state a run starts in, before any action; `tick` is 0 for the first branch. */
  start(row: Pick<TickRecord, 'branch' | 'tick' | 'state' | 'wallTime'>): void {
    this.ticks.start(row)
    this.written()
  }

  /** Records one tick. Throws the write's failure only when too much waits already. */
  tick(row: TickRecord): void {
    if (this.failure !== null && this.queue.length > MAX_WAITING) throw this.failure
    this.ticks.tick(row)
    this.rows.reached(row)
    this.written()
  }

  /** The last tick of a branch, while it waits to be written; null when it is written. */
  waiting(branch: number): TickRecord | null {
    return this.rows.waiting(branch)
  }

  /** Adds a branch, with the next free number. */
  branch(branch: NewBranch): Branch {
    const row = this.rows.branch(branch)
    this.written()
    return row
  }

  /** Adds or replaces a snapshot's row. `file`: relative to the run directory, null while it is only in memory. */
  snapshot(meta: SnapshotMeta, file: string | null, fileBytes: number): void {
    this.rows.snapshot(meta, file, fileBytes)
    this.written()
  }

  snapshotRemoved(id: string): void {
    this.rows.snapshotRemoved(id)
    this.written()
  }

  /** Notes that the files of pictures were made smaller. @param file relative to the run directory */
  screenshotCompressed(file: string, bytes: number, quality: number): void {
    this.rows.screenshotCompressed(file, bytes, quality)
    this.written()
  }

  /** Takes out the rows of pictures whose file is gone. */
  screenshotsRemoved(file: string): void {
    this.rows.screenshotsRemoved(file)
    this.written()
  }

  /** dollars spent over the whole run so far */
  get cost(): number {
    return this.rows.totalCost
  }

  screenshot(row: ScreenshotRow, metadata: Record<string, unknown> = {}): void {
    this.rows.screenshot(row, metadata)
    this.written()
  }

  /** Keeps the exact text of a script that runs from `tick` on. */
  script(script: RunScript): void {
    this.rows.script(script)
    this.written()
  }

  /** Keeps the model that decides from now on; one that is kept already is not kept again. */
  model(configuration: ModelConfiguration): void {
    this.rows.model(configuration)
    this.written()
  }

  error(error: ErrorFacts, at: { branch: number; tick: number } | null = null): void {
    this.events.failure(error, at, new Date().toISOString())
    this.written()
  }

  metric(type: string, value: number, unit: string, at: { branch: number; tick: number }): void {
    this.metrics.add(type, value, unit, at.branch, at.tick, new Date().toISOString())
    this.written()
  }

  /** Sets the status of the run; any but `running` and `paused` also its end. */
  updateRun(status: RunStatus, end: RunEnd = {}): void {
    this.rows.status(status, end)
    this.written()
  }

  /** Writes everything that waits, now. Throws `disk-full` or `storage`, and then keeps it waiting. */
  flush(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    this.writtenAt = performance.now()
    this.write()
  }

  private write(): void {
    try {
      this.rows.settle()
      this.queue.write()
      this.failure = null
    } catch (error) {
      const known = storageError(this.database.file, error)
      this.failure = known instanceof PtpError ? known : new PtpError('internal', `${this.database.file}: ${String(error)}`, { cause: error })
      throw this.failure
    }
  }

  /** Writes what waits and gives the run free. The status stays as it was set last. */
  close(): void {
    if (this.isClosed) return
    try {
      this.flush()
    } finally {
      this.isClosed = true
      this.database.close()
      this.lock.release()
    }
  }

  /** After {@link close}: waits until the files the run began with, and its database, are on the disk. */
  async sync(): Promise<void> {
    const { config, metadata, database } = this.paths
    try {
      await syncFiles([config, metadata, database])
    } catch (error) {
      throw storageError(this.dir, error)
    }
  }

  private written(): void {
    // In memory, rows are best written while they are young: what waits longer is copied about by the garbage collector.
    if (this.database.isHeld && this.queue.length >= HELD_ROWS) this.write()
    // A loop that never yields would starve the timer, so the clock is looked at here as well.
    if (this.queue.length >= FLUSH_ROWS || performance.now() - this.writtenAt >= this.rowsWait) this.tryFlush()
    else this.timer ??= setTimeout(() => this.tryFlush(), this.rowsWait)
  }

  private tryFlush(): void {
    const before = this.failure
    if (before !== null && performance.now() - this.writtenAt < FLUSH_MS) return
    try {
      this.flush()
      this.database.settle()
    } catch (error) {
      if (!(error instanceof PtpError)) throw error
      if (before?.code !== error.code) this.onError(error)
    }
  }
}

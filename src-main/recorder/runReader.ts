import type { Branch, EventKind, GameState, ModelConfiguration, RunMetadata, RunSummary, ScreenshotRow } from '../../src-preload/contract/index.ts'
import { RunDatabase } from './database.ts'
import type { Cell, Row } from './database.ts'
import { readActions, readInputs } from './read/actions.ts'
import type { ActionPage, ActionQuery, InputRow } from './read/actions.ts'
import { countEvents, readEventBuckets, readEvents } from './read/events.ts'
import type { EventBuckets, EventQuery, EventRow } from './read/events.ts'
import { readBranches, readLine } from './read/line.ts'
import type { Segment } from './read/line.ts'
import { nearestScreenshot, readScreenshot, readScreenshots, screenshotIndex } from './read/pictures.ts'
import type { ScreenshotIndex, ScreenshotPage, ScreenshotQuery } from './read/pictures.ts'
import { numberNames, readSeries } from './read/series.ts'
import type { Series } from './read/series.ts'
import { readState, readStates } from './read/states.ts'
import type { StateAt } from './read/states.ts'
import { readSummary } from './read/summary.ts'
import { readBattles, readErrors, readMetrics, readModels, readResumePoint, readScripts, readSnapshots } from './read/tables.ts'
import type { BattleRow, ErrorRow, MetricRow, ResumePoint, ScriptRow, SnapshotRow } from './read/tables.ts'
import { readMetadata, runPaths } from './runDirectory.ts'
import type { RunPaths } from './runDirectory.ts'

/**
 * The read side of one run; it may be recorded at the same time. A *line* is named by its last
 * branch: that branch's ticks and those of its ancestors before each fork.
 *
 * Everything throws `bad-run` for damaged files and `not-found` for branches, ticks and ids there are not.
 */
export class RunReader {
  readonly dir: string
  readonly paths: RunPaths
  readonly metadata: RunMetadata
  private readonly database: RunDatabase
  private readonly isShared: boolean

  /**
   * Opens a run directory. Throws `bad-run` or `newer-format`.
   * @param live what the recorder of this process has open of it, to read through; it stays open then
   */
  constructor(dir: string, live: { metadata: RunMetadata; database: RunDatabase } | null = null) {
    this.dir = dir
    this.paths = runPaths(dir)
    this.metadata = live?.metadata ?? readMetadata(dir)
    this.database = live?.database ?? RunDatabase.openReadOnly(this.paths.database)
    this.isShared = live !== null
  }

  summary(): RunSummary {
    return readSummary(this.database, this.dir, this.metadata)
  }

  branches(): Branch[] {
    return readBranches(this.database)
  }

  /** The segments of a line, the root's first. */
  lineage(branch: number): Segment[] {
    return readLine(this.database, branch)
  }

  actions(query: ActionQuery): ActionPage {
    return readActions(this.database, query)
  }

  /** The inputs of a line from..to (both included), in batches. */
  inputs(line: number, from: number, to: number): Generator<InputRow[]> {
    return readInputs(this.database, line, from, to)
  }

  stateAt(line: number, tick: number): GameState {
    return readState(this.database, line, tick)
  }

  /** The state at `from`, then every one that differs from the one before, up to `to`. */
  statesBetween(line: number, from: number, to: number): Generator<StateAt> {
    return readStates(this.database, line, from, to)
  }

  /** The names {@link series} knows at a tick: `x`, `party[0].hp`, `vars.steps`… */
  numberNames(line: number, tick: number): string[] {
    return numberNames(this.database, line, tick)
  }

  /** A chart of one number. It is read piece by piece: each `next` is a few milliseconds of work, the last gives the series. */
  series(line: number, name: string, from: number, to: number, buckets: number): Generator<undefined, Series> {
    return readSeries(this.database, line, name, from, to, buckets)
  }

  events(query: EventQuery = {}): EventRow[] {
    return readEvents(this.database, query)
  }

  /** How many events of each kind the run has, over all branches. */
  eventCounts(): Partial<Record<EventKind, number>> {
    return countEvents(this.database)
  }

  eventBuckets(line: number, from: number, to: number, buckets: number): EventBuckets {
    return readEventBuckets(this.database, line, from, to, buckets)
  }

  screenshot(id: string): ScreenshotRow {
    return readScreenshot(this.database, id)
  }

  /** The last picture at or before a tick, else the first after it. */
  nearestScreenshot(line: number, tick: number): ScreenshotRow | null {
    return nearestScreenshot(this.database, line, tick)
  }

  screenshots(query: ScreenshotQuery): ScreenshotPage {
    return readScreenshots(this.database, query)
  }

  screenshotIndex(line: number): ScreenshotIndex {
    return screenshotIndex(this.database, line)
  }

  battles(branch: number | null = null, limit = 10_000): BattleRow[] {
    return readBattles(this.database, branch, limit)
  }

  metrics(type: string | null = null): MetricRow[] {
    return readMetrics(this.database, type)
  }

  errors(): ErrorRow[] {
    return readErrors(this.database)
  }

  /** The models it was decided by, where its agents told of them. */
  models(): ModelConfiguration[] {
    return readModels(this.database)
  }

  snapshots(): SnapshotRow[] {
    return readSnapshots(this.database)
  }

  scripts(): ScriptRow[] {
    return readScripts(this.database)
  }

  resumePoint(branch: number | null = null): ResumePoint {
    return readResumePoint(this.database, branch)
  }

  /** Any question in SQL that only reads, for what has no method of its own. */
  query(sql: string, ...params: Cell[]): Row[] {
    return this.database.all(sql, ...params)
  }

  close(): void {
    if (!this.isShared) this.database.close()
  }
}

import { readFile, stat, open as openFile } from 'node:fs/promises'
import path from 'node:path'
import { PtpError, type GameState, type LiveRun, type RunSummary, type ScreenshotRow, type Settings, type SettingsChange, type SnapshotSummary } from '../../src-preload/contract/index.ts'
import { runPaths } from '../recorder/index.ts'
import { readChanges } from '../run/index.ts'
import type { DeskParts } from './desk.ts'
import { EntryLog } from './entries.ts'
import { Meters, type RunMeters } from './meters.ts'
import { runDirOf } from './runDir.ts'
import type { OpenRun } from './runShelf.ts'

/** The decision a run took last. */
export interface LastDecision {
  at: string
  type: string
  confidence: number | null
  latency_ms: number | null
  tokens: number | null
  cost: number | null
}

/** What a dashboard shows of one run. */
export interface RunFacts {
  summary: RunSummary
  live: LiveRun | null
  branch: number
  tick: number
  state: GameState
  last: LastDecision | null
  errors: number
  snapshots: number
  /** calls of an API its agent may still make now; null where nothing limits them */
  callsLeft: number | null
}

/** A piece of a log file, and where it ends. */
export interface LogPiece {
  text: string
  /** bytes from the start of the file, to go on from */
  end: number
}

const MAX_LOG_BYTES = 256 * 1024
/** A decision may be of several actions; what it took stands with the first. Agents whose decisions take nothing have one for each tick. */
const LAST = `SELECT * FROM (SELECT tick, timestamp AS at, decision_type AS type, confidence_score AS confidence, decision_latency_ms AS latency_ms, tokens_used AS tokens, api_cost AS cost
  FROM action_history WHERE branch = ? AND tick <= ? ORDER BY tick DESC LIMIT 100) ORDER BY latency_ms IS NULL, tick DESC LIMIT 1`

/** Looks at runs for those who watch from outside: other programs, other terminals. It changes nothing. */
export class Observer {
  readonly entries: EntryLog
  readonly #parts: Pick<DeskParts, 'workbench' | 'live' | 'shelf'>
  readonly #meters: Meters

  constructor(parts: Pick<DeskParts, 'workbench' | 'live' | 'shelf' | 'matching'>) {
    this.#parts = parts
    this.entries = new EntryLog(parts)
    this.#meters = new Meters()
  }

  live(): LiveRun[] {
    return this.#parts.live.list().map(({ run }) => run.live)
  }

  /**
   * The run that is meant.
   * @param run id, also of one that is not live; without one, the only live run
   * @throws PtpError `not-found` when none is live or there is no such run, `bad-input` when several are live
   */
  which(run?: string): string {
    if (run !== undefined) return this.#parts.live.get(run) ? run : path.basename(runDirOf(this.#parts.workbench, run))
    const live = this.#parts.live.list().map((entry) => entry.run.id)
    const [only] = live
    if (only === undefined) throw new PtpError('not-found', 'no run is live', { hint: 'start one, or name a recorded one by its id' })
    if (live.length > 1) throw new PtpError('bad-input', `${live.length} runs are live`, { hint: `say which by its id: ${live.join(', ')}`, details: { runs: live } })
    return only
  }

  /** @throws PtpError `not-found`, `bad-run` */
  async facts(run: string): Promise<RunFacts> {
    const open = await this.#parts.shelf.open(run)
    const { live, branch, tick } = this.#present(open)
    return {
      summary: open.reader.summary(),
      live, branch, tick,
      state: live?.state ?? open.reader.stateAt(branch, tick),
      last: lastDecision(open, branch, tick),
      errors: Number(open.reader.query('SELECT count(*) AS n FROM errors')[0]?.['n'] ?? 0),
      snapshots: open.store.list().length,
      callsLeft: this.#parts.live.get(run)?.run.callsLeft ?? null,
    }
  }

  /** Performance and game metrics; each is measured anew no more often than it is worth. */
  async meters(run: string): Promise<RunMeters> {
    const open = await this.#parts.shelf.open(run)
    const { live, branch, tick } = this.#present(open)
    return this.#meters.of(open, this.#parts.live.get(run)?.run ?? null, { branch, tick, state: live?.state ?? open.reader.stateAt(branch, tick) })
  }

  /** A page of the pictures of the line that was played last, the earliest first. */
  async screenshots(run: string, offset: number, limit: number): Promise<{ rows: ScreenshotRow[]; total: number }> {
    const open = await this.#parts.shelf.open(run)
    return open.reader.screenshots({ line: this.#present(open).branch, offset, limit })
  }

  /** @param id of a screenshot; `latest` is the last one of the line that was played last @throws PtpError `not-found` */
  async screenshot(run: string, id: string): Promise<ScreenshotRow & { annotations: unknown }> {
    const open = await this.#parts.shelf.open(run)
    const row = id === 'latest' ? open.reader.nearestScreenshot(this.#present(open).branch, Number.MAX_SAFE_INTEGER) : open.reader.screenshot(id)
    if (!row) throw new PtpError('not-found', `run ${run} has no screenshot yet`, { hint: 'wait for the first one, or set screenshot.interval lower' })
    const kept = open.reader.query('SELECT annotations FROM screenshots WHERE screenshot_id = ?', row.id)[0]?.['annotations']
    return { ...row, annotations: typeof kept === 'string' ? (JSON.parse(kept) as unknown) : null }
  }

  async snapshots(run: string): Promise<SnapshotSummary[]> {
    return (await this.#parts.shelf.open(run)).store.list().map(({ agent: _, ...meta }) => meta)
  }

  /** @returns the file of a durable snapshot, once it is on the disk @throws PtpError `not-found` */
  async snapshotFile(run: string, id: string): Promise<string> {
    const { store } = await this.#parts.shelf.open(run)
    await store.flush()
    if (!store.get(id)) throw new PtpError('not-found', `run ${run} has no snapshot ${id}`)
    return path.join(store.dir, `${id}.ptpsnap`)
  }

  /** The settings a live run is played under now; null when it is not live. */
  settings(run: string): Settings | null {
    return this.#parts.live.get(run)?.run.settings ?? null
  }

  /** What was changed of a run's settings while it went, the earliest first. @throws PtpError `bad-run` */
  changes(run: string): SettingsChange[] {
    return readChanges(this.#parts.live.get(run)?.run.files.dir ?? runDirOf(this.#parts.workbench, run))
  }

  /** The configuration a run was started with, as YAML. */
  config(run: string): Promise<string> {
    return readFile(runPaths(runDirOf(this.#parts.workbench, run)).config, 'utf8')
  }

  /**
   * Lines of the run's log.
   * @param from bytes from the start; null: so that about `lines` of them are given
   */
  async log(run: string, from: number | null, lines = 100): Promise<LogPiece> {
    const file = path.join(runPaths(runDirOf(this.#parts.workbench, run)).logs, 'run.log')
    const size = (await stat(file).catch(() => null))?.size ?? 0
    const start = Math.max(0, size - MAX_LOG_BYTES, from ?? 0)
    if (start >= size) return { text: '', end: size }
    await using handle = await openFile(file, 'r')
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start)
    // A line that is being written comes whole with the next piece.
    const whole = buffer.subarray(0, buffer.subarray(0, bytesRead).lastIndexOf(10) + 1)
    const text = whole.toString('utf8')
    return { text: from === null ? lastLines(text, lines) : text, end: start + whole.length }
  }

  /** Where a run stands: live, or at the end of the branch that was made last. */
  #present(open: OpenRun): { live: LiveRun | null; branch: number; tick: number } {
    const live = this.#parts.live.get(open.id)?.run.live ?? null
    if (live) return { live, branch: live.branch, tick: live.tick }
    const last = open.branches.at(-1)
    return { live, branch: last?.branch ?? 0, tick: last?.head_tick ?? 0 }
  }
}

function lastDecision({ reader, line }: OpenRun, branch: number, tick: number): LastDecision | null {
  const own = line(branch).find(({ from, to }) => tick >= from && tick <= to)?.branch ?? branch
  const [row] = reader.query(LAST, own, tick)
  if (!row) return null
  const number = (name: string): number | null => (typeof row[name] === 'number' ? row[name] : null)
  return { at: String(row['at']), type: String(row['type'] ?? ''), confidence: number('confidence'), latency_ms: number('latency_ms'), tokens: number('tokens'), cost: number('cost') }
}

function lastLines(text: string, count: number): string {
  return text.split('\n').slice(-count - 1).join('\n')
}

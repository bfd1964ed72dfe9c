import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { PtpError } from '../../src-preload/contract/index.ts'
import { isAlive } from '../isAlive.ts'

/** A claim holds so long unless it is renewed, ms: what a machine that slept, or a stopped process, may hold others up. */
export const CLAIM_MS = 30_000

/**
 * `playing`: it has begun and not ended, or its process died · `waiting`: it is to be delivered · `delivered` ·
 * `refused`: it cannot be delivered as it is.
 */
export type QueueState = 'playing' | 'waiting' | 'delivered' | 'refused'

/** A run in the queue. Times are ms since 1970. */
export interface QueuedRun {
  run_id: string
  state: QueueState
  /** counts how often it ended: a delivery that began before the last end does not settle it */
  version: number
  /** since when it waits */
  since: number
  attempts: number
  /** why the last attempt failed, or why it is refused; '' for neither */
  error: string
  next_try: number
  delivered_at: number | null
  /** where it was delivered, as addresses are shown */
  target: string
  /** of its files when it was refused: another one may be taken */
  stamp: string
}

/** A run that this process is to deliver now. */
export interface Claim extends Pick<QueuedRun, 'run_id' | 'version' | 'attempts'> {
  token: string
}

const TABLE = `
CREATE TABLE IF NOT EXISTS deliveries (
  run_id TEXT PRIMARY KEY, state TEXT NOT NULL, version INTEGER NOT NULL, since INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT '', next_try INTEGER NOT NULL DEFAULT 0, delivered_at INTEGER, target TEXT NOT NULL DEFAULT '',
  stamp TEXT NOT NULL DEFAULT '', claim TEXT, claim_pid INTEGER, claim_until INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS deliveries_state ON deliveries (state, target, next_try)`
const COLUMNS = 'run_id, state, version, since, attempts, error, next_try, delivered_at, target, stamp'

/**
 * Which runs of a home are to be delivered: central.db, shared by all processes of the home. Every method is one short transaction.
 * A row is written when a run begins, long before it could be lost: whatever kills the process, the run is found again.
 */
export class DeliveryQueue {
  readonly file: string
  readonly #database: Database.Database
  readonly #statements = new Map<string, Database.Statement>()

  private constructor(file: string, database: Database.Database) {
    this.file = file
    this.#database = database
  }

  /** @throws PtpError `storage` when it cannot be opened or is damaged */
  static open(home: string): DeliveryQueue {
    const file = path.join(home, 'central.db')
    return told(file, () => {
      mkdirSync(home, { recursive: true })
      const database = new Database(file, { timeout: 5000 })
      try {
        // As durable as the runs themselves: what a power cut takes of the newest rows it takes of the newest runs too.
        database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${TABLE}`)
        return new DeliveryQueue(file, database)
      } catch (error) {
        database.close()
        throw error
      }
    })
  }

  /** A run has begun, or goes on. What was delivered of it stays so until it ends again. */
  begun(run: string): void {
    this.#run(`INSERT INTO deliveries (run_id, state, version, since) VALUES (?, 'playing', 1, ?) ON CONFLICT (run_id) DO UPDATE SET state = 'playing', version = version + 1`, run, Date.now())
  }

  /** A run has ended, or is to be delivered again. */
  ended(run: string): void {
    this.#run(
      `INSERT INTO deliveries (run_id, state, version, since) VALUES (?, 'waiting', 1, ?)
       ON CONFLICT (run_id) DO UPDATE SET since = CASE WHEN state = 'waiting' THEN since ELSE excluded.since END, state = 'waiting', version = version + 1, attempts = 0, error = '', next_try = 0, stamp = ''`,
      run, Date.now(),
    )
  }

  /** It is no run any more: nothing is left to deliver. */
  forget(run: string): void {
    this.#run('DELETE FROM deliveries WHERE run_id = ?', run)
  }

  /**
   * Takes the run that waits longest for this process; nobody else gets it until the claim is given back, or runs out.
   * @param among only these; null: any
   */
  claim(among: readonly string[] | null = null): Claim | null {
    const now = Date.now()
    const token = randomUUID()
    const filter = among === null ? '' : `AND run_id IN (SELECT value FROM json_each(?))`
    const free = `state = 'waiting' AND next_try <= ? AND (claim IS NULL OR claim_until < ?)`
    const params = [now, now, ...(among === null ? [] : [JSON.stringify(among)])]
    const found = this.#all(
      `UPDATE deliveries SET claim = ?, claim_pid = ?, claim_until = ? WHERE run_id = (SELECT run_id FROM deliveries WHERE ${free} ${filter} ORDER BY since, run_id LIMIT 1) RETURNING run_id, version, attempts`,
      token, process.pid, now + CLAIM_MS, ...params,
    ) as Omit<Claim, 'token'>[]
    return found[0] ? { ...found[0], token } : null
  }

  /** Keeps a claim for a while longer. */
  renew({ run_id, token }: Claim): void {
    this.#run('UPDATE deliveries SET claim_until = ? WHERE run_id = ? AND claim = ?', Date.now() + CLAIM_MS, run_id, token)
  }

  /** Frees the claims of processes of this machine that are gone, without waiting for them to run out. */
  freeDead(): void {
    const pids = this.#all('SELECT DISTINCT claim_pid AS pid FROM deliveries WHERE claim IS NOT NULL') as { pid: number }[]
    for (const { pid } of pids) if (!isAlive(pid)) this.#run('UPDATE deliveries SET claim = NULL WHERE claim_pid = ?', pid)
  }

  /** It was delivered, as it was when it was claimed: one that ended once more since then goes on waiting. */
  delivered(claim: Claim, target: string): void {
    this.#settle(claim, `state = 'delivered', delivered_at = ?, target = ?, error = '', attempts = 0`, Date.now(), target)
  }

  /** It cannot be delivered as it is. @param stamp of its files */
  refused(claim: Claim, reason: string, stamp: string): void {
    this.#settle(claim, `state = 'refused', error = ?, stamp = ?`, reason, stamp)
  }

  /** It did not work this time. @param delay ms until it may be tried again */
  failed(claim: Claim, reason: string, delay: number): void {
    this.#settle(claim, 'error = ?, attempts = attempts + 1, next_try = ?', reason, Date.now() + delay)
  }

  /** Gives a claim back as if it had never been taken. @param delay ms until it may be claimed again */
  giveBack(claim: Claim, delay = 0): void {
    this.#settle(claim, 'next_try = ?', Date.now() + delay)
  }

  /** Lets everything that waits be tried at once. */
  hasten(): void {
    this.#run(`UPDATE deliveries SET next_try = 0 WHERE state = 'waiting' AND next_try > 0`)
  }

  get(run: string): QueuedRun | null {
    return (this.#all(`SELECT ${COLUMNS} FROM deliveries WHERE run_id = ?`, run)[0] as QueuedRun | undefined) ?? null
  }

  /** All runs in a state, those that wait longest first. */
  list(state: QueueState): QueuedRun[] {
    return this.#all(`SELECT ${COLUMNS} FROM deliveries WHERE state = ? ORDER BY since, run_id`, state) as QueuedRun[]
  }

  /**
   * How much waits still, at whatever length the queue is.
   * @param among only these; null: all
   * @returns how many wait, how many of them failed and are not due again yet, and one of the reasons
   */
  left(among: readonly string[] | null = null): { waiting: number; stuck: number; error: string } {
    const filter = among === null ? '' : 'AND run_id IN (SELECT value FROM json_each(?))'
    const params = [Date.now(), ...(among === null ? [] : [JSON.stringify(among)])]
    const [row] = this.#all(`SELECT count(*) AS waiting, coalesce(sum(attempts > 0 AND next_try > ?), 0) AS stuck, coalesce(max(error), '') AS error FROM deliveries WHERE state = 'waiting' ${filter}`, ...params) as { waiting: number; stuck: number; error: string }[]
    return row ?? { waiting: 0, stuck: 0, error: '' }
  }

  /** When the next of those that wait may be tried, ms since 1970; null when none waits. */
  nextTry(): number | null {
    const [row] = this.#all(`SELECT min(CASE WHEN claim IS NULL THEN next_try ELSE max(next_try, claim_until + 1) END) AS at FROM deliveries WHERE state = 'waiting'`) as { at: number | null }[]
    return row?.at ?? null
  }

  /** @param target only what was delivered there counts as delivered */
  counts(target: string): { waiting: number; refused: number; delivered: number } {
    const rows = this.#all(`SELECT state, count(*) AS n FROM deliveries WHERE state <> 'delivered' OR target = ? GROUP BY state`, target) as { state: QueueState; n: number }[]
    const of = (state: QueueState): number => rows.find((row) => row.state === state)?.n ?? 0
    return { waiting: of('waiting'), refused: of('refused'), delivered: of('delivered') }
  }

  close(): void {
    if (this.#database.open) this.#database.close()
  }

  #settle({ run_id, token, version }: Claim, change: string, ...params: (string | number | null)[]): void {
    this.#run(`UPDATE deliveries SET ${change} WHERE run_id = ? AND claim = ? AND version = ? AND state = 'waiting'`, ...params, run_id, token, version)
    this.#run('UPDATE deliveries SET claim = NULL WHERE run_id = ? AND claim = ?', run_id, token)
  }

  #run(sql: string, ...params: (string | number | null)[]): void {
    told(this.file, () => this.#statement(sql).run(...params))
  }

  #all(sql: string, ...params: (string | number | null)[]): unknown[] {
    return told(this.file, () => this.#statement(sql).all(...params))
  }

  #statement(sql: string): Database.Statement {
    let statement = this.#statements.get(sql)
    if (statement === undefined) this.#statements.set(sql, (statement = this.#database.prepare(sql)))
    return statement
  }
}

function told<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof PtpError || !(cause instanceof Error)) throw cause
    throw new PtpError('storage', `${file}: ${cause.message}`, {
      hint: 'the runs themselves are safe: when the file is mended or removed, `ptp central push --all` delivers what it knew', cause,
    })
  }
}

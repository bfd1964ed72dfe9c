import { LRUCache } from 'lru-cache'
import type { OpenRun } from './runShelf.ts'

/** Ticks that are counted together. */
const BUCKET = 4096
const KEEP = 100

/** How many events happened before a tick, without counting them all each time: full stretches of ticks never change. */
export class EventCounts {
  /** by run and branch: events in the first i buckets */
  readonly #sums = new LRUCache<string, number[]>({ max: KEEP })

  /** @returns events of a branch at ticks below `tick` */
  below(open: OpenRun, branch: number, tick: number): number {
    const head = open.branches.find((each) => each.branch === branch)?.head_tick ?? 0
    const end = Math.min(tick, head + 1)
    const bucket = Math.floor(end / BUCKET)
    const before = this.#sumsTo(open, branch, bucket)[bucket] ?? 0
    const [row] = open.reader.query('SELECT count(*) AS n FROM events WHERE branch = ? AND tick >= ? AND tick < ?', branch, bucket * BUCKET, end)
    return before + Number(row?.['n'] ?? 0)
  }

  #sumsTo(open: OpenRun, branch: number, bucket: number): number[] {
    const key = `${open.id}/${branch}`
    const sums = this.#sums.get(key) ?? [0]
    this.#sums.set(key, sums)
    if (sums.length > bucket) return sums
    const first = sums.length - 1
    const rows = open.reader.query(
      'SELECT CAST(tick / ? AS INTEGER) AS bucket, count(*) AS n FROM events WHERE branch = ? AND tick >= ? AND tick < ? GROUP BY 1', BUCKET, branch, first * BUCKET, bucket * BUCKET,
    )
    const counts = new Map(rows.map((row) => [Number(row['bucket']), Number(row['n'])]))
    for (let at = first; at < bucket; at++) sums.push((sums.at(-1) ?? 0) + (counts.get(at) ?? 0))
    return sums
  }
}

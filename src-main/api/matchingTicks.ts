import { setImmediate as turn } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import type { EventKind } from '../../src-preload/contract/index.ts'
import type { Segment } from '../recorder/index.ts'
import type { OpenRun } from './runShelf.ts'

/** Ticks whose texts are looked through in one go: a few milliseconds, more while the disk is cold. */
const TEXT_CHUNK = 2_500
/** Events lie thinner. */
const EVENT_CHUNK = 200_000
const KEEP = 12

export interface TickFilter {
  text?: string | undefined
  kinds?: readonly EventKind[] | undefined
  events_only?: boolean | undefined
}

type Cell = string | number

/** Ticks found so far, and how far was looked. */
interface Found {
  ticks: number[]
  to: number
  looking: Promise<void>
}

/** The ticks of lines that fit a filter. They are kept, and looked for only beyond what is known when a run grows. */
export class MatchingTicks {
  readonly #found = new LRUCache<string, Found>({ max: KEEP })

  /**
   * @param line the played ticks of the line, the first branch first
   * @returns the ticks within from..to that fit, ascending
   */
  async find(open: OpenRun, branch: number, line: readonly Segment[], from: number, to: number, filter: TickFilter): Promise<readonly number[]> {
    const key = JSON.stringify([open.id, branch, from, filter.text ?? '', filter.kinds ?? [], filter.events_only ?? false])
    let found = this.#found.get(key)
    if (!found) {
      found = { ticks: [], to: from - 1, looking: Promise.resolve() }
      this.#found.set(key, found)
    }
    const here = found
    const looking = here.looking.then(() => lookFurther(here, open, line, to, filter))
    // A failed look is told to who asked for it; the next one goes on where it stopped.
    here.looking = looking.catch(() => undefined)
    await looking
    return here.to <= to ? here.ticks : here.ticks.slice(0, atOrBefore(here.ticks, to) + 1)
  }

  /** Forgets what was found in a run. */
  forget(run: string): void {
    for (const key of this.#found.keys()) if (key.startsWith(`["${run}",`)) this.#found.delete(key)
  }
}

/** @returns whether the filter lets everything through */
export function isEmpty({ text, kinds, events_only }: TickFilter): boolean {
  return (text?.trim() ?? '') === '' && (kinds?.length ?? 0) === 0 && events_only !== true
}

/** @returns index of the last of the ascending ticks that is at or before `tick`, −1 when there is none */
export function atOrBefore(ticks: readonly number[], tick: number): number {
  let [low, high] = [-1, ticks.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((ticks[middle] ?? Infinity) <= tick) low = middle
    else high = middle - 1
  }
  return low
}

async function lookFurther(found: Found, open: OpenRun, line: readonly Segment[], to: number, filter: TickFilter): Promise<void> {
  const { sql, params, chunk } = questionOf(filter)
  for (const segment of line) {
    const end = Math.min(segment.to, to)
    for (let start = Math.max(segment.from, found.to + 1); start <= end; start += chunk) {
      const last = Math.min(end, start + chunk - 1)
      for (const row of open.reader.query(sql, ...params(segment.branch, start, last))) found.ticks.push(Number(row['tick']))
      found.to = last
      if (last < end) await turn()
    }
  }
}

interface Question {
  sql: string
  chunk: number
  params: (branch: number, from: number, to: number) => Cell[]
}

function questionOf({ text, kinds = [], events_only }: TickFilter): Question {
  const wanted = text?.trim() ?? ''
  const pattern = `%${wanted.replace(/[\\%_]/g, '\\$&')}%`
  const like = (column: string): string => `${column} LIKE ? ESCAPE '\\'`
  const action = `(${like('a.action')} OR ${like('a.result')} OR ${like('a.reasoning')})`
  const ofKind = kinds.length > 0 ? ` AND e.kind IN (${kinds.map(() => '?').join(',')})` : ''
  const events = `SELECT DISTINCT e.tick FROM events e WHERE e.branch = ? AND e.tick BETWEEN ? AND ?${ofKind}`
  if (wanted === '') return { sql: `${events} ORDER BY e.tick`, chunk: EVENT_CHUNK, params: (...place) => [...place, ...kinds] }
  if (kinds.length > 0 || events_only === true) {
    return {
      sql: `${events} AND (${like('e.title')} OR EXISTS (SELECT 1 FROM action_history a WHERE a.branch = e.branch AND a.tick = e.tick AND ${action})) ORDER BY e.tick`,
      chunk: TEXT_CHUNK,
      params: (...place) => [...place, ...kinds, pattern, pattern, pattern, pattern],
    }
  }
  return {
    sql: `SELECT a.tick FROM action_history a WHERE a.branch = ? AND a.tick BETWEEN ? AND ? AND ${action}
      UNION ${events} AND ${like('e.title')} ORDER BY 1`,
    chunk: TEXT_CHUNK,
    params: (...place) => [...place, pattern, pattern, pattern, ...place, pattern],
  }
}

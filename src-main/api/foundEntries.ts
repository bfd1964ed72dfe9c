import { LRUCache } from 'lru-cache'
import type { Segment } from '../recorder/index.ts'
import { actionClause, eventClause, type EntryFilter } from './entryFilter.ts'
import { inTurns } from './inTurns.ts'
import type { OpenRun } from './runShelf.ts'

/** Ticks looked through at once: a few milliseconds. */
const STRETCH = 2_000
/** Where few are looked for by an index. */
const LONG_STRETCH = 200_000
const KEEP = 8

/** A tick has at most so many entries: its action and 15 events. */
const ENTRIES = 16

/** Where an entry of a branch stands: its tick × 16, and 1 + its number among the events of the tick, or 0 for the action. */
export type EntryKey = number

export function tickOfKey(key: EntryKey): number {
  return Math.floor(key / ENTRIES)
}

/** @returns the number of an event among those of its tick, −1 for the action */
export function eventOfKey(key: EntryKey): number {
  return (key % ENTRIES) - 1
}

interface Found {
  keys: EntryKey[]
  to: number
  looking: Promise<void>
}

/** The entries of branches that fit a filter. They are kept, and looked for only beyond what is known when a run grows. */
export class FoundEntries {
  readonly #found = new LRUCache<string, Found>({ max: KEEP })

  /** @returns keys of the part that fit, ascending */
  async find(open: OpenRun, { branch, from, to }: Segment, filter: EntryFilter): Promise<readonly EntryKey[]> {
    const { text = '', kinds = [], types = [] } = filter
    const name = JSON.stringify([open.id, branch, from, text.trim(), kinds, types])
    const found = this.#found.get(name) ?? { keys: [], to: from - 1, looking: Promise.resolve() }
    this.#found.set(name, found)
    const looking = found.looking.then(() => inTurns(lookFurther(found, open, branch, to, filter)))
    // A failed look is told to who asked for it; the next one goes on where it stopped.
    found.looking = looking.catch(() => undefined)
    await looking
    return found.to <= to ? found.keys : found.keys.filter((key) => tickOfKey(key) <= to)
  }
}

function* lookFurther(found: Found, open: OpenRun, branch: number, to: number, filter: EntryFilter): Generator<undefined, void> {
  const actions = actionClause(filter)
  const events = eventClause(filter)
  const isByKind = actions === null && (filter.kinds?.length ?? 0) > 0
  while (found.to < to) {
    const from = found.to + 1
    const last = Math.min(to, found.to + (isByKind ? LONG_STRETCH : STRETCH))
    const acted = actions === null ? [] : open.reader.query(`SELECT a.tick * ${ENTRIES} AS key FROM action_history a WHERE a.branch = ? AND a.tick BETWEEN ? AND ?${actions.sql}`, branch, from, last, ...actions.params)
    const happened = events === null ? [] : open.reader.query(
      `SELECT e.tick * ${ENTRIES} + min(e.seq, ${ENTRIES - 2}) + 1 AS key FROM events e ${isByKind ? 'INDEXED BY idx_events_kind' : ''} WHERE e.branch = ? AND e.tick BETWEEN ? AND ?${events.sql}`,
      branch, from, last, ...events.params,
    )
    for (const key of [...acted, ...happened].map((row) => Number(row['key'])).sort((a, b) => a - b)) found.keys.push(key)
    found.to = last
    yield
  }
}

/** All entries of ticks from..to of a branch, ascending. */
export function keysIn(open: OpenRun, branch: number, from: number, to: number): EntryKey[] {
  const happened = open.reader.query(`SELECT tick * ${ENTRIES} + min(seq, ${ENTRIES - 2}) + 1 AS key FROM events WHERE branch = ? AND tick BETWEEN ? AND ?`, branch, from, to)
  const acted = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => (from + i) * ENTRIES)
  return [...acted, ...happened.map((row) => Number(row['key']))].sort((a, b) => a - b)
}

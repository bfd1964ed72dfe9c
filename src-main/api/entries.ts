import { setTimeout as sleep } from 'node:timers/promises'
import type { Segment } from '../recorder/index.ts'
import type { DeskParts } from './desk.ts'
import type { EntryFilter } from './entryFilter.ts'
import { readEntries, type LogEntry } from './entryRows.ts'
import { EventCounts } from './eventCounts.ts'
import { FoundEntries, keysIn, type EntryKey } from './foundEntries.ts'
import type { OpenRun } from './runShelf.ts'

export interface EntryQuery extends EntryFilter {
  /** default: the branch that is live or was made last */
  branch?: number | undefined
  from?: number | undefined
  to?: number | undefined
  order?: 'asc' | 'desc' | undefined
  offset: number
  limit: number
}

export interface EntryPage {
  entries: LogEntry[]
  total: number
}

/** Entries that are read at once while somebody follows a run. */
const BATCH = 200
/** How long to wait for news of a run before looking again, ms. */
const LOOK_MS = 100

/** Part of a line with how many entries it has, and how to get some of them. */
interface Part {
  branch: number
  count: number
  keys(offset: number, limit: number): readonly EntryKey[]
}

/** Actions and events of a run as one list, in the order they came: each tick's action, then what happened in it. */
export class EntryLog {
  readonly #parts: Pick<DeskParts, 'live' | 'shelf'>
  readonly #counts = new EventCounts()
  readonly #found = new FoundEntries()

  constructor(parts: Pick<DeskParts, 'live' | 'shelf'>) {
    this.#parts = parts
  }

  /** @throws PtpError `not-found` */
  async page(run: string, query: EntryQuery): Promise<EntryPage> {
    const open = await this.#parts.shelf.open(run)
    const line = cut(open, query.branch ?? this.#branchOf(open), query.from ?? 1, query.to ?? Infinity)
    const parts: Part[] = []
    for (const segment of line) parts.push(isEmpty(query) ? this.#whole(open, segment) : await this.#filtered(open, segment, query))
    const total = parts.reduce((sum, { count }) => sum + count, 0)
    const isDescending = query.order === 'desc'
    // A page counted from the end is one counted from the start.
    let skip = isDescending ? Math.max(0, total - query.offset - query.limit) : query.offset
    let left = isDescending ? Math.max(0, Math.min(query.limit, total - query.offset)) : query.limit
    const entries: LogEntry[] = []
    for (const { branch, count, keys } of parts) {
      if (skip < count && left > 0) {
        const own = keys(skip, left)
        entries.push(...readEntries(open, branch, own))
        left -= own.length
      }
      skip = Math.max(0, skip - count)
    }
    return { entries: isDescending ? entries.reverse() : entries, total }
  }

  /**
   * Gives the entries of a live run as they come, until it is not live any more; of a recorded one those there are.
   * An empty list says that there was nothing for a while.
   * @param after the tick behind which to begin; null: the present one
   * @param signal nobody listens any more
   * @param ending give what is recorded by now, then end
   */
  async *follow(run: string, after: number | null, signal: AbortSignal, ending: AbortSignal): AsyncGenerator<LogEntry[]> {
    let at: { branch: number; tick: number } | null = null
    while (!signal.aborted) {
      const isLast = ending.aborted
      // Looked at before the run is read: what is played meanwhile may not be written yet.
      const playing = this.#parts.live.get(run)?.run ?? null
      const live = playing?.live ?? null
      const hasEnded = isLast || playing === null || (!playing.isClosing && !['running', 'paused'].includes(playing.status))
      const open = await this.#open(run)
      const branch = live?.branch ?? this.#branchOf(open)
      const head = live?.tick ?? open.branches.find((each) => each.branch === branch)?.head_tick ?? 0
      if (at === null) at = { branch, tick: after ?? head }
      // Somebody went back: what is new begins behind the fork.
      else if (at.branch !== branch || head < at.tick) at = { branch, tick: Math.min(at.tick, open.branches.find((each) => each.branch === branch)?.fork_tick ?? head, head) }
      while (at.tick < head && !signal.aborted) {
        const [from, to]: [number, number] = [at.tick + 1, Math.min(head, at.tick + BATCH)]
        yield cut(open, branch, from, to).flatMap((part) => readEntries(open, part.branch, keysIn(open, part.branch, part.from, part.to)))
        at = { branch, tick: to }
      }
      if (hasEnded && at.tick >= head) return
      yield []
      await sleep(LOOK_MS, undefined, { signal: AbortSignal.any([signal, ending]) }).catch(() => undefined)
    }
  }

  /** While a run is being closed it cannot be read for a moment: neither as a live one nor as a recorded one. */
  async #open(run: string): Promise<OpenRun> {
    try {
      return await this.#parts.shelf.open(run)
    } catch {
      // What is wrong for longer is told by the second attempt.
      await sleep(LOOK_MS)
      return this.#parts.shelf.open(run)
    }
  }

  #branchOf(open: OpenRun): number {
    return this.#parts.live.get(open.id)?.run.live.branch ?? open.branches.at(-1)?.branch ?? 0
  }

  /** Every played tick has its action, so only events have to be counted. */
  #whole(open: OpenRun, { branch, from, to }: Segment): Part {
    const before = this.#counts.below(open, branch, from)
    const below = (tick: number): number => tick - from + this.#counts.below(open, branch, tick) - before
    const keys = (offset: number, limit: number): EntryKey[] => {
      let [low, high] = [from, to]
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if (below(middle) <= offset) low = middle
        else high = middle - 1
      }
      const skip = offset - below(low)
      return keysIn(open, branch, low, Math.min(to, low + limit)).slice(skip, skip + limit)
    }
    return { branch, count: below(to + 1), keys }
  }

  async #filtered(open: OpenRun, segment: Segment, filter: EntryFilter): Promise<Part> {
    const found = await this.#found.find(open, segment, filter)
    return { branch: segment.branch, count: found.length, keys: (offset, limit) => found.slice(offset, offset + limit) }
  }
}

function isEmpty({ text, kinds, types }: EntryFilter): boolean {
  return (text?.trim() ?? '') === '' && (kinds?.length ?? 0) === 0 && (types?.length ?? 0) === 0
}

function cut(open: OpenRun, branch: number, from: number, to: number): Segment[] {
  return open.reader
    .lineage(branch)
    .map((part) => ({ branch: part.branch, from: Math.max(part.from, from, 1), to: Math.min(part.to, to) }))
    .filter((part) => part.from <= part.to)
}

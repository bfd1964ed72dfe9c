import { useEffect, useMemo, useState } from 'react'
import { asPtpError, type OutputOf, type PtpError } from '../api/contract.ts'
import { call, subscribe } from '../api/transport.ts'
import { isHurried, whenCalm } from '../state/beat.ts'
import { useConnection } from '../state/connection.ts'
import { useLive } from '../state/live.ts'
import type { TickWindow } from '../state/selection.ts'
import type { ColumnId } from './columns.ts'
import { asQuery, type LogFilter } from './filter.ts'
import { PageCache } from './pageCache.ts'

export type LogRow = OutputOf<'actions.page'>['rows'][number]

/** What a log lists: the line of a branch, in a window or whole, filtered. */
export interface LogQuery {
  run: string
  branch: number
  window: TickWindow | null
  filter: LogFilter
}

const NONE: readonly ColumnId[] = []

/** @returns the rare columns that these rows fill, with those known before; the same list while nothing is new */
function withFilled(before: readonly ColumnId[], rows: readonly LogRow[]): readonly ColumnId[] {
  const news: ColumnId[] = []
  if (!before.includes('latency') && rows.some((row) => row.latency_ms !== null)) news.push('latency')
  if (!before.includes('confidence') && rows.some((row) => row.confidence !== null)) news.push('confidence')
  if (!before.includes('cost') && rows.some((row) => row.cost !== null)) news.push('cost')
  return news.length === 0 ? before : [...before, ...news]
}

/** Beyond any tick, within what every layer takes as a whole number. */
export const NO_END = 0x7fffffff
/** How often the end of the list is read again while a run plays, in milliseconds; of one that no eye can follow, less often. */
const GROW_EVERY = 250
const GROW_HURRIED = 500

export interface Rows {
  total: number | null
  row: (index: number) => LogRow | undefined
  want: (from: number, to: number) => void
  /** columns that had something in them in the rows that were read so far */
  filled: readonly ColumnId[]
  error: PtpError | null
  retry: () => void
}

/** @returns the query in the form the engine's calls take */
export function asCall({ run, branch, window, filter }: LogQuery): { run: string; branch: number; from: number; to: number } & ReturnType<typeof asQuery> {
  return { run, branch, from: window?.from ?? 0, to: window?.to ?? NO_END, ...asQuery(filter) }
}

/** Rows of the log by index, read page by page, growing while the run plays. */
export function useRows(query: LogQuery): Rows {
  const [, redraw] = useState(0)
  const [error, setError] = useState<PtpError | null>(null)
  const [filled, setFilled] = useState<readonly ColumnId[]>(NONE)
  const [attempt, setAttempt] = useState(0)
  const epoch = useConnection((state) => state.epoch)
  const key = JSON.stringify(query)
  const cache = useMemo(() => {
    const asked = asCall(query)
    const show = (): void => {
      setError(null)
      redraw((n) => n + 1)
    }
    return new PageCache<LogRow>({
      size: 100,
      most: 40,
      fetch: async (offset, limit) => {
        const page = await call('actions.page', { ...asked, offset, limit })
        setFilled((before) => withFilled(before, page.rows))
        return page
      },
      changed: () => whenCalm(show),
      failed: (failure) => setError(asPtpError(failure)),
    })
  }, [key, attempt, epoch])

  useEffect(() => {
    setError(null)
    // React may end and begin an effect anew with the same cache.
    cache.open()
    cache.want(0, 0)
    return () => cache.close()
  }, [cache])

  useEffect(() => {
    let frame = -1
    let lookedAt = 0
    const look = (): void => {
      if (isHurried() && performance.now() - lookedAt < GROW_HURRIED) return
      lookedAt = performance.now()
      const { live } = useLive.getState()
      if (live === null && frame !== -1) {
        // It has ended since; its last ticks may not be here yet.
        frame = -1
        cache.grow()
      }
      if (live === null || live.run !== query.run || live.branch !== query.branch || live.frame === frame) return
      // The first look only tells where the run is; from then on every step is news.
      if (frame !== -1 || live.status === 'running') cache.grow()
      frame = live.frame
    }
    const timer = setInterval(look, GROW_EVERY)
    const stop = subscribe('runs.changed', ({ run }) => {
      if (run === null || run === query.run) cache.grow()
    })
    return () => {
      clearInterval(timer)
      stop()
    }
  }, [cache])

  const ways = useMemo(() => ({
    row: (index: number) => cache.row(index),
    want: (from: number, to: number) => cache.want(from, to),
    retry: () => setAttempt((n) => n + 1),
  }), [cache])
  return { ...ways, total: cache.total, filled, error }
}

import { useEffect, useMemo, useRef } from 'react'
import type { Branch, Timeline } from '../api/contract.ts'
import { useCall } from '../api/useCall.ts'
import { BEAT } from '../state/beat.ts'
import { isLoaded, useLive } from '../state/live.ts'
import { useBranches, useRun } from '../state/run.ts'
import { useSelection } from '../state/selection.ts'
import { orderLanes } from './lanes.ts'
import { limitFor, pieceFor } from './view.ts'
import { setLimit, useView } from './viewStore.ts'

/** One bucket for so many pixels, at the closest zoom of a piece. */
const BUCKET = 3
/** How often a growing run is asked for, in milliseconds. */
const EVERY = 1_000
/** A long run takes long to tell of: asking may take one part in so many of the time. */
const SHARE = 20

export interface TimelineData {
  timeline: Timeline | null
  lanes: readonly Branch[]
}

/** What the timeline draws, of the piece of the run that is on screen. */
export function useTimelineData(): TimelineData {
  const run = useSelection((state) => state.run)
  const branches = useBranches()
  const isKnown = useRun((state) => state.detail !== null)
  const from = useView((state) => pieceFor(state.view).from)
  const to = useView((state) => pieceFor(state.view).to)
  const buckets = useView((state) => Math.max(1, Math.min(4000, Math.ceil(state.width / BUCKET) * 4)))
  const { data, loading, reload } = useCall('timeline.get', run === null || !isKnown ? null : { run, from, to, buckets }, run)
  const lanes = useMemo(() => orderLanes(newestHeads(branches, data?.branches ?? [])), [branches, data])
  useLimit(lanes)
  useReload(reload, loading)
  return { timeline: data, lanes }
}

/** Of two answers about the same branches, each may be the newer. */
function newestHeads(branches: readonly Branch[], others: readonly Branch[]): Branch[] {
  const heads = new Map(others.map((line) => [line.branch, line.head_tick]))
  return branches.map((line) => ({ ...line, head_tick: Math.max(line.head_tick, heads.get(line.branch) ?? 0) }))
}

/** Of the run that is shown; it outlives the view, which goes when another face of the window is looked at. */
const before: { run: string | null; limit: number } = { run: null, limit: 0 }

function useLimit(lanes: readonly Branch[]): void {
  const run = useSelection((state) => state.run)
  const recorded = useMemo(() => lanes.reduce((end, line) => Math.max(end, line.head_tick), 0), [lanes])
  useEffect(() => {
    if (before.run !== run) {
      before.run = run
      before.limit = 0
      useView.setState((state) => ({ fit: true, view: { from: 0, to: state.limit } }))
    }
    const look = (): void => {
      const { live } = useLive.getState()
      if (lanes.length === 0) return
      const limit = limitFor(Math.max(recorded, live?.tick ?? 0), live?.status === 'running' ? 'running' : isLoaded(live) ? 'paused' : 'over', before.limit)
      before.limit = limit
      setLimit(limit)
    }
    look()
    return useLive.subscribe(look)
  }, [run, recorded, lanes.length])
}

/** Asks again when the run's facts changed, and now and then while it plays. */
function useReload(reload: () => void, loading: boolean): void {
  const detail = useRun((state) => state.detail)
  const asking = useRef({ since: 0, took: 0 })
  useEffect(() => reload(), [detail, reload])
  useEffect(() => {
    const now = performance.now()
    if (loading) asking.current.since = now
    // An answer may have waited for the beat.
    else asking.current.took = Math.max(0, now - asking.current.since - BEAT)
  }, [loading])
  useEffect(() => {
    let seen = useLive.getState().live?.frame
    const timer = setInterval(() => {
      const { since, took } = asking.current
      if (performance.now() - since < took * SHARE) return
      const frame = useLive.getState().live?.frame
      if (frame !== seen) reload()
      seen = frame
    }, EVERY)
    return () => clearInterval(timer)
  }, [reload])
}

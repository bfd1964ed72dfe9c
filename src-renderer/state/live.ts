import { create } from 'zustand'
import type { LiveRun } from '../api/contract.ts'
import { subscribe } from '../api/transport.ts'
import { onBeat, setHurried } from './beat.ts'
import { useConnection } from './connection.ts'
import { headOf, refreshRun, useRun } from './run.ts'
import { useSelection } from './selection.ts'

interface Live {
  /** the present of the selected run, null when it is not loaded in the engine */
  live: LiveRun | null
}

/** Updated with each beat while a run plays: select narrowly. */
export const useLive = create<Live>(() => ({ live: null }))

/** Statuses in which a run is loaded in the engine and can go on. */
export function isLoaded(live: LiveRun | null): boolean {
  return live !== null && (live.status === 'running' || live.status === 'paused')
}

/**
 * Connects the stores of the selected run with the engine's events; done once.
 * @returns a function that undoes it
 */
export function startRunStore(): () => void {
  const stops = [
    subscribe('run.live', hear),
    subscribe('runs.changed', ({ run }) => {
      const selected = useSelection.getState().run
      if (selected !== null && (run === null || run === selected)) refreshRun(selected)
    }),
    subscribe('run.opened', ({ run }) => useSelection.getState().select(run)),
    useSelection.subscribe((now, before) => {
      if (now.run !== before.run) {
        forgetLive()
        refreshRun(now.run)
      }
      if (now.following && !before.following) followLive(useLive.getState().live)
      if (now.branch !== before.branch && !now.following) stayOnLine()
    }),
    useRun.subscribe((now, before) => {
      if (now.detail === before.detail || now.detail === null) return
      const known = useLive.getState().live
      // An event may have overtaken the answer: the later frame is the truth.
      if (now.detail.live !== null && (known === null || now.detail.live.frame >= known.frame)) setLive(now.detail.live)
      else if (now.detail.live === null) forgetLive()
      if (before.detail?.summary.run_id !== now.detail.summary.run_id) showStart()
    }),
    useConnection.subscribe((now, before) => {
      if (now.epoch !== before.epoch) refreshRun(useSelection.getState().run)
    }),
  ]
  refreshRun(useSelection.getState().run)
  return () => {
    for (const stop of stops) stop()
  }
}

/** What was heard and waits for the beat. */
let heard: LiveRun | null = null

/** That a run has gone on is shown with the next beat; whatever else it tells, at once. */
function hear(live: LiveRun): void {
  if (live.run !== useSelection.getState().run) return
  heard = live
  if (hasOnlyGoneOn(useLive.getState().live, live)) onBeat(takeHeard)
  else takeHeard()
}

function takeHeard(): void {
  const live = heard
  heard = null
  if (live !== null) setLive(live)
}

function forgetLive(): void {
  heard = null
  setHurried(false)
  useLive.setState({ live: null })
}

function hasOnlyGoneOn(before: LiveRun | null, now: LiveRun): boolean {
  if (before === null || before.status !== 'running') return false
  return (['run', 'status', 'branch', 'driver', 'speed', 'message'] as const).every((name) => before[name] === now[name])
}

function setLive(live: LiveRun): void {
  const before = useLive.getState().live
  setHurried(live.status === 'running' && live.speed === 0)
  useLive.setState({ live })
  followLive(live)
  // A branch that was not there before is only told of by its number.
  const detail = useRun.getState().detail
  if (before?.branch !== live.branch && detail !== null && !detail.branches.some((line) => line.branch === live.branch)) {
    refreshRun(live.run)
  }
}

function followLive(live: LiveRun | null): void {
  const selection = useSelection.getState()
  if (live === null || !selection.following || live.run !== selection.run) return
  if (selection.tick !== live.tick || selection.branch !== live.branch) {
    useSelection.setState({ tick: live.tick, branch: live.branch })
  }
}

/** A line that is shorter than the one before has no tick where the play head was. */
function stayOnLine(): void {
  const { branch, tick, goTo } = useSelection.getState()
  const { live } = useLive.getState()
  const branches = useRun.getState().detail?.branches ?? []
  if (!branches.some((line) => line.branch === branch)) return
  const head = Math.max(headOf(branches, branch), live?.branch === branch ? live.tick : 0)
  if (tick > head) goTo(head)
}

/** A run that is opened without a place is shown where it ended; one of a search at its goal. */
function showStart(): void {
  const selection = useSelection.getState()
  const detail = useRun.getState().detail
  if (!selection.following || detail === null || detail.live !== null) return
  useSelection.setState(detail.opens_at)
}

import type { LiveRun, Place } from '../api/contract.ts'
import { call } from '../api/transport.ts'
import { isLoaded, useLive } from '../state/live.ts'
import { headOf, refreshRun, useRun } from '../state/run.ts'
import { useSelection } from '../state/selection.ts'
import { chooseSpeed, chosenSpeed } from '../state/speed.ts'
import { toast, toastError, toastUndo, formatCount } from '../ui/index.ts'

/** The speed a person plays at: the console's own. */
const HAND_SPEED = 1

function selectedRun(): string | null {
  return useSelection.getState().run
}

function live(): LiveRun | null {
  return useLive.getState().live
}

export function isRunning(): boolean {
  return live()?.status === 'running'
}

/** True when the play head stands where the live run is. */
export function isAtLive(): boolean {
  const now = live()
  const { following, tick, branch } = useSelection.getState()
  return now !== null && isLoaded(now) && (following || (tick === now.tick && branch === now.branch))
}

/** @returns the last tick of the line that is looked at */
export function lineEnd(): number {
  const { branch } = useSelection.getState()
  const now = live()
  const recorded = headOf(useRun.getState().detail?.branches ?? [], branch)
  return now !== null && now.branch === branch ? Math.max(recorded, now.tick) : recorded
}

/** Lets the run play on, loading it first when it is not in the engine; the play head goes along. */
export async function playOn(): Promise<void> {
  const run = selectedRun()
  if (run === null) return
  if (!isLoaded(live())) {
    await call('run.load', { run })
    await call('run.speed', { run, speed: chosenSpeed() })
    refreshRun(run)
  }
  await call('run.resume', { run })
  useSelection.getState().follow(true)
}

export async function pause(): Promise<void> {
  const run = selectedRun()
  if (run !== null) await call('run.pause', { run })
}

/** True when the script of the run came to its end: there is nothing to go on with but the record. */
export function hasEnded(): boolean {
  return (live()?.status ?? useRun.getState().detail?.summary.status) === 'completed'
}

/** Ends the run and frees its emulator; what was recorded stays, and it can be loaded again. */
export function stop(): void {
  const run = selectedRun()
  if (run === null) return
  const wasGoing = isLoaded(live())
  call('run.stop', { run }).then(() => {
    refreshRun(run)
    if (wasGoing) toast({ level: 'info', text: 'Stopped. Everything up to here is recorded.' })
  }, toastError)
}

/** One tick on: along the record, and at its end by playing one. */
export async function stepForward(): Promise<void> {
  const run = selectedRun()
  if (run === null) return
  if (isAtLive()) {
    if (isRunning()) await call('run.pause', { run })
    await call('run.step', { run })
    useSelection.getState().follow(true)
    return
  }
  const { tick, goTo } = useSelection.getState()
  if (tick < lineEnd()) goTo(tick + 1)
}

/** One tick back, by exact seek. A run that plays is paused first. */
export async function stepBack(): Promise<void> {
  if (isRunning() && isAtLive()) await pause()
  const { tick, goTo } = useSelection.getState()
  if (tick > 0) goTo(tick - 1)
}

/** Moves the play head to the next or previous event or snapshot of the line. */
export async function jump(to: 'event' | 'snapshot', direction: 1 | -1): Promise<void> {
  const { run, branch, tick, goTo } = useSelection.getState()
  if (run === null) return
  const found = await call('timeline.jump', { run, branch, tick, to, direction })
  if (found === null) toast({ level: 'info', text: `There is no ${direction === 1 ? 'later' : 'earlier'} ${to} on this branch.` })
  else goTo(found.tick)
}

/** The speed of the run, and of the record when no run is loaded: one choice, so that it never jumps. */
export function setSpeed(speed: number): void {
  const run = selectedRun()
  chooseSpeed(speed)
  if (run !== null && isLoaded(live())) call('run.speed', { run, speed }).catch(toastError)
}

/**
 * Puts the run back to where the play head is (or another place), paused. The picture there is
 * already on screen; what is done next makes a branch, and Undo goes back to where it was.
 */
export async function rollBack(place?: { branch: number; tick: number }): Promise<void> {
  const run = selectedRun()
  if (run === null) return
  const { branch, tick, goTo } = useSelection.getState()
  const to = place ?? { branch, tick }
  const was = live()
  const back = was !== null && isLoaded(was) ? { branch: was.branch, tick: was.tick } : null
  // Shown at once; the engine follows.
  goTo(to.tick, to.branch)
  const done = await call('run.rollback', { run, ...to })
  goTo(done.tick, done.branch)
  useSelection.getState().follow(true)
  const text = `Rolled back to tick ${formatCount(done.tick)}. What comes next is a new branch.`
  const dismiss = back === null ? toast({ level: 'info', text, topic: 'rollback' }) : toastUndo(text, () => void rollBack(back).catch(toastError), 'rollback')
  whenItGoesOn({ run, branch: done.branch, tick: done.tick }, dismiss)
}

/** Calls `then` once the live run has left a place, or another run is looked at. */
function whenItGoesOn(place: Place, then: () => void): void {
  const isThere = (now: LiveRun | null): boolean => now !== null && now.run === place.run && now.branch === place.branch && now.tick === place.tick && now.status === 'paused'
  // News of before the roll-back may still be on their way.
  let wasThere = isThere(live())
  const stop = useLive.subscribe(({ live: now }) => {
    wasThere ||= isThere(now)
    if (!wasThere || isThere(now)) return
    stop()
    then()
  })
}

/** Rolls back by a number of ticks from the play head. */
export async function rollBackBy(ticks: number): Promise<void> {
  const { branch, tick } = useSelection.getState()
  await rollBack({ branch, tick: Math.max(0, tick - ticks) })
}

/** How the run went before the keys were taken over, to go back to. */
let before: { running: boolean; speed: number } | null = null

/** Gives the keys to the person, from where the play head is. */
export async function takeOver(): Promise<void> {
  const run = selectedRun()
  if (run === null) return
  const { branch, tick } = useSelection.getState()
  const now = live()
  before = now !== null && isAtLive() ? { running: now.status === 'running', speed: now.speed } : null
  if (!isAtLive()) await call('run.rollback', { run, branch, tick })
  await call('run.takeover', { run, on: true })
  await call('run.speed', { run, speed: HAND_SPEED })
  useSelection.getState().follow(true)
}

/** Gives the keys back. A script that ran goes on from here; one that was paused stays so. */
export async function giveBack(): Promise<void> {
  const run = selectedRun()
  if (run === null) return
  await call('run.keys', { run, buttons: 0 })
  await call('run.takeover', { run, on: false })
  if (before?.running !== true) await call('run.pause', { run })
  if (before !== null) await call('run.speed', { run, speed: before.speed })
  before = null
}

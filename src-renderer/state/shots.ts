import { create } from 'zustand'
import { Latest } from '../api/latest.ts'
import { call } from '../api/transport.ts'
import { whenCalm } from './beat.ts'
import { useConnection } from './connection.ts'
import { useLive } from './live.ts'
import { atOrBefore, nearest } from './search.ts'
import { useSelection } from './selection.ts'

/** All screenshots of a line, by ascending tick. */
export interface Shots {
  run: string
  branch: number
  ticks: readonly number[]
  ids: readonly string[]
}

/** Screenshots of the line that is looked at, null until they are known. */
export const useShots = create<{ shots: Shots | null }>(() => ({ shots: null }))

/** How often new screenshots of a playing run are asked for, in milliseconds. */
const EVERY = 1_000

const asking = new Latest<{ run: string; branch: number; after: number }, { ticks: number[]; ids: string[] }>(
  (question) => call('timeline.shots', question),
  ({ run, branch, after }, answer) => {
    const selection = useSelection.getState()
    if (run !== selection.run || branch !== selection.branch) return
    const known = useShots.getState().shots
    const goesOn = known !== null && known.run === run && known.branch === branch && after >= 0
    if (goesOn && answer.ticks.length === 0) return
    const shots = goesOn
      ? { run, branch, ticks: [...known.ticks, ...answer.ticks], ids: [...known.ids, ...answer.ids] }
      : { run, branch, ticks: answer.ticks, ids: answer.ids }
    whenCalm(() => useShots.setState({ shots }))
  },
  // Without screenshots everything still works; the next question comes within a second while a run plays.
  (_question, error) => console.warn('The screenshots of the line could not be listed.', error),
)

/** Connects the store with the selection; done once. @returns a function that undoes it */
export function startShotStore(): () => void {
  const ask = (): void => {
    const { run, branch } = useSelection.getState()
    if (run === null) return
    const known = useShots.getState().shots
    const isSame = known !== null && known.run === run && known.branch === branch
    asking.ask({ run, branch, after: isSame ? (known.ticks.at(-1) ?? -1) : -1 })
  }
  const stops = [
    useSelection.subscribe((now, before) => {
      if (now.run !== before.run) useShots.setState({ shots: null })
      if (now.run !== before.run || now.branch !== before.branch) ask()
    }),
    useConnection.subscribe((now, before) => {
      if (now.epoch !== before.epoch) ask()
    }),
  ]
  let seen = -1
  const timer = setInterval(() => {
    const frame = useLive.getState().live?.frame ?? -1
    if (frame !== seen) ask()
    seen = frame
  }, EVERY)
  ask()
  return () => {
    clearInterval(timer)
    for (const stop of stops) stop()
  }
}

/** @returns the id of the screenshot nearest to a tick, of those at or before it where there is one */
export function shotAt(shots: Shots | null, tick: number): { id: string; tick: number } | null {
  if (shots === null || shots.ticks.length === 0) return null
  const before = atOrBefore(shots.ticks, tick)
  const at = before >= 0 ? before : nearest(shots.ticks, tick)
  const id = shots.ids[at]
  const found = shots.ticks[at]
  return id === undefined || found === undefined ? null : { id, tick: found }
}

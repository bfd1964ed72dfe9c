import { create } from 'zustand'
import type { OutputOf, Place, PtpError } from '../api/contract.ts'
import { asPtpError } from '../api/contract.ts'
import { Latest } from '../api/latest.ts'
import { call } from '../api/transport.ts'
import { isLoaded, useLive } from './live.ts'
import { useSelection } from './selection.ts'

export type TickDetail = OutputOf<'tick.get'>

interface TickStore {
  /** the place `detail` is of; may lag behind the play head while it is dragged */
  place: Place | null
  detail: TickDetail | null
  error: PtpError | null
}

/**
 * Everything about the tick under the play head, asked once for all views. While the play head
 * follows a running game nothing is asked: `useLive` has the state then.
 */
export const useTick = create<TickStore>(() => ({ place: null, detail: null, error: null }))

const asking = new Latest<Place, TickDetail>(
  (place) => call('tick.get', place),
  (place, detail) => {
    if (place.run === useSelection.getState().run) useTick.setState({ place, detail, error: null })
  },
  (place, error) => {
    if (place.run === useSelection.getState().run) useTick.setState({ place, error: asPtpError(error) })
  },
)

/** Connects the store with the play head; done once. @returns a function that undoes it */
export function startTickStore(): () => void {
  let asked = ''
  const look = (): void => {
    const { run, branch, tick, following } = useSelection.getState()
    const { live } = useLive.getState()
    if (run === null) {
      asked = ''
      asking.clear()
      useTick.setState({ place: null, detail: null, error: null })
      return
    }
    if (following && live !== null && live.status === 'running') return
    // A run that is loaded tells where it is before the record has caught up with it.
    const key = `${run} ${branch} ${tick} ${isLoaded(live) ? live?.frame : ''}`
    if (key === asked) return
    asked = key
    if (useTick.getState().place?.run !== run) useTick.setState({ place: null, detail: null, error: null })
    asking.ask({ run, branch, tick })
  }
  const stops = [useSelection.subscribe(look), useLive.subscribe(look)]
  look()
  return () => {
    for (const stop of stops) stop()
  }
}

import { useEffect, useState } from 'react'
import { isLoaded, useLive } from '../state/live.ts'
import { headOf, useBranches } from '../state/run.ts'
import { useSelection, type TickWindow } from '../state/selection.ts'

/** How often the charts of a playing run take in new ticks, in milliseconds. */
const EVERY = 1000

/** @returns where the live run is on this line, 0 when it is elsewhere */
function tickOn(branch: number): number {
  const { live } = useLive.getState()
  return live?.branch === branch ? live.tick : 0
}

/** @returns the ticks the charts show: the selected window, else the whole line, which grows slowly while it plays */
export function useSpan(): TickWindow {
  const window = useSelection((state) => state.window)
  const branch = useSelection((state) => state.branch)
  const known = headOf(useBranches(), branch)
  const loaded = useLive((state) => isLoaded(state.live) && state.live?.branch === branch)
  const [now, setNow] = useState(0)
  useEffect(() => setNow(0), [branch])
  useEffect(() => {
    if (!loaded) return
    const look = (): void => setNow((before) => Math.max(before, tickOn(branch)))
    look()
    const timer = setInterval(look, EVERY)
    return () => {
      clearInterval(timer)
      // What it reached when it ended counts until the list of branches says so too.
      look()
    }
  }, [loaded, branch])
  return window ?? { from: 0, to: Math.max(1, known, now) }
}

import { useEffect, useState } from 'react'
import { isLoaded, useLive } from '../state/live.ts'
import { headOf, useBranches } from '../state/run.ts'
import { useSelection, type TickWindow } from '../state/selection.ts'

/** How often the charts of a playing run take in new ticks, in milliseconds. */
const EVERY = 1000

/** @returns the ticks the charts show: the selected window, else the whole line, which grows slowly while it plays */
export function useSpan(): TickWindow {
  const window = useSelection((state) => state.window)
  const branch = useSelection((state) => state.branch)
  const known = headOf(useBranches(), branch)
  const loaded = useLive((state) => isLoaded(state.live) && state.live?.branch === branch)
  const [now, setNow] = useState(0)
  useEffect(() => {
    setNow(0)
    if (!loaded) return
    const look = (): void => setNow(useLive.getState().live?.tick ?? 0)
    look()
    const timer = setInterval(look, EVERY)
    return () => clearInterval(timer)
  }, [loaded, branch])
  return window ?? { from: 0, to: Math.max(1, known, now) }
}

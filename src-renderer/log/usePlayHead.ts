import { useEffect, useState } from 'react'
import { useSelection } from '../state/selection.ts'

/**
 * The tick of the play head: at once when it moves now and then, at most every `every`
 * milliseconds while it is dragged. Where it comes to rest is always told.
 * @param every null: it is not told, since nobody needs it
 */
export function usePlayHead(every: number | null): number {
  const [tick, setTick] = useState(() => useSelection.getState().tick)
  useEffect(() => {
    if (every === null) return
    let told = 0
    let waiting: ReturnType<typeof setTimeout> | undefined
    const tell = (): void => {
      waiting = undefined
      told = performance.now()
      setTick(useSelection.getState().tick)
    }
    tell()
    const stop = useSelection.subscribe((now, before) => {
      if (now.tick === before.tick || waiting !== undefined) return
      const rest = told + every - performance.now()
      if (rest <= 0) tell()
      else waiting = setTimeout(tell, rest)
    })
    return () => {
      stop()
      clearTimeout(waiting)
    }
  }, [every])
  return tick
}

import { useEffect, useRef, useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import type { Place } from '../api/contract.ts'
import { useLive } from '../state/live.ts'
import { useSelection } from '../state/selection.ts'

/**
 * The place under the play head, for questions that need an exact seek: while the play head moves
 * it changes only so often, so that looking never slows the run that is looked at.
 * @param every milliseconds between two places while a run plays
 */
export function usePlace(every = 1000): Place | null {
  const place = useSelection(useShallow(({ run, branch, tick }) => (run === null ? null : { run, branch, tick })))
  const playing = useLive(({ live }) => live?.status === 'running')
  const moving = useSelection((state) => state.following) && playing
  const [settled, setSettled] = useState(place)
  const newest = useRef(place)
  newest.current = place
  useEffect(() => {
    if (!moving) return
    const timer = setInterval(() => setSettled(newest.current), every)
    return () => clearInterval(timer)
  }, [moving, every])
  useEffect(() => {
    if (moving) return
    const timer = setTimeout(() => setSettled(place), 60)
    return () => clearTimeout(timer)
  }, [place, moving])
  return settled?.run === place?.run ? settled : place
}

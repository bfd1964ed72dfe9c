import { useCallback, useEffect, useRef, useState } from 'react'
import { call } from '../api/transport.ts'
import { isLoaded, useLive } from '../state/live.ts'
import { recall, remember } from '../state/remembered.ts'
import { useSelection } from '../state/selection.ts'
import { toastError } from '../ui/index.ts'

const isLines = (value: unknown): value is number[] => Array.isArray(value) && value.every((one) => Number.isInteger(one))

/**
 * Breakpoints of the open script, remembered by its name.
 * @param runsThis the selected run plays exactly this text: it is told of every change
 */
export function useBreakpoints(name: string | null, runsThis: boolean): { lines: number[]; change: (lines: number[]) => void } {
  const key = `breakpoints.${name ?? ''}`
  const [kept, setKept] = useState(() => ({ key, lines: recall(key, [], isLines) }))
  const lines = kept.key === key ? kept.lines : recall(key, [], isLines)
  const change = useCallback(
    (next: number[]) => {
      setKept({ key, lines: next })
      remember(key, next)
    },
    [key],
  )
  const run = useSelection((state) => state.run)
  const isLive = useLive((state) => isLoaded(state.live))
  const told = lines.join(' ')
  const sent = useRef('')
  useEffect(() => {
    const news = `${run} ${told}`
    if (run === null || !isLive || !runsThis || sent.current === news) return
    sent.current = news
    call('run.breakpoints', { run, lines: told === '' ? [] : told.split(' ').map(Number) }).catch(toastError)
  }, [told, run, isLive, runsThis])
  return { lines, change }
}

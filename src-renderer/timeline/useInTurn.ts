import { useEffect, useState } from 'react'
import { askPicture } from '../stage/pictureCache.ts'

/** Pictures are asked for once the view has rested so long, in milliseconds. */
const REST = 300
/** The engine draws a picture once; those that are known to be there are shown at once. */
const here = new Set<string>()

/**
 * Has the engine draw pictures, one after the other, so that nothing waits behind them for long.
 * @returns which of them are there, and why one could not be drawn
 */
export function useInTurn(urls: readonly string[]): { there: ReadonlySet<string>; reason: string | null } {
  const [, redraw] = useState(0)
  const [reason, setReason] = useState<string | null>(null)
  const key = urls.join(' ')
  useEffect(() => {
    const stopping = new AbortController()
    const load = async (): Promise<void> => {
      for (const url of urls) {
        if (here.has(url)) continue
        await askPicture(url, stopping.signal)
        here.add(url)
        redraw((n) => n + 1)
      }
    }
    const timer = setTimeout(() => {
      load().then(
        () => setReason(null),
        (error: unknown) => {
          if (!stopping.signal.aborted) setReason(error instanceof Error ? error.message : String(error))
        },
      )
    }, REST)
    return () => {
      clearTimeout(timer)
      stopping.abort()
    }
    // `key` stands for the URLs, which are a new list each time.
  }, [key])
  return { there: here, reason }
}

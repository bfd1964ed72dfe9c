import { useEffect, useState } from 'react'
import { askPicture } from '../stage/pictureCache.ts'
import { isHurried } from '../state/beat.ts'

/** So long the pointer must rest before a picture is drawn for it, in milliseconds. */
const REST = 200

/** @returns the URL once the engine has drawn its picture for a pointer that rests; null before, and where it cannot be drawn */
export function useExactPicture(url: string): string | null {
  const [drawn, setDrawn] = useState<string | null>(null)
  useEffect(() => {
    const stopping = new AbortController()
    const timer = setTimeout(() => {
      // A run that goes as fast as it can is not slowed for a glance.
      if (isHurried()) return
      askPicture(url, stopping.signal).then(
        () => setDrawn(url),
        (error: unknown) => {
          // The screenshot that is shown says of which tick it is.
          if (!stopping.signal.aborted) console.debug('There is no exact picture to preview.', error)
        },
      )
    }, REST)
    return () => {
      clearTimeout(timer)
      stopping.abort()
    }
  }, [url])
  return drawn === url ? url : null
}

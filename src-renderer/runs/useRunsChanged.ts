import { useEffect } from 'react'
import { subscribe } from '../api/transport.ts'

/** The engine tells of changes of the runs one by one; `reload` is called once they pause. */
export function useRunsChanged(reload: () => void): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = subscribe('runs.changed', () => {
      clearTimeout(timer)
      timer = setTimeout(reload, 150)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [reload])
}

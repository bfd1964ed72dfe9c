import { useEffect, useState } from 'react'
import type { Job } from '../api/contract.ts'
import { call, subscribe } from '../api/transport.ts'
import { toastError } from '../ui/index.ts'

/** @returns how far a piece of long work is; null while nothing is known of it */
export function useJob(id: string | null): Job | null {
  const [job, setJob] = useState<Job | null>(null)
  useEffect(() => {
    setJob(null)
    if (id === null) return
    const stop = subscribe('job.progress', (told) => {
      if (told.id === id) setJob(told)
    })
    // It may have ended before anybody listened.
    call('jobs.list', {}).then((jobs) => {
      const known = jobs.find((one) => one.id === id)
      if (known !== undefined) setJob((before) => before ?? known)
    }, toastError)
    return stop
  }, [id])
  return job
}

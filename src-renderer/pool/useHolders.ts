import { useEffect, useMemo, useState } from 'react'
import type { RunStatus } from '../api/contract.ts'
import { subscribe } from '../api/transport.ts'
import { useCall } from '../api/useCall.ts'
import { useRunsChanged } from '../runs/useRunsChanged.ts'
import { useSearches } from '../search/searches.ts'
import type { Holders } from './holding.ts'

/** Of older runs that hold an emulator only the id is shown. */
const LOOKED_AT = 200

/** What is known of the runs that may hold emulators, kept fresh. */
export function useHolders(): Holders {
  const { data, reload } = useCall('runs.list', { sort: 'started_at', descending: true, limit: LOOKED_AT })
  useRunsChanged(reload)
  const [statuses, setStatuses] = useState<ReadonlyMap<string, RunStatus>>(new Map())
  useEffect(
    () =>
      subscribe('run.live', ({ run, status }) => {
        setStatuses((before) => (before.get(run) === status ? before : new Map(before).set(run, status)))
      }),
    [],
  )
  const explored = useSearches(({ searches }) => Object.values(searches).filter(({ phase }) => phase === 'exploring').map(({ run }) => run).join(' '))
  const runs = useMemo(() => new Map(data?.runs.map((run) => [run.run_id, run])), [data])
  return useMemo(() => ({ runs, statuses, exploring: new Set(explored.split(' ')) }), [runs, statuses, explored])
}

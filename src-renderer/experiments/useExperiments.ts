import { useEffect, useState } from 'react'
import type { ExperimentSummary, PtpError } from '../api/contract.ts'
import { subscribe } from '../api/transport.ts'
import { useCall } from '../api/useCall.ts'

/** All experiments, the newest first, kept fresh by their events. */
export function useExperiments(): { experiments: readonly ExperimentSummary[] | null; error: PtpError | null; reload: () => void } {
  const { data, error, reload } = useCall('experiments.list', {})
  const [told, setTold] = useState<ReadonlyMap<string, ExperimentSummary>>(new Map())
  useEffect(() => setTold(new Map()), [data])
  useEffect(
    () =>
      subscribe('experiments.changed', (summary) => {
        setTold((before) => new Map(before).set(summary.id, summary))
      }),
    [],
  )
  if (data === null) return { experiments: null, error, reload }
  const known = new Set(data.map(({ id }) => id))
  const fresh = [...told.values()].filter(({ id }) => !known.has(id))
  return { experiments: [...fresh, ...data.map((one) => told.get(one.id) ?? one)], error, reload }
}

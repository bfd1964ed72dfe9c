import { useEffect, useMemo, useRef, useState } from 'react'
import type { EmulatorStatus, PoolEvent, PoolStatus, PtpError } from '../api/contract.ts'
import { call, subscribe } from '../api/transport.ts'
import { useCall } from '../api/useCall.ts'
import { addSample, NO_SAMPLES, samplesOf, type Samples } from './trends.ts'

/** The pool as it is now, kept fresh by its events. */
export function usePool(): { pool: PoolStatus | null; error: PtpError | null; reload: () => void } {
  const { data, error, reload } = useCall('pool.status', {})
  const [told, setTold] = useState<PoolStatus | null>(null)
  useEffect(() => subscribe('pool.changed', setTold), [])
  // An answer is newer than every event before it.
  useEffect(() => setTold(null), [data])
  return { pool: told ?? data, error, reload }
}

/** Events that are kept on the page. */
const MOST_EVENTS = 200

/** What happened in the pool, oldest first, kept fresh. */
export function usePoolEvents(): readonly PoolEvent[] {
  const { data } = useCall('pool.events', {})
  const [later, setLater] = useState<readonly PoolEvent[]>([])
  useEffect(() => setLater([]), [data])
  useEffect(() => subscribe('pool.event', (event) => setLater((before) => [...before, event].slice(-MOST_EVENTS))), [])
  return useMemo(() => [...(data ?? []), ...later].slice(-MOST_EVENTS), [data, later])
}

/** How often a sample is taken, in milliseconds. */
const EVERY = 1_000

/** What was measured of each emulator lately, by id: begun with what the engine kept, one sample a second from then on. */
export function useSamples(emulators: readonly EmulatorStatus[]): ReadonlyMap<string, Samples> {
  const [samples, setSamples] = useState<ReadonlyMap<string, Samples>>(new Map())
  const newest = useRef(emulators)
  newest.current = emulators
  const ids = emulators.map((one) => one.id).join(' ')
  const begun = useRef(new Set<string>())
  useEffect(() => {
    for (const id of ids.split(' ')) {
      if (id === '' || begun.current.has(id)) continue
      begun.current.add(id)
      call('pool.emulator', { emulator: id, log_lines: 0 }).then(
        ({ trend }) => setSamples((before) => new Map(before).set(id, samplesOf(trend))),
        // It may be gone by now; what it does from here on is shown all the same.
        (error: unknown) => console.warn(`What emulator ${id} did before is not known.`, error),
      )
    }
  }, [ids])
  useEffect(() => {
    const timer = setInterval(() => {
      setSamples((before) => new Map(newest.current.map((one) => [one.id, addSample(before.get(one.id) ?? NO_SAMPLES, one)])))
    }, EVERY)
    return () => clearInterval(timer)
  }, [])
  return samples
}

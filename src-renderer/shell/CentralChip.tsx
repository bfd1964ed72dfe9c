import { useEffect, useState, type JSX } from 'react'
import type { OutputOf } from '../api/contract.ts'
import { subscribe } from '../api/transport.ts'
import { useCall } from '../api/useCall.ts'
import { centralDetails, centralWords } from './centralWords.ts'
import './central.css'

/** How the central database is and what waits for it; nothing where none is given. */
export function CentralChip(): JSX.Element | null {
  const { data } = useCall('central.status', {})
  const [told, setTold] = useState<OutputOf<'central.status'> | null>(null)
  useEffect(() => subscribe('central.changed', setTold), [])
  // An answer is newer than every event before it.
  useEffect(() => setTold(null), [data])
  const status = told ?? data
  const words = status === null ? null : centralWords(status)
  if (status === null || words === null) return null
  return (
    <span className={`central-chip central-${status.state}`} title={centralDetails(status)} role="status">
      <span aria-hidden="true" className="central-dot" />
      {words}
    </span>
  )
}

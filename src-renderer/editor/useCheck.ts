import { useEffect, useState } from 'react'
import { useCall } from '../api/useCall.ts'
import type { PtpError } from '../api/contract.ts'
import type { ScriptCheck } from './diagnostics.ts'

/** How long the typing must rest before the text is checked, in milliseconds. */
const REST = 250

export interface Checked {
  result: ScriptCheck
  /** the text it is about */
  source: string
}

/** What the compiler says of a text, asked when the typing rests. */
export function useCheck(source: string, game: string | null): { checked: Checked | null; error: PtpError | null } {
  const [rested, setRested] = useState(source)
  useEffect(() => {
    const timer = setTimeout(() => setRested(source), REST)
    return () => clearTimeout(timer)
  }, [source])
  const { data, error, loading } = useCall('scripts.check', { source: rested, game })
  const [checked, setChecked] = useState<Checked | null>(null)
  useEffect(() => {
    if (data !== null && !loading) setChecked({ result: data, source: rested })
  }, [data, loading])
  return { checked, error }
}

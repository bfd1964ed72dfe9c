import { useEffect, useRef, useState } from 'react'
import { useCall } from '../api/useCall.ts'
import type { PtpError } from '../api/contract.ts'
import type { ScriptCheck } from './diagnostics.ts'

/** How long the typing must rest before the text is checked, in milliseconds. */
const REST = 120

export interface Checked {
  result: ScriptCheck
  /** the text it is about */
  source: string
  /** with what the game knows; else nothing is known of how long it takes */
  hasGame: boolean
}

export interface Check {
  /** the newest verdict, perhaps about the text as it was a moment ago; null: none yet, or nothing to check */
  checked: Checked | null
  /** the verdict on the text as it is now is on its way */
  pending: boolean
  error: PtpError | null
}

/**
 * What the compiler says of a text, asked when the typing rests.
 * @param epoch another when the text was replaced as a whole, which needs no rest
 */
export function useCheck(source: string, epoch: number, game: string | null): Check {
  const [rested, setRested] = useState(source)
  const seen = useRef(epoch)
  useEffect(() => {
    const wait = seen.current === epoch ? REST : 0
    seen.current = epoch
    const timer = setTimeout(() => setRested(source), wait)
    return () => clearTimeout(timer)
  }, [source, epoch])
  const isEmpty = rested.trim() === ''
  const { data, error, loading } = useCall('scripts.check', isEmpty ? null : { source: rested, game })
  const [checked, setChecked] = useState<Checked | null>(null)
  useEffect(() => {
    if (isEmpty) setChecked(null)
    else if (data !== null && !loading) setChecked({ result: data, source: rested, hasGame: game !== null })
  }, [data, loading, isEmpty])
  return { checked, pending: source.trim() !== '' && checked?.source !== source, error }
}

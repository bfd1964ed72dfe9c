import { useCallback, useEffect, useRef, useState } from 'react'
import { whenCalm } from '../state/beat.ts'
import { useConnection } from '../state/connection.ts'
import type { CallName, InputOf, OutputOf, PtpError } from './contract.ts'
import { asPtpError } from './contract.ts'
import { Latest } from './latest.ts'
import { call } from './transport.ts'

export interface Answer<T> {
  /** the newest answer; kept while the next is on its way */
  data: T | null
  error: PtpError | null
  /** true while an answer to the present question is awaited */
  loading: boolean
  reload: () => void
}

/**
 * The engine's answer to a question, asked again when the question changes (newest wins, one at a
 * time), when `reload` is called, and after the connection was lost. Nothing is asked while `input` is null.
 * @param forget the former answer is dropped at once when this changes (say, the run)
 */
export function useCall<N extends CallName>(name: N, input: InputOf<N> | null, forget: unknown = name): Answer<OutputOf<N>> {
  const [data, setData] = useState<OutputOf<N> | null>(null)
  const [error, setError] = useState<PtpError | null>(null)
  const [answered, setAnswered] = useState<string | null>(null)
  const [version, setVersion] = useState(0)
  const epoch = useConnection((connection) => connection.epoch)
  const latest = useRef<Latest<{ key: string; input: InputOf<N> }, OutputOf<N>> | null>(null)
  const key = input === null ? null : `${JSON.stringify(input)} ${version} ${epoch}`

  useEffect(() => {
    let shown = ''
    let ready: (() => void) | null = null
    const show = (): void => {
      ready?.()
      ready = null
    }
    const asked = new Latest<{ key: string; input: InputOf<N> }, OutputOf<N>>(
      (question) => call(name, question.input),
      (question, answer) => {
        ready = () => {
          setData(answer)
          setError(null)
          setAnswered(question.key)
        }
        const text = JSON.stringify(question.input)
        // Nobody waits for a newer answer to the question whose answer is on screen.
        if (text === shown) whenCalm(show)
        else show()
        shown = text
      },
      (question, failure) => {
        setError(asPtpError(failure))
        setAnswered(question.key)
      },
    )
    latest.current = asked
    return () => {
      ready = null
      asked.stop()
    }
  }, [name, forget])

  useEffect(() => {
    setData(null)
    setError(null)
    setAnswered(null)
  }, [name, forget])

  useEffect(() => {
    if (input === null || key === null) latest.current?.clear()
    else latest.current?.ask({ key, input })
    // `key` stands for the input, which is a new object each time.
  }, [key, forget])

  const reload = useCallback(() => setVersion((n) => n + 1), [])
  return { data, error, loading: key !== null && answered !== key, reload }
}

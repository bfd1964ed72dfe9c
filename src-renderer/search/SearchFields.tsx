import type { JSX } from 'react'
import { Field } from '../ui/index.ts'

/** What is asked of a new search. */
export interface SearchWish {
  goal: string
  /** as typed; nothing: without end */
  minutes: string
}

export const USUAL_SEARCH: SearchWish = { goal: 'badges >= 1', minutes: '10' }

/** @returns the seconds a search may take, null: without end, undefined: what is typed is no number */
export function secondsOf({ minutes }: SearchWish): number | null | undefined {
  if (minutes.trim() === '') return null
  const number = Number(minutes.replace(',', '.'))
  return Number.isFinite(number) && number > 0 ? number * 60 : undefined
}

/** The goal of a new search and the time it may take. */
export function SearchFields({ wish, onWish }: { wish: SearchWish; onWish: (wish: SearchWish) => void }): JSX.Element {
  const isWrong = secondsOf(wish) === undefined
  return (
    <>
      <Field label="Goal" hint="A condition, as in scripts. The search goes back to promising states and explores from there until it holds.">
        <input className="field mono" value={wish.goal} spellCheck={false} onChange={(event) => onWish({ ...wish, goal: event.target.value })} />
      </Field>
      <Field label="Gives up after, in minutes" hint={isWrong ? 'A number above 0, or nothing.' : undefined}>
        <input className="field new-run-seed" inputMode="decimal" value={wish.minutes} placeholder="never" aria-invalid={isWrong} onChange={(event) => onWish({ ...wish, minutes: event.target.value })} />
      </Field>
    </>
  )
}

import type { JSX } from 'react'
import type { SearchSight } from '../api/contract.ts'
import { useSearches } from '../search/searches.ts'
import { EmptyState, formatGameTime } from '../ui/index.ts'

/** In place of a state while a search explores for the run: what is known of where it has been. */
export function SearchState({ run }: { run: string }): JSX.Element {
  const goal = useSearches((state) => state.searches[run]?.goal ?? '')
  const sights = useSearches((state) => state.searches[run]?.sights ?? null)
  return (
    <EmptyState title="Nothing is played yet: a search explores" icon="search">
      <p>
        Its best lines are played and recorded once it reaches <code>{goal}</code>, or is stopped.
      </p>
      {sights !== null && (
        <dl className="state-facts state-search">
          <dt>Best so far</dt>
          <dd>{sightText(sights.best)}</dd>
          <dt>Found last</dt>
          <dd>{sightText(sights.newest)}</dd>
        </dl>
      )}
    </EmptyState>
  )
}

function sightText({ place, progress, frames }: SearchSight): string {
  return `${place === '' ? 'before the game begins' : place} · progress ${Math.round(progress * 100) / 100} · after ${formatGameTime(frames)}`
}

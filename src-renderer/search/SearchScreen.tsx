import { useRef, useState, type JSX } from 'react'
import { pictureUrl, type SearchSight } from '../api/contract.ts'
import { picture } from '../api/transport.ts'
import { formatGameTime, MiddleEllipsis, Spinner, useSize } from '../ui/index.ts'
import { sightScales } from './sightScale.ts'
import { useSearches } from './searches.ts'
import './search.css'

const SIGHTS = [
  { kind: 'best', title: 'Best so far', hint: 'The cell with the most progress' },
  { kind: 'newest', title: 'Found last', hint: 'The newest cell of about a second ago' },
] as const

/** What a search that explores looks like: nothing of it is recorded yet, but it has been to many places. */
export function SearchScreen({ run }: { run: string }): JSX.Element {
  const sights = useSearches((state) => state.searches[run]?.sights ?? null)
  const place = useRef<HTMLDivElement>(null)
  const size = useSize(place)
  const scales = sightScales(size.width, size.height, devicePixelRatio)
  return (
    <div className="search-screen" ref={place} role="group" aria-label="What the search has found">
      {sights === null ? <Spinner label="The first cells are explored" /> : SIGHTS.map(({ kind, title, hint }) => <Sight key={kind} run={run} kind={kind} title={title} hint={hint} sight={sights[kind]} scale={scales[kind]} />)}
    </div>
  )
}

function Sight({ run, kind, title, hint, sight, scale }: { run: string; kind: 'best' | 'newest'; title: string; hint: string; sight: SearchSight; scale: number }): JSX.Element {
  // A picture that was replaced before it came leaves the one before on screen.
  const [shown, setShown] = useState<string | null>(null)
  const url = picture(pictureUrl.search(run, kind, sight.number))
  const width = 160 * scale
  return (
    <figure className="search-sight" style={{ width }}>
      <figcaption title={hint}>
        {title} <span className="muted">progress {Math.round(sight.progress * 100) / 100}</span>
      </figcaption>
      <span className="search-sight-place" style={{ width, height: 144 * scale }}>
        {shown !== null && <img className="pixels" src={shown} alt={`${title}: ${sight.place}`} width={width} height={144 * scale} />}
        {shown !== url && <img hidden src={url} alt="" onLoad={() => setShown(url)} />}
      </span>
      <span className="search-sight-facts muted">
        <MiddleEllipsis text={sight.place === '' ? 'before the game begins' : sight.place} />
        <span title="Game time from the start of the search to there">{formatGameTime(sight.frames)}</span>
      </span>
    </figure>
  )
}

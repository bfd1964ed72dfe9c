import { useState, type JSX } from 'react'
import { call } from '../api/transport.ts'
import { Button, classes, formatCount, formatDuration, Icon, MiddleEllipsis, toastError } from '../ui/index.ts'
import { useSearches } from './searches.ts'
import './search.css'

/** Says how the search that explores for this run stands, and ends it. */
export function SearchBand({ run }: { run: string }): JSX.Element | null {
  const search = useSearches((state) => state.searches[run])
  const [stopping, setStopping] = useState(false)
  if (search === undefined) return null
  const stop = (): void => {
    setStopping(true)
    call('run.stop', { run }).catch(toastError)
  }
  const isRecording = search.phase === 'recording'
  return (
    <div className={classes('search-band', isRecording && 'search-band-over')} role="group" aria-label="Search">
      <strong className="search-band-goal">
        <Icon name="search" size={14} /> {isRecording ? `Recording line ${search.lines + 1}` : <MiddleEllipsis text={`Searching ${search.goal}`} />}
      </strong>
      <Figure value={formatCount(search.cells)} what="cells" hint="States of the game that were told apart and can be gone back to" />
      <Figure value={formatCount(search.restores)} what="restores" hint="Times it went back to a cell and explored from there" />
      <Figure value={`${formatCount(search.restores_per_second)}/s`} what="" hint="Restores a second since it began" />
      <Figure value={formatDuration(search.seconds)} what="" hint="Since it began" />
      <Button className="search-band-stop" disabled={stopping} title="Ends it; the best lines it has found are recorded" onClick={stop}>
        {stopping ? 'Stopping…' : 'Stop'}
      </Button>
    </div>
  )
}

function Figure({ value, what, hint }: { value: string; what: string; hint: string }): JSX.Element {
  return (
    <span className="search-band-figure" title={hint}>
      {value} {what !== '' && <span className="muted">{what}</span>}
    </span>
  )
}

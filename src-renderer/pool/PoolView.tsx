import { useEffect, useState, type JSX } from 'react'
import type { EmulatorStatus } from '../api/contract.ts'
import { call, subscribe } from '../api/transport.ts'
import { useCall } from '../api/useCall.ts'
import { useSelection } from '../state/selection.ts'
import { classes, ErrorState, formatCount, IconButton, MiddleEllipsis, Spinner, toastError } from '../ui/index.ts'
import './pool.css'

const LOOKS: Record<EmulatorStatus['state'], { glyph: string; color: string }> = {
  starting: { glyph: '◌', color: '--text-2' },
  idle: { glyph: '○', color: '--text-2' },
  leased: { glyph: '●', color: '--good' },
  failed: { glyph: '✕', color: '--bad' },
  closed: { glyph: '·', color: '--text-2' },
}

/** The emulators that are up, and who holds which. */
export function PoolView(): JSX.Element {
  const { data, error, reload } = useCall('pool.status', {})
  const [newest, setNewest] = useState<readonly EmulatorStatus[] | null>(null)
  useEffect(() => subscribe('pool.changed', ({ emulators }) => setNewest(emulators)), [])
  const emulators = newest ?? data?.emulators ?? []
  const size = data?.size ?? 0
  const up = emulators.filter((one) => one.state === 'idle' || one.state === 'leased')
  // Those that only draw pictures of the record are beside the pool, not of it.
  const viewing = up.filter((one) => one.purpose === 'looking').length
  const well = up.length - viewing
  const resize = (to: number): void => {
    call('pool.resize', { size: to }).then(reload, toastError)
  }
  return (
    <section className="panel" aria-label="Pool">
      <div className="panel-head">
        <h2 className="panel-title">
          POOL{' '}
          {data !== null && (
            <span className="pool-count" title={`${well} of ${size} emulators are well${viewing === 0 ? '' : `; ${viewing} more for looking at the record`}`}>
              {well}/{size}
              {viewing > 0 && ` +${viewing} viewing`}
            </span>
          )}
        </h2>
        <IconButton icon="minus" size="small" label="One emulator less" disabled={size <= 1} onClick={() => resize(size - 1)} />
        <IconButton icon="plus" size="small" label="One emulator more" disabled={data === null || size >= 64} onClick={() => resize(size + 1)} />
      </div>
      <div className="panel-body">
        {error !== null && data === null ? (
          <ErrorState error={error} onRetry={reload} />
        ) : data === null ? (
          <Spinner label="Asking the pool" />
        ) : (
          <ul className="pool-list" aria-label="Emulators">
            {emulators.map((one) => (
              <Emulator key={one.id} emulator={one} />
            ))}
          </ul>
        )}
      </div>
    </section>
  )
}

function Emulator({ emulator }: { emulator: EmulatorStatus }): JSX.Element {
  const selected = useSelection((state) => state.run)
  const select = useSelection((state) => state.select)
  const { run } = emulator
  const look = LOOKS[emulator.state]
  const what = emulator.purpose === '' ? emulator.state : emulator.purpose
  return (
    <li className={classes('pool-row', run !== null && run === selected && 'pool-row-selected')} title={`${emulator.id}: ${emulator.backend}, core ${emulator.core}, ${emulator.state}`}>
      <span className="pool-glyph" style={{ color: `var(${look.color})` }} role="img" aria-label={emulator.state}>
        {look.glyph}
      </span>
      <span className="pool-what">
        {run === null ? (
          what
        ) : (
          <button type="button" className="pool-run" onClick={() => select(run)}>
            <MiddleEllipsis text={`${what} ${run}`} />
          </button>
        )}
      </span>
      {emulator.state === 'leased' && emulator.frames_per_second > 0 && <span className="muted">{formatCount(emulator.frames_per_second)} f/s</span>}
    </li>
  )
}

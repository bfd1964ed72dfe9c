import type { JSX } from 'react'
import type { EmulatorStatus } from '../api/contract.ts'
import { call } from '../api/transport.ts'
import { showView } from '../state/appView.ts'
import { useSelection } from '../state/selection.ts'
import { classes, ErrorState, formatCount, IconButton, MiddleEllipsis, Spinner, toastError } from '../ui/index.ts'
import { holdingOf, type Holding } from './holding.ts'
import { STATE_LOOKS } from './looks.ts'
import './poolPanel.css'
import { useHolders } from './useHolders.ts'
import { usePool } from './usePool.ts'

/** The emulators that are up, and who holds which, beside the runs; the pool view has the rest. */
export function PoolPanel(): JSX.Element {
  const { pool, error, reload } = usePool()
  const holders = useHolders()
  const size = pool?.size ?? 0
  const own = pool?.emulators.filter((one) => !one.extra) ?? []
  const viewing = (pool?.emulators.length ?? 0) - own.length
  const well = own.filter((one) => one.health !== 'failed' && (one.state === 'idle' || one.state === 'leased' || one.state === 'restoring')).length
  const resize = (to: number): void => {
    call('pool.resize', { size: to }).then(reload, toastError)
  }
  return (
    <section className="panel" aria-label="Pool">
      <div className="panel-head">
        <h2 className="panel-title">
          POOL{' '}
          {pool !== null && (
            <span className="pool-count" title={`${well} of ${size} emulators are well${viewing === 0 ? '' : `; ${viewing} more for looking at the record`}`}>
              {well}/{size}
              {viewing > 0 && ` +${viewing}`}
            </span>
          )}
        </h2>
        <IconButton icon="minus" size="small" label="One emulator less" disabled={size <= 1} onClick={() => resize(size - 1)} />
        <IconButton icon="plus" size="small" label="One emulator more" disabled={pool === null || size >= pool.size_max} onClick={() => resize(size + 1)} />
        <IconButton icon="grid" size="small" label="Show the pool" keys="Alt+P" onClick={() => showView('pool')} />
      </div>
      <div className="panel-body">
        {error !== null && pool === null ? (
          <ErrorState error={error} onRetry={reload} />
        ) : pool === null ? (
          <Spinner label="Asking the pool" />
        ) : (
          <ul className="pool-list" aria-label="Emulators" tabIndex={0}>
            {pool.emulators.map((one) => (
              <Emulator key={one.id} emulator={one} holding={holdingOf(one, holders)} />
            ))}
          </ul>
        )}
      </div>
    </section>
  )
}

function Emulator({ emulator, holding }: { emulator: EmulatorStatus; holding: Holding }): JSX.Element {
  const selected = useSelection((state) => state.run)
  const select = useSelection((state) => state.select)
  const { run } = emulator
  const look = STATE_LOOKS[emulator.state]
  const what = holding.what === '' ? look.title : holding.what
  return (
    <li className={classes('pool-row', run !== null && run === selected && 'pool-row-selected')} title={`${emulator.id}: ${emulator.backend}, core ${emulator.core}, ${look.title}${emulator.reason === '' ? '' : `; ${emulator.reason}`}${run === null ? '' : `\n${what}: ${run}`}${holding.hint === '' ? '' : `\n${holding.hint}`}`}>
      <span className="pool-glyph" style={{ color: `var(${emulator.health === 'failed' ? '--bad' : emulator.health === 'degraded' ? '--warn' : look.color})` }} role="img" aria-label={look.title}>
        {look.glyph}
      </span>
      <span className="pool-what">
        {run === null ? (
          what
        ) : (
          <button type="button" className="pool-run" onClick={() => select(run)}>
            <span className="muted">{what}</span> <MiddleEllipsis text={holding.title ?? run} />
          </button>
        )}
      </span>
      {emulator.state === 'leased' && emulator.frames_per_second > 0 && <span className="muted">{formatCount(emulator.frames_per_second)} f/s</span>}
    </li>
  )
}

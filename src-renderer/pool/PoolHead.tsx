import type { JSX } from 'react'
import type { Latency, PoolStatus, Strategy } from '../api/contract.ts'
import { call } from '../api/transport.ts'
import { Button, formatCount, formatDuration, formatMilliseconds, IconButton, LookMark, toastError } from '../ui/index.ts'
import { POOL_LOOKS } from './looks.ts'
import type { Shape } from './PoolView.tsx'

const STRATEGIES: Record<Strategy, string> = { 'round-robin': 'in turn', 'least-busy': 'the least busy', 'health-aware': 'the healthiest', fastest: 'the fastest' }

/** What the pool is, how large, how it did so far, and what can be done with all of it. */
export function PoolHead({ pool, slow, shape, onShape, onNew }: { pool: PoolStatus; slow: number; shape: Shape; onShape: (shape: Shape) => void; onNew: () => void }): JSX.Element {
  const look = POOL_LOOKS[pool.state]
  const isDraining = pool.state === 'draining'
  const resize = (size: number): void => {
    call('pool.resize', { size }).catch(toastError)
  }
  return (
    <header className="pool-head">
      <div className="pool-bar">
        <h2 className="pool-title">
          Pool
          <span className="pool-backend">{pool.backend}</span>
          <LookMark look={look} className="pool-state" />
        </h2>
        <div className="pool-size" role="group" aria-label="Size">
          <span className="muted">size</span>
          <IconButton icon="minus" size="small" label="One emulator less" disabled={pool.size <= 1} onClick={() => resize(pool.size - 1)} />
          <strong>{pool.size}</strong>
          <IconButton icon="plus" size="small" label="One emulator more" disabled={pool.size >= pool.size_max} onClick={() => resize(pool.size + 1)} />
          <span className="muted" title={`At most ${pool.size_max}: ${pool.size_bound}`}>
            of {pool.size_max}
          </span>
        </div>
        <label className="pool-strategy">
          <span className="muted">next lease goes to</span>
          <select className="field" value={pool.strategy} onChange={(event) => call('pool.strategy', { strategy: event.target.value as Strategy }).catch(toastError)}>
            {(Object.keys(STRATEGIES) as Strategy[]).map((one) => (
              <option key={one} value={one}>
                {STRATEGIES[one]}
              </option>
            ))}
          </select>
        </label>
        <span className="page-gap" />
        <div className="segments" role="group" aria-label="Shown as">
          <Button kind="quiet" icon="grid" pressed={shape === 'cards'} onClick={() => onShape('cards')}>
            Cards
          </Button>
          <Button kind="quiet" icon="table" pressed={shape === 'table'} onClick={() => onShape('table')}>
            Table
          </Button>
        </div>
        {isDraining ? (
          <Button icon="play" title="Gives leases again" onClick={() => resize(pool.size)}>
            Go on
          </Button>
        ) : (
          <Button icon="drain" title="Lets every lease end and gives no new ones" onClick={() => call('pool.drain', { emulator: null }).catch(toastError)}>
            Drain
          </Button>
        )}
        <Button icon="plus" onClick={onNew}>
          Another pool…
        </Button>
      </div>
      <dl className="pool-facts">
        <Fact title="up">{formatCount(pool.emulators.filter((one) => one.health !== 'failed').length)}</Fact>
        <Fact title="leased">{formatCount(pool.emulators.filter((one) => one.run !== null || one.state === 'leased').length)}</Fact>
        <Fact title="waiting for one">{formatCount(pool.waiting)}</Fact>
        <Fact title="leases so far">{formatCount(pool.statistics.leases)}</Fact>
        <Fact title="failures">{formatCount(pool.statistics.failures)}</Fact>
        <Fact title="slow now">{formatCount(slow)}</Fact>
        <Fact title="replaced">{formatCount(pool.statistics.replaced)}</Fact>
        <Fact title="acquire p95">{latencyText(pool.statistics.acquire)}</Fact>
        <Fact title="recovery p95">{latencyText(pool.statistics.recovery)}</Fact>
        <Fact title="open for">{formatDuration(pool.statistics.uptime_seconds)}</Fact>
      </dl>
    </header>
  )
}

function Fact({ title, children }: { title: string; children: string }): JSX.Element {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function latencyText({ p95 }: Latency): string {
  return p95 === null ? '—' : formatMilliseconds(p95)
}

import type { JSX } from 'react'
import type { EmulatorStatus } from '../api/contract.ts'
import { showRun } from '../state/appView.ts'
import { classes, formatBytes, formatCount, formatMilliseconds, formatPlural, LookMark, MiddleEllipsis, Sparkline } from '../ui/index.ts'
import type { Holding } from './holding.ts'
import { cpuText, HEALTH_LOOKS, homeText, STATE_LOOKS } from './looks.ts'
import { KEPT, type Samples } from './trends.ts'

export interface EmulatorCardProps {
  emulator: EmulatorStatus
  holding: Holding
  samples: Samples
  /** how its calls are slower than was asked, null when they are not */
  slow: string | null
  chosen: boolean
  onChoose: () => void
}

/** One emulator at a glance. */
export function EmulatorCard({ emulator, holding, samples, slow, chosen, onChoose }: EmulatorCardProps): JSX.Element {
  const { id, run, health, reason } = emulator
  const state = STATE_LOOKS[emulator.state]
  return (
    <li className={classes('pool-card', chosen && 'pool-card-chosen', `pool-card-${health}`)}>
      <button type="button" className="pool-card-head" aria-expanded={chosen} aria-label={`Emulator ${id}, ${state.title}, ${HEALTH_LOOKS[health].title}`} onClick={onChoose}>
        <span style={{ color: `var(${state.color})` }} aria-hidden="true">
          {state.glyph}
        </span>
        <MiddleEllipsis text={id} className="pool-card-id" />
        <span className="pool-card-home muted" title={homeText(emulator)}>
          {homeText(emulator)}
        </span>
        <HealthMark emulator={emulator} />
      </button>
      <div className="pool-card-owner">
        {run === null ? (
          <span className="muted">{holding.what === '' ? state.title : holding.what}</span>
        ) : (
          <>
            <span className="muted" title={holding.hint}>
              {holding.what || 'held by'}
            </span>
            <button type="button" className="link" title={`Show the run ${run}`} onClick={() => showRun(run)}>
              <MiddleEllipsis text={holding.title ?? run} />
            </button>
          </>
        )}
        {slow !== null && <SlowMark text={slow} />}
        {emulator.extra && <span className="pool-tag" title="Beyond the size of the pool, for a person; it goes when it is given back">extra</span>}
      </div>
      {reason !== '' && (
        <p className="pool-card-reason" title={reason}>
          {reason}
        </p>
      )}
      <dl className="pool-card-numbers">
        <Number title="frames/s" text={formatCount(emulator.frames_per_second)} values={samples.frames} />
        <Number title="latency" text={emulator.latency.p50 === null ? '—' : formatMilliseconds(emulator.latency.p50)} values={samples.latency} />
        <Number title="cpu" text={cpuText(emulator.cpu)} values={samples.cpu} />
        <Number title="memory" text={emulator.memory_bytes === null ? '—' : formatBytes(emulator.memory_bytes)} values={samples.memory} top={emulator.memory_limit_bytes ?? undefined} />
      </dl>
      <div className="pool-card-foot muted">
        <span>{formatPlural(emulator.leases, 'lease')}</span>
        <span className={emulator.restarts > 0 ? 'pool-restarts' : undefined}>{emulator.restarts === 0 ? 'never restarted' : formatPlural(emulator.restarts, 'restart')}</span>
        {emulator.image !== null && <MiddleEllipsis text={emulator.image} />}
      </div>
    </li>
  )
}

/** Says that an emulator answers slower than was asked. */
export function SlowMark({ text }: { text: string }): JSX.Element {
  return (
    <span className="pool-tag pool-tag-slow" title={text}>
      slow
    </span>
  )
}

export function HealthMark({ emulator }: { emulator: Pick<EmulatorStatus, 'health' | 'reason'> }): JSX.Element {
  const look = HEALTH_LOOKS[emulator.health]
  return <LookMark look={look} className="pool-health" title={emulator.reason === '' ? look.title : `${look.title}: ${emulator.reason}`} />
}

function Number({ title, text, values, top }: { title: string; text: string; values: readonly (number | null)[]; top?: number | undefined }): JSX.Element {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{text}</dd>
      <Sparkline values={values} room={KEPT} top={top} />
    </div>
  )
}

import type { JSX } from 'react'
import type { EmulatorStatus } from '../api/contract.ts'
import { showRun } from '../state/appView.ts'
import { classes, formatBytes, formatCount, formatMilliseconds, MiddleEllipsis, Sparkline } from '../ui/index.ts'
import { HealthMark, SlowMark } from './EmulatorCard.tsx'
import { holdingOf, type Holders, type Holding } from './holding.ts'
import { cpuText, homeText, STATE_LOOKS } from './looks.ts'
import { KEPT, NO_SAMPLES, type Samples } from './trends.ts'

export interface EmulatorTableProps {
  emulators: readonly EmulatorStatus[]
  holders: Holders
  samples: ReadonlyMap<string, Samples>
  /** how the calls of some are slower than was asked */
  slow: ReadonlyMap<string, string>
  chosen: string | null
  onChoose: (id: string | null) => void
}

const COLUMNS: readonly { title: string; isNumber?: true; className?: string }[] = [
  { title: 'Emulator' }, { title: 'State' }, { title: 'Health' }, { title: 'Held by' }, { title: 'Frames/s', isNumber: true }, { title: '', className: 'pool-table-spark' }, { title: 'Latency p50 / p95', isNumber: true },
  { title: 'CPU', isNumber: true }, { title: 'Memory', isNumber: true }, { title: 'Restarts', isNumber: true, className: 'pool-table-count' }, { title: 'Leases', isNumber: true, className: 'pool-table-count' }, { title: 'Where' }, { title: 'Image', className: 'pool-table-image' },
]

/** All emulators, one a line. */
export function EmulatorTable({ emulators, holders, samples, slow, chosen, onChoose }: EmulatorTableProps): JSX.Element {
  return (
    <div className="pool-table-place" role="region" aria-label="Emulators" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            {COLUMNS.map(({ title, isNumber, className }) => (title === '' ? <td key={title} className={className} /> : <th key={title} scope="col" className={classes(isNumber && 'table-number', className)}>{title}</th>))}
          </tr>
        </thead>
        <tbody>
          {emulators.map((one) => (
            <Row key={one.id} emulator={one} holding={holdingOf(one, holders)} samples={samples.get(one.id) ?? NO_SAMPLES} slow={slow.get(one.id) ?? null} chosen={one.id === chosen} onChoose={() => onChoose(one.id === chosen ? null : one.id)} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ emulator, holding, samples, slow, chosen, onChoose }: { emulator: EmulatorStatus; holding: Holding; samples: Samples; slow: string | null; chosen: boolean; onChoose: () => void }): JSX.Element {
  const { id, run, latency } = emulator
  const state = STATE_LOOKS[emulator.state]
  const ms = (value: number | null): string => (value === null ? '—' : formatMilliseconds(value))
  return (
    <tr className={classes(chosen && 'table-chosen')}>
      <th scope="row">
        <button type="button" className="link" aria-expanded={chosen} onClick={onChoose}>
          {id}
        </button>
      </th>
      <td>
        <span style={{ color: `var(${state.color})` }} aria-hidden="true">
          {state.glyph}
        </span>{' '}
        {state.title}
      </td>
      <td>
        <HealthMark emulator={emulator} />
      </td>
      <td className="pool-table-run">
        {run === null ? (
          <span className="muted">{holding.what || '—'}</span>
        ) : (
          <span className="pool-table-holder" title={holding.hint}>
            <span className="muted">{holding.what}</span>
            <button type="button" className="link" title={`Show the run ${run}`} onClick={() => showRun(run)}>
              <MiddleEllipsis text={holding.title ?? run} />
            </button>
          </span>
        )}
      </td>
      <td className="table-number">{formatCount(emulator.frames_per_second)}</td>
      <td className="pool-table-spark">
        <Sparkline values={samples.frames} room={KEPT} height={16} />
      </td>
      <td className="table-number">
        {ms(latency.p50)} / {ms(latency.p95)} {slow !== null && <SlowMark text={slow} />}
      </td>
      <td className="table-number">{cpuText(emulator.cpu)}</td>
      <td className="table-number">{emulator.memory_bytes === null ? '—' : formatBytes(emulator.memory_bytes)}</td>
      <td className="table-number pool-table-count">{formatCount(emulator.restarts)}</td>
      <td className="table-number pool-table-count">{formatCount(emulator.leases)}</td>
      <td>{homeText(emulator)}</td>
      <td className="pool-table-run pool-table-image">{emulator.image === null ? <span className="muted">—</span> : <MiddleEllipsis text={emulator.image} />}</td>
    </tr>
  )
}

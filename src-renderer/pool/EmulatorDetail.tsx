import { useEffect, useRef, useState, type JSX, type ReactNode } from 'react'
import type { EmulatorStatus, HealthChange, LogLine } from '../api/contract.ts'
import { call, subscribe } from '../api/transport.ts'
import { useCall } from '../api/useCall.ts'
import { showRun } from '../state/appView.ts'
import { Button, formatAgo, formatBytes, formatClock, formatCount, formatMilliseconds, formatWallTime, IconButton, LookMark, MiddleEllipsis, Sparkline, toastError } from '../ui/index.ts'
import './detail.css'
import { HealthMark } from './EmulatorCard.tsx'
import type { Holding } from './holding.ts'
import { cpuText, HEALTH_LOOKS, homeText, STATE_LOOKS } from './looks.ts'
import { KEPT, type Samples } from './trends.ts'

/** Lines of the log that are kept on the page. */
const LINES = 400

/** One emulator in depth: facts, trends, what its health was, its log, and what can be done with it. */
export function EmulatorDetail({ emulator, holding, samples, slow, onClose }: { emulator: EmulatorStatus; holding: Holding; samples: Samples; slow: string | null; onClose: () => void }): JSX.Element {
  const { id } = emulator
  const { data, reload } = useCall('pool.emulator', { emulator: id, log_lines: LINES }, id)
  // Its health changed: there is one more line of history.
  useEffect(() => reload(), [emulator.health, emulator.restarts, reload])
  const act = (work: Promise<unknown>): void => {
    work.then(reload, toastError)
  }
  return (
    <aside className="pool-detail" aria-label={`Emulator ${id}`}>
      <header className="panel-head">
        <h3 className="pool-detail-title">
          <span style={{ color: `var(${STATE_LOOKS[emulator.state].color})` }} aria-hidden="true">
            {STATE_LOOKS[emulator.state].glyph}
          </span>
          <MiddleEllipsis text={id} />
        </h3>
        <HealthMark emulator={emulator} />
        <IconButton icon="close" size="small" label="Close the details" onClick={onClose} />
      </header>
      <div className="pool-detail-body">
        {emulator.reason !== '' && <p className="pool-card-reason">{emulator.reason}</p>}
        {slow !== null && <p className="pool-card-reason">Its calls are slow: {slow}</p>}
        <div className="pool-actions">
          <Button icon="restart" title="Replaces it by a fresh one; a run that holds it goes on from its last tick" onClick={() => act(call('pool.restart', { emulator: id }))}>
            Restart
          </Button>
          <Button icon="drain" disabled={emulator.state === 'draining'} title="Takes it out when its lease ends" onClick={() => act(call('pool.drain', { emulator: id }))}>
            Drain
          </Button>
        </div>
        <Facts emulator={emulator} holding={holding} />
        <Trends emulator={emulator} samples={samples} />
        <History changes={data?.history ?? []} />
        <Log emulator={id} first={data?.log ?? null} />
      </div>
    </aside>
  )
}

function Facts({ emulator, holding }: { emulator: EmulatorStatus; holding: Holding }): JSX.Element {
  const { run, leased_at: leasedAt, latency } = emulator
  const ms = (value: number | null): string => (value === null ? '—' : formatMilliseconds(value))
  const rows: [string, ReactNode][] = [
    ['State', STATE_LOOKS[emulator.state].title],
    ['Held by', run === null ? (holding.what || 'nobody') : <button type="button" className="link" title={`Show the run ${run}`} onClick={() => showRun(run)}><MiddleEllipsis text={holding.title ?? run} /></button>],
    ...(run === null || holding.what === '' ? [] : [['For', <span key="for" title={holding.hint}>{holding.what}</span>] as [string, ReactNode]]),
    ...(leasedAt === null ? [] : [['Since', formatAgo(leasedAt, Date.now())] as [string, ReactNode]]),
    ['Game', emulator.game ?? 'no cartridge'],
    ['Core', emulator.core || '—'],
    ['Backend', `${emulator.backend}, ${homeText(emulator)}`],
    ...(emulator.image === null ? [] : [['Image', <MiddleEllipsis key="image" text={emulator.image} className="mono" />] as [string, ReactNode]]),
    ...(emulator.container === null ? [] : [['Container', <MiddleEllipsis key="container" text={emulator.container} className="mono" />] as [string, ReactNode]]),
    ...(emulator.engine === null ? [] : [['Engine', <MiddleEllipsis key="engine" text={emulator.engine} className="mono" />] as [string, ReactNode]]),
    ['Latency', `p50 ${ms(latency.p50)} · p95 ${ms(latency.p95)} · p99 ${ms(latency.p99)} · max ${ms(latency.max)} · ${formatCount(latency.calls)} calls`],
    ['Started', <span key="started" title={formatWallTime(emulator.started_at)}>{formatAgo(emulator.started_at, Date.now())}</span>],
    ['Restarts', formatCount(emulator.restarts)],
    ['Leases', formatCount(emulator.leases)],
  ]
  return (
    <dl className="facts">
      {rows.map(([title, value]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Trends({ emulator, samples }: { emulator: EmulatorStatus; samples: Samples }): JSX.Element {
  const limit = emulator.memory_limit_bytes
  return (
    <section aria-label="Trends" className="pool-trends">
      <Trend title="Frames/s" text={formatCount(emulator.frames_per_second)} values={samples.frames} />
      <Trend title="Latency p50" text={emulator.latency.p50 === null ? '—' : formatMilliseconds(emulator.latency.p50)} values={samples.latency} />
      <Trend title="CPU" text={cpuText(emulator.cpu)} values={samples.cpu} />
      <Trend title="Memory" text={emulator.memory_bytes === null ? '—' : `${formatBytes(emulator.memory_bytes)}${limit === null ? '' : ` of ${formatBytes(limit)}`}`} values={samples.memory} top={limit ?? undefined} />
    </section>
  )
}

function Trend({ title, text, values, top }: { title: string; text: string; values: readonly (number | null)[]; top?: number | undefined }): JSX.Element {
  return (
    <div className="pool-trend">
      <span className="muted">{title}</span>
      <span>{text}</span>
      <Sparkline values={values} room={KEPT} top={top} height={32} />
    </div>
  )
}

function History({ changes }: { changes: readonly HealthChange[] }): JSX.Element {
  return (
    <section aria-label="Health history">
      <h4 className="page-subtitle">Health</h4>
      {changes.length === 0 ? (
        <p className="muted">It has been healthy since it came up.</p>
      ) : (
        <ol className="pool-history">
          {changes.slice(-50).toReversed().map((change, at) => (
            <li key={at}>
              <time dateTime={change.at} title={formatWallTime(change.at)} className="muted">
                {formatClock(change.at)}
              </time>
              <LookMark look={HEALTH_LOOKS[change.health]} />
              <span className="pool-history-reason" title={change.reason}>
                {change.reason}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

function Log({ emulator, first }: { emulator: string; first: readonly LogLine[] | null }): JSX.Element {
  const [later, setLater] = useState<readonly LogLine[]>([])
  const list = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  useEffect(() => setLater([]), [first])
  useEffect(
    () =>
      subscribe('pool.log', (told) => {
        if (told.emulator === emulator) setLater((before) => [...before, ...told.lines].slice(-LINES))
      }),
    [emulator],
  )
  const lines = [...(first ?? []), ...later].slice(-LINES)
  useEffect(() => {
    if (atEnd.current && list.current !== null) list.current.scrollTop = list.current.scrollHeight
  }, [lines.length, first])
  return (
    <section aria-label="Log" className="pool-log">
      <h4 className="page-subtitle">Log</h4>
      <div
        ref={list}
        className="pool-log-lines mono"
        role="log"
        tabIndex={0}
        aria-label={`Log of ${emulator}`}
        onScroll={({ currentTarget }) => {
          atEnd.current = currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight < 8
        }}
      >
        {lines.length === 0 && <span className="muted">{first === null ? 'Reading the log…' : 'It has said nothing yet.'}</span>}
        {lines.map((line, at) => (
          <div key={at} className={`pool-log-${line.stream}`}>
            <span className="muted">{formatClock(line.at)}</span> {line.text}
          </div>
        ))}
      </div>
    </section>
  )
}

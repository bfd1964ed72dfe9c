import { useEffect, useState, type JSX } from 'react'
import type { ExperimentSummary, OutputOf, ResultFormat } from '../api/contract.ts'
import { call } from '../api/transport.ts'
import { useCall } from '../api/useCall.ts'
import { fileName, folderOf } from '../exporting/written.ts'
import { showRun } from '../state/appView.ts'
import { Button, ErrorState, formatCount, formatDuration, formatPlural, formatWallTime, Icon, LookMark, Menu, MiddleEllipsis, Progress, Spinner, type Tab, Tabs, toast, toastError, useThrottled } from '../ui/index.ts'
import { canResume, isGoing, STATE_LOOKS } from './looks.ts'
import { ReportDialog } from './ReportDialog.tsx'
import { Results } from './Results.tsx'
import { RunsTable } from './RunsTable.tsx'

const TABS = [
  { id: 'results', title: 'RESULTS' },
  { id: 'runs', title: 'RUNS' },
  { id: 'plan', title: 'PLAN' },
] as const satisfies readonly Tab<string>[]
type PageTab = (typeof TABS)[number]['id']

/** How often finished runs are asked for while they come in, in milliseconds. */
const EVERY = 1_000

/** One experiment: how far it is, what came of it, its runs and its plan. */
export function ExperimentPage({ summary, onChanged }: { summary: ExperimentSummary; onChanged: () => void }): JSX.Element {
  const { id } = summary
  const [tab, setTab] = useState<PageTab>('results')
  const { data, error, reload } = useCall('experiments.get', { experiment: id }, id)
  const going = isGoing(summary)
  const done = useThrottled(summary.done, EVERY)
  useEffect(() => reload(), [done, going, reload])
  const tabs = TABS.map((one) => (one.id === 'runs' ? { ...one, badge: formatCount(summary.done) } : one))
  return (
    <>
      <Head summary={summary} onChanged={onChanged} />
      {going && <UnderWay summary={summary} />}
      <Tabs name="experiment" label="Experiment" tabs={tabs} selected={tab} onSelect={setTab} />
      <div className="experiment-body" role="tabpanel" id="experiment-panel" aria-labelledby={`experiment-tab-${tab}`} tabIndex={0}>
        {data === null ? error === null ? <Spinner /> : <ErrorState error={error} onRetry={reload} /> : <Body tab={tab} id={id} data={data} done={done} />}
      </div>
    </>
  )
}

function Body({ tab, id, data, done }: { tab: PageTab; id: string; data: OutputOf<'experiments.get'>; done: number }): JSX.Element {
  if (tab === 'results') return <Results experiment={id} done={done} metrics={data.metrics} chosen={data.chosen} />
  if (tab === 'runs') return <RunsTable runs={data.runs} />
  return (
    <pre className="experiment-yaml mono" aria-label="Configuration">
      {data.yaml}
    </pre>
  )
}

function Head({ summary, onChanged }: { summary: ExperimentSummary; onChanged: () => void }): JSX.Element {
  const { id: experiment } = summary
  const look = STATE_LOOKS[summary.state]
  const [reading, setReading] = useState(false)
  const act = (work: Promise<unknown>): void => {
    work.then(onChanged, toastError)
  }
  return (
    <header className="experiment-head">
      <div className="experiment-bar">
        <h2 className="experiment-title">
          <MiddleEllipsis text={summary.name} tail={16} />
        </h2>
        <LookMark look={look} className="experiment-state" />
        <span className="page-gap" />
        {summary.state === 'running' && (
          <Button icon="stop" title="Runs under way are dropped; Resume plays them again" onClick={() => act(call('experiments.stop', { experiment }))}>
            Stop
          </Button>
        )}
        {canResume(summary) && (
          <Button icon="play" kind="primary" title="Finished runs are not played again" onClick={() => act(call('experiments.resume', { experiment }))}>
            Resume
          </Button>
        )}
        <Button icon="report" disabled={summary.done === 0} onClick={() => setReading(true)}>
          Report
        </Button>
        <Menu
          label="Export the results"
          className="button button-plain"
          align="end"
          items={(['json', 'csv', 'parquet'] as const).map((format) => ({ title: format.toUpperCase(), disabled: summary.done === 0, onSelect: () => exportResults(experiment, format) }))}
        >
          <Icon name="download" /> Export
          <Icon name="chevronDown" size={12} />
        </Menu>
      </div>
      <Progress label="Runs that are over" done={summary.done} total={summary.total} />
      <p className="experiment-facts">
        <strong>
          {formatCount(summary.done)} of {formatPlural(summary.total, 'run')}
        </strong>
        {summary.failed > 0 && <span className="experiment-failed">{formatCount(summary.failed)} failed</span>}
        {summary.workers > 0 && <span title={summary.workers_note}>{formatPlural(summary.workers, 'worker')}</span>}
        {summary.frames_per_second > 0 && <span>{formatCount(summary.frames_per_second)} frames/s</span>}
        <span>took {formatDuration(summary.seconds)}</span>
        {summary.eta_seconds !== null && isGoing(summary) && <span>{formatDuration(summary.eta_seconds)} left</span>}
        {summary.api_waiting > 0 && <span>{formatPlural(summary.api_waiting, 'call')} waiting for the API</span>}
        <span className="muted" title={formatWallTime(summary.started_at)}>
          seed {summary.random_seed}
        </span>
        <span className="muted experiment-dir" title={summary.dir}>
          <MiddleEllipsis text={summary.dir} tail={24} />
        </span>
      </p>
      {summary.message !== null && <p className="experiment-message">{summary.message}</p>}
      {reading && <ReportDialog experiment={experiment} name={summary.name} onClose={() => setReading(false)} />}
    </header>
  )
}

/** Runs that are being played, each with how far it is. */
function UnderWay({ summary }: { summary: ExperimentSummary }): JSX.Element {
  return (
    <ul className="experiment-under-way" aria-label="Runs under way">
      {summary.under_way.slice(0, 64).map((one) => (
        <li key={one.index}>
          <button type="button" className="link" onClick={() => showRun(one.run)} title={`${one.run}: watch it in the workbench`}>
            {one.arm} · seed {one.seed}
          </button>
          {one.attempt > 1 && <span className="experiment-failed">try {one.attempt}</span>}
          <span className="muted">tick {formatCount(one.tick)}</span>
          <Progress label={`Run ${one.index}`} done={one.progress ?? 0} total={one.progress === null ? null : 1} />
        </li>
      ))}
    </ul>
  )
}

function exportResults(experiment: string, format: ResultFormat): void {
  call('experiments.export', { experiment, formats: [format] }).then(
    ({ files }) => toast({ level: 'good', text: `Exported ${files.map(fileName).join(', ')}`, hint: folderOf(files) }),
    toastError,
  )
}

import { useState, type JSX } from 'react'
import { asPtpError, type Branch, type PtpError } from '../api/contract.ts'
import { call } from '../api/transport.ts'
import { useCall } from '../api/useCall.ts'
import { runTitle } from '../runs/runTitle.ts'
import { useSelection, type TickWindow } from '../state/selection.ts'
import { Button, Dialog, Field, formatCount } from '../ui/index.ts'
import './ExportDialog.css'
import { JobView } from './JobView.tsx'
import { TABLE_DOCS, requestOf, type ExportForm, type Span } from './request.ts'
import { useJob } from './useJob.ts'

/** Writes tables of a run as CSV or JSON, or the whole run as one file. */
export function ExportDialog({ run, open, onClose }: { run: string; open: boolean; onClose: () => void }): JSX.Element | null {
  return open ? <OpenDialog run={run} onClose={onClose} /> : null
}

function OpenDialog({ run, onClose }: { run: string; onClose: () => void }): JSX.Element {
  const selected = useSelection((state) => state.run)
  const selectedWindow = useSelection((state) => state.window)
  const window = selected === run ? selectedWindow : null
  const detail = useCall('runs.get', { run }, run).data
  const branches = detail?.branches ?? []
  const [form, setForm] = useState<ExportForm>(() => ({ tables: ['actions', 'states', 'events'], format: 'csv', branch: null, span: window === null ? 'all' : 'window', from: '', to: '' }))
  const [jobId, setJobId] = useState<string | null>(null)
  const [error, setError] = useState<PtpError | null>(null)
  const job = useJob(jobId)
  const busy = jobId !== null && (job === null || job.state === 'running')
  const request = requestOf(run, form, window)
  const why = typeof request === 'string' ? request : null
  const start = (begin: () => Promise<{ job: string }>): void => {
    setError(null)
    setJobId(null)
    begin().then((begun) => setJobId(begun.job), (failure: unknown) => setError(asPtpError(failure)))
  }
  return (
    <Dialog
      title={`Export ${detail === null ? 'the run' : runTitle(detail.summary)}`}
      onClose={onClose}
      onSubmit={() => {
        if (typeof request !== 'string' && !busy) start(() => call('export.start', request))
      }}
      foot={
        <>
          <Button
            icon="folder"
            disabled={busy}
            title="The whole run in one .ptprun file that opens on another machine. The ROM is not in it."
            onClick={() => start(() => call('runs.bundle', { run }))}
          >
            Bundle the run
          </Button>
          <span className="export-gap" />
          <Button onClick={onClose}>{busy ? 'Go on in the background' : 'Close'}</Button>
          <Button kind="primary" icon="download" submit disabled={why !== null || busy} title={why ?? undefined}>Export</Button>
        </>
      }
    >
      <Choices form={form} onForm={setForm} branches={branches} window={window} />
      {why !== null && <p className="muted">{why}.</p>}
      {error !== null && <p role="alert" className="export-error">{error.message} {error.hint}</p>}
      {jobId !== null && <JobView job={job} />}
    </Dialog>
  )
}

interface ChoicesProps {
  form: ExportForm
  onForm: (form: ExportForm) => void
  branches: readonly Branch[]
  window: TickWindow | null
}

function Choices({ form, onForm, branches, window }: ChoicesProps): JSX.Element {
  const toggle = (id: ExportForm['tables'][number]): void =>
    onForm({ ...form, tables: form.tables.includes(id) ? form.tables.filter((one) => one !== id) : [...form.tables, id] })
  const spans: { id: Span; title: string; disabled?: boolean }[] = [
    { id: 'all', title: 'All ticks' },
    { id: 'window', title: window === null ? 'The selected window (none is selected)' : `The selected window, ${formatCount(window.from)}–${formatCount(window.to)}`, disabled: window === null },
    { id: 'own', title: 'From … to …' },
  ]
  return (
    <>
      <fieldset className="export-group">
        <legend>Tables</legend>
        {TABLE_DOCS.map(({ id, title, doc }) => (
          <label key={id} className="export-choice">
            <input type="checkbox" checked={form.tables.includes(id)} onChange={() => toggle(id)} />
            <span>{title}</span>
            <span className="muted">{doc}</span>
          </label>
        ))}
      </fieldset>
      <div className="export-columns">
        <fieldset className="export-group">
          <legend>Format</legend>
          {(['csv', 'json'] as const).map((format) => (
            <label key={format} className="export-choice">
              <input type="radio" name="format" checked={form.format === format} onChange={() => onForm({ ...form, format })} />
              <span>{format.toUpperCase()}</span>
            </label>
          ))}
        </fieldset>
        <fieldset className="export-group">
          <legend>Ticks</legend>
          {spans.map(({ id, title, disabled = false }) => (
            <label key={id} className="export-choice">
              <input type="radio" name="span" checked={form.span === id} disabled={disabled} onChange={() => onForm({ ...form, span: id })} />
              <span className={disabled ? 'muted' : undefined}>{title}</span>
            </label>
          ))}
          {form.span === 'own' && (
            <div className="export-span">
              <input className="field" inputMode="numeric" aria-label="First tick" placeholder="first" value={form.from} onChange={(event) => onForm({ ...form, from: event.target.value })} />
              –
              <input className="field" inputMode="numeric" aria-label="Last tick" placeholder="last" value={form.to} onChange={(event) => onForm({ ...form, to: event.target.value })} />
            </div>
          )}
        </fieldset>
      </div>
      <Field label="Branch">
        <select className="field" value={form.branch ?? ''} onChange={(event) => onForm({ ...form, branch: event.target.value === '' ? null : Number(event.target.value) })}>
          <option value="">All branches</option>
          {branches.map((line) => <option key={line.branch} value={line.branch}>{line.name} ({formatCount(line.head_tick)} ticks, with those before its fork)</option>)}
        </select>
      </Field>
    </>
  )
}

import type { JSX } from 'react'
import type { Job } from '../api/contract.ts'
import { call } from '../api/transport.ts'
import { Button, Icon, IconButton, MiddleEllipsis, Progress, formatPlural, toast, toastError } from '../ui/index.ts'

/** How far the export is, and what it made. */
export function JobView({ job }: { job: Job | null }): JSX.Element {
  if (job === null || job.state === 'running') {
    return (
      <div className="export-job" role="status">
        <span className="export-job-title">{job?.title ?? 'Starting'}</span>
        {job !== null && <Button kind="quiet" onClick={() => call('jobs.cancel', { id: job.id }).catch(toastError)}>Cancel</Button>}
        <Progress label="Export" done={job?.done ?? 0} total={job === null || job.total === 0 ? null : job.total} />
      </div>
    )
  }
  if (job.state === 'cancelled') return <p className="muted" role="status">Cancelled; nothing was written.</p>
  if (job.state === 'failed') return <p className="export-error" role="alert">{job.message ?? 'The export failed.'}</p>
  return (
    <div className="export-job" role="status">
      <span className="export-job-title"><Icon name="check" size={14} /> {job.files.length === 0 ? 'Done' : `${formatPlural(job.files.length, 'file')} written`}</span>
      {job.message !== null && <p className="muted">{job.message}</p>}
      <ul className="export-files">
        {job.files.map((file) => (
          <li key={file}>
            <MiddleEllipsis text={file} tail={28} className="mono" />
            <IconButton icon="copy" size="small" label={`Copy the path of ${file}`} onClick={() => copy(file)} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function copy(path: string): void {
  navigator.clipboard.writeText(path).then(() => toast({ level: 'info', text: 'The path is copied' }), toastError)
}

import { useEffect, useState, type JSX } from 'react'
import { fileUrl, type Job } from '../api/contract.ts'
import { isBrowserFace } from '../api/desktopTransport.ts'
import { call } from '../api/transport.ts'
import { Button, formatBytes, Icon, IconButton, MiddleEllipsis, Progress, toast, toastError } from '../ui/index.ts'
import { fileName, folderOf, sizesOf, totalBytes, writtenText } from './written.ts'

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
  return <Written job={job} />
}

function Written({ job }: { job: Job }): JSX.Element {
  const [sizes, setSizes] = useState<readonly (number | null)[]>([])
  useEffect(() => {
    sizesOf(job).then(setSizes, toastError)
  }, [job])
  const folder = folderOf(job.files)
  return (
    <div className="export-job" role="status">
      <span className="export-job-title">
        <Icon name="check" size={14} /> {job.files.length === 0 ? 'Done' : `${writtenText(job.files.length, sizes.length === 0 ? null : totalBytes(sizes))} written`}
      </span>
      {job.message !== null && <p className="muted">{job.message}</p>}
      {job.files.length > 0 && (
        <p className="export-folder muted" title={folder}>
          in <MiddleEllipsis text={folder} tail={36} className="mono" />
          <IconButton icon="copy" size="small" label="Copy the path of the folder" onClick={() => copy(folder)} />
        </p>
      )}
      <ul className="export-files">
        {job.files.map((file, index) => (
          <li key={file}>
            <FileLink job={job.id} index={index} file={file} />
            <span className="muted">{formatSize(sizes[index] ?? null)}</span>
            <IconButton icon="copy" size="small" label={`Copy the path of ${fileName(file)}`} onClick={() => copy(file)} />
          </li>
        ))}
      </ul>
    </div>
  )
}

/** In a browser the file may lie on another machine: there its name fetches it. */
function FileLink({ job, index, file }: { job: string; index: number; file: string }): JSX.Element {
  const name = fileName(file)
  if (!isBrowserFace()) return <MiddleEllipsis text={name} tail={16} className="mono" />
  return (
    <a className="link mono" href={fileUrl.ofJob(job, index)} download={name}>
      <Icon name="download" size={14} /> {name}
    </a>
  )
}

function formatSize(bytes: number | null): string {
  return bytes === null ? '' : formatBytes(bytes)
}

function copy(path: string): void {
  navigator.clipboard.writeText(path).then(() => toast({ level: 'info', text: 'The path is copied' }), toastError)
}

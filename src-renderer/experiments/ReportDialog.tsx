import type { JSX } from 'react'
import { useCall } from '../api/useCall.ts'
import { Button, Dialog, ErrorState, MiddleEllipsis, Spinner, toast, toastError } from '../ui/index.ts'

/** The report of an experiment as it was just written, in a frame that can run nothing. */
export function ReportDialog({ experiment, name, onClose }: { experiment: string; name: string; onClose: () => void }): JSX.Element {
  const { data, error, reload } = useCall('experiments.report', { experiment })
  const copy = (path: string): void => {
    navigator.clipboard.writeText(path).then(() => toast({ level: 'info', text: 'The path is copied' }), toastError)
  }
  return (
    <Dialog
      title={`Report of ${name}`}
      size="full"
      onClose={onClose}
      foot={
        data !== null && (
          <>
            <span className="report-file mono">
              <MiddleEllipsis text={data.file} tail={40} />
            </span>
            <Button icon="copy" onClick={() => copy(data.file)}>
              Copy its path
            </Button>
            <Button kind="primary" onClick={onClose}>
              Close
            </Button>
          </>
        )
      }
    >
      {data !== null ? <iframe className="report-frame" title={`Report of ${name}`} sandbox="" srcDoc={data.html} /> : error !== null ? <ErrorState error={error} onRetry={reload} /> : <Spinner label="Writing the report" />}
    </Dialog>
  )
}

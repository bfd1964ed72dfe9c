import type { JSX } from 'react'
import type { PtpError } from '../api/contract.ts'
import { Icon } from '../ui/index.ts'

/** Why what a dialog asked for did not work. */
export function DialogError({ error }: { error: PtpError | null }): JSX.Element | null {
  if (error === null) return null
  return (
    <div className="dialog-error" role="alert">
      <Icon name="error" />
      <div>
        {error.message}
        {error.hint !== undefined && <div className="muted">{error.hint}</div>}
      </div>
    </div>
  )
}

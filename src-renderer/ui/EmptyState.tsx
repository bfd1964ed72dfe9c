import type { JSX, ReactNode } from 'react'
import type { PtpError } from '../api/contract.ts'
import { Button } from './Button.tsx'
import { Icon, type IconName } from './Icon.tsx'
import './EmptyState.css'

/** What a view shows while there is nothing: what is missing, and what to do next. */
export function EmptyState({ title, children, icon, actions }: { title: string; children?: ReactNode; icon?: IconName | undefined; actions?: ReactNode }): JSX.Element {
  return (
    <div className="empty-state">
      {icon !== undefined && <Icon name={icon} size={24} />}
      <p className="empty-state-title">{title}</p>
      {children !== undefined && <div className="empty-state-text">{children}</div>}
      {actions !== undefined && <div className="empty-state-actions">{actions}</div>}
    </div>
  )
}

/** What a view shows when it failed: the reason, and a way on. */
export function ErrorState({ error, onRetry }: { error: PtpError; onRetry?: (() => void) | undefined }): JSX.Element {
  return (
    <div className="empty-state error-state" role="alert">
      <Icon name="error" size={24} />
      <p className="empty-state-title">{error.message}</p>
      {error.hint !== undefined && <div className="empty-state-text">{error.hint}</div>}
      {onRetry !== undefined && (
        <div className="empty-state-actions">
          <Button onClick={onRetry}>Try again</Button>
        </div>
      )}
    </div>
  )
}

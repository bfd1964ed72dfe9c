import type { JSX } from 'react'
import { Button, IconButton } from './Button.tsx'
import { Icon, type IconName } from './Icon.tsx'
import { dismissToast, useToasts, type Toast } from './toasts.ts'
import './Toasts.css'

const ICONS: Record<Toast['level'], IconName> = { info: 'info', good: 'check', warning: 'warning', error: 'error' }

/** The toasts that are up now; one in the whole page. */
export function Toasts(): JSX.Element {
  const toasts = useToasts((state) => state.toasts)
  return (
    <div className="toasts" role="region" aria-label="Messages" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} className={`toast toast-${toast.level}`} role={toast.level === 'error' ? 'alert' : 'status'}>
          <span className="toast-icon">
            <Icon name={ICONS[toast.level]} />
          </span>
          <div className="toast-text">
            <div>{toast.text}</div>
            {toast.hint !== undefined && <div className="toast-hint">{toast.hint}</div>}
          </div>
          {toast.action !== undefined && (
            <Button
              kind="quiet"
              className="toast-action"
              onClick={() => {
                dismissToast(toast.id)
                toast.action?.run()
              }}
            >
              {toast.action.title}
            </Button>
          )}
          <IconButton icon="close" size="small" label="Dismiss" onClick={() => dismissToast(toast.id)} />
        </div>
      ))}
    </div>
  )
}

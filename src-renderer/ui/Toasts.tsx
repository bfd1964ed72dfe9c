import { useRef, useState, type JSX } from 'react'
import { Button, IconButton } from './Button.tsx'
import { Icon, type IconName } from './Icon.tsx'
import { dismissToast, useToasts, type Toast } from './toasts.ts'
import './Toasts.css'

const ICONS: Record<Toast['level'], IconName> = { info: 'info', good: 'check', warning: 'warning', error: 'error' }

/**
 * What was said lately, in a line of its own so that it never covers anything: the newest, and on
 * demand all of it in full. One in the whole page.
 */
export function Toasts(): JSX.Element {
  const toasts = useToasts((state) => state.toasts)
  const list = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  const newest = toasts.at(-1)
  const showAll = (): void => list.current?.showPopover()
  return (
    <div className="toasts" role="region" aria-label="Notices">
      {newest !== undefined && (
        <div key={newest.id} className={`toast toast-${newest.level}`} role={newest.level === 'error' ? 'alert' : 'status'}>
          <Icon name={ICONS[newest.level]} />
          <button type="button" className="toast-text" title={fullText(newest)} aria-haspopup="dialog" onClick={showAll}>
            <span className={newest.hint === undefined ? 'toast-words' : 'toast-words toast-line'}>{newest.text}</span>
            {newest.hint !== undefined && <span className="toast-hint toast-line">{newest.hint}</span>}
          </button>
          <ToastAction toast={newest} />
          {toasts.length > 1 && (
            <Button kind="quiet" className="toast-more" title="Show all" onClick={showAll}>
              +{toasts.length - 1}
            </Button>
          )}
          <IconButton icon="close" size="small" label="Dismiss" onClick={() => dismissToast(newest.id)} />
        </div>
      )}
      <div ref={list} popover="auto" role="dialog" aria-label="All notices" className="toast-list" onBeforeToggle={(event) => setOpen(event.newState === 'open')}>
        {(open ? toasts.toReversed() : []).map((toast) => (
          <div key={toast.id} className={`toast-whole toast-${toast.level}`}>
            <Icon name={ICONS[toast.level]} />
            <div className="toast-whole-text">
              {toast.text}
              {toast.hint !== undefined && <div className="muted">{toast.hint}</div>}
            </div>
            <ToastAction toast={toast} />
            <IconButton icon="close" size="small" label="Dismiss" onClick={() => dismissToast(toast.id)} />
          </div>
        ))}
        {toasts.length === 0 && <p className="muted">Nothing more to say.</p>}
      </div>
    </div>
  )
}

function ToastAction({ toast }: { toast: Toast }): JSX.Element | null {
  const { action } = toast
  if (action === undefined) return null
  const act = (): void => {
    dismissToast(toast.id)
    action.run()
  }
  return (
    <Button kind="quiet" className="toast-action" onClick={act}>
      {action.title}
    </Button>
  )
}

function fullText({ text, hint }: Toast): string {
  return hint === undefined ? text : `${text}\n${hint}`
}

import { useEffect, useId, useRef, type JSX, type ReactNode } from 'react'
import { IconButton } from './Button.tsx'
import { classes } from './classes.ts'
import './Dialog.css'
import { MiddleEllipsis } from './MiddleEllipsis.tsx'

export interface DialogProps {
  title: string
  onClose: () => void
  children: ReactNode
  /** buttons at the foot */
  foot?: ReactNode
  /** called on Enter and on the submit button; makes the dialog a form */
  onSubmit?: (() => void) | undefined
  wide?: boolean | undefined
  /** the whole window, for things to read */
  size?: 'full' | undefined
}

/** A modal dialog: takes the focus, gives it back, closes on Esc and on a click beside it. */
export function Dialog({ title, onClose, children, foot, onSubmit, wide = false, size }: DialogProps): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const dialog = ref.current
    const before = document.activeElement
    dialog?.showModal()
    // The browser would choose the close button; what is to be filled in comes first.
    dialog?.querySelector<HTMLElement>('.dialog-body :is(input, select, textarea):not([hidden], :disabled)')?.focus()
    return () => {
      dialog?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  const body = (
    <>
      <div className="dialog-body">{children}</div>
      {foot !== undefined && <div className="dialog-foot">{foot}</div>}
    </>
  )
  return (
    <dialog
      ref={ref}
      className={classes('dialog', wide && 'dialog-wide', size === 'full' && 'dialog-full')}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onMouseDown={(event) => {
        if (event.target === ref.current) onClose()
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div className="dialog-frame">
        <header className="dialog-head">
          <h2 id={titleId}>
            <MiddleEllipsis text={title} tail={12} />
          </h2>
          <IconButton icon="close" label="Close" onClick={onClose} />
        </header>
        {onSubmit === undefined ? (
          body
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault()
              onSubmit()
            }}
          >
            {body}
          </form>
        )}
      </div>
    </dialog>
  )
}

/** A label above a control of a dialog. */
export function Field({ label, hint, children }: { label: string; hint?: ReactNode; children: ReactNode }): JSX.Element {
  return (
    <label className="dialog-field">
      <span className="dialog-field-label">{label}</span>
      {children}
      {hint !== undefined && <span className="dialog-field-hint">{hint}</span>}
    </label>
  )
}

import { useId, useRef, useState, type JSX, type ReactNode } from 'react'
import { classes } from './classes.ts'
import { menuKeys, MenuItems, placeMenu, type MenuItem } from './MenuItems.tsx'

export interface MenuProps {
  /** accessible name and hover text of the button */
  label: string
  /** what the button shows */
  children: ReactNode
  items: readonly MenuItem[] | (() => readonly MenuItem[])
  className?: string | undefined
  align?: 'start' | 'end' | undefined
}

/** A button that opens a list of choices below it (or above, where there is more room). */
export function Menu({ label, children, items, className, align = 'start' }: MenuProps): JSX.Element {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  const entries = !open ? [] : typeof items === 'function' ? items() : items

  const place = (): void => {
    const anchor = button.current?.getBoundingClientRect()
    if (list.current === null || anchor === undefined) return
    const x = align === 'start' ? anchor.left : anchor.right - list.current.getBoundingClientRect().width
    placeMenu(list.current, x, anchor.top - 2, anchor.bottom + 2)
  }
  return (
    <>
      <button ref={button} type="button" className={classes('menu-button', className)} aria-label={label} title={label} aria-haspopup="menu" aria-expanded={open} popoverTarget={id}>
        {children}
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        className="menu"
        onKeyDown={(event) => menuKeys(event, list.current)}
        onBeforeToggle={(event) => {
          if (event.newState === 'open') setOpen(true)
        }}
        onToggle={(event) => {
          if (event.newState === 'open') place()
          else setOpen(false)
        }}
      >
        <MenuItems items={entries} onDone={() => list.current?.hidePopover()} />
      </div>
    </>
  )
}

import { useRef, type JSX, type KeyboardEvent, type ReactNode } from 'react'
import { isKeyboardFocus } from '../state/focusOrigin.ts'
import { classes } from './classes.ts'
import './Tabs.css'

export interface Tab<T extends string> {
  id: T
  title: string
  /** short extra after the title, such as a count */
  badge?: ReactNode
}

export interface TabsProps<T extends string> {
  /** prefix of element ids; the panel must have the id `<name>-panel` */
  name: string
  label: string
  tabs: readonly Tab<T>[]
  selected: T
  onSelect: (tab: T) => void
  /** controls at the right end of the strip */
  children?: ReactNode
}

/** A strip of tabs; the panel below is the caller's: `<div role="tabpanel" id="<name>-panel">`. */
export function Tabs<T extends string>({ name, label, tabs, selected, onSelect, children }: TabsProps<T>): JSX.Element {
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = tabs.findIndex((tab) => tab.id === selected)
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key]
    const next = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length]
    if (next === undefined || !isKeyboardFocus()) return
    event.preventDefault()
    onSelect(next.id)
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus()
  }
  return (
    <div className="tabs">
      <div className="tabs-list" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${name}-tab-${tab.id}`}
            data-tab={tab.id}
            aria-selected={tab.id === selected}
            aria-controls={tab.id === selected ? `${name}-panel` : undefined}
            tabIndex={tab.id === selected ? 0 : -1}
            className={classes('tab', tab.id === selected && 'tab-selected')}
            onClick={() => onSelect(tab.id)}
          >
            {tab.title}
            {tab.badge !== undefined && <span className="tab-badge">{tab.badge}</span>}
          </button>
        ))}
      </div>
      {children !== undefined && <div className="tabs-extra">{children}</div>}
    </div>
  )
}

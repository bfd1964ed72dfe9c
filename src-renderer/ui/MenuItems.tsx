import type { JSX, KeyboardEvent, ReactNode } from 'react'
import { chordText } from '../state/keys.ts'
import { classes } from './classes.ts'
import { Icon, type IconName } from './Icon.tsx'
import './Menu.css'

export type MenuItem =
  | {
      title: ReactNode
      onSelect: () => void
      icon?: IconName | undefined
      keys?: string | undefined
      /** on or off, for choices */
      checked?: boolean | undefined
      disabled?: boolean | undefined
      danger?: boolean | undefined
    }
  | 'line'

/** The choices of a menu; `onDone` is called before a choice is carried out. */
export function MenuItems({ items, onDone }: { items: readonly MenuItem[]; onDone: () => void }): JSX.Element[] {
  return items.map((item, at) =>
    item === 'line' ? (
      <div key={at} role="separator" className="menu-line" />
    ) : (
      <button
        key={at}
        type="button"
        role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
        aria-checked={item.checked}
        disabled={item.disabled}
        tabIndex={-1}
        className={classes('menu-item', item.danger === true && 'menu-item-danger')}
        onClick={() => {
          onDone()
          item.onSelect()
        }}
      >
        <span className="menu-item-mark">
          {item.checked === true ? <Icon name="check" size={14} /> : item.icon !== undefined ? <Icon name={item.icon} size={14} /> : null}
        </span>
        <span className="menu-item-title">{item.title}</span>
        {item.keys !== undefined && <kbd>{chordText(item.keys)}</kbd>}
      </button>
    ),
  )
}

/** Moves the focus within an open menu; Tab closes it. */
export function menuKeys(event: KeyboardEvent, list: HTMLElement | null): void {
  event.stopPropagation()
  const all = [...(list?.querySelectorAll<HTMLElement>('[role^="menuitem"]:not(:disabled)') ?? [])]
  const at = all.findIndex((item) => item === document.activeElement)
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key]
  if (to !== undefined) {
    event.preventDefault()
    all[(to + all.length) % all.length]?.focus()
  } else if (event.key === 'Tab') {
    list?.hidePopover()
  }
}

/** Puts an open menu where it is whole, its corner at (or its edge beside) a place, and focuses the chosen or first item. */
export function placeMenu(list: HTMLElement, x: number, top: number, bottom: number): void {
  const size = list.getBoundingClientRect()
  const below = bottom + size.height <= innerHeight
  list.style.left = `${Math.max(4, Math.min(x, innerWidth - size.width - 4))}px`
  list.style.top = `${below ? bottom : Math.max(4, top - size.height)}px`
  list.querySelector<HTMLElement>('[aria-checked="true"], [role^="menuitem"]:not(:disabled)')?.focus()
}

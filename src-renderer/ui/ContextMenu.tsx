import { useLayoutEffect, useRef, type JSX, type MouseEvent } from 'react'
import { create } from 'zustand'
import { menuKeys, MenuItems, placeMenu, type MenuItem } from './MenuItems.tsx'

interface Opened {
  label: string
  /** of the page, in pixels */
  x: number
  y: number
  items: readonly MenuItem[]
}

const useContextMenu = create<{ opened: Opened | null }>(() => ({ opened: null }))

/** Opens a menu at a place of the page, as a right click does. */
export function openContextMenu(opened: Opened): void {
  useContextMenu.setState({ opened })
}

/** For `onContextMenu`: the right button opens this menu instead of the browser's. */
export function contextMenu(label: string, items: () => readonly MenuItem[]): (event: MouseEvent) => void {
  return (event) => {
    event.preventDefault()
    openContextMenu({ label, x: event.clientX, y: event.clientY, items: items() })
  }
}

/** The context menu that is open, if any; one in the whole page. */
export function ContextMenu(): JSX.Element | null {
  const opened = useContextMenu((state) => state.opened)
  const list = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (opened === null || list.current === null) return
    list.current.showPopover()
    placeMenu(list.current, opened.x, opened.y, opened.y)
  }, [opened])
  if (opened === null) return null
  return (
    <div
      ref={list}
      popover="auto"
      role="menu"
      aria-label={opened.label}
      className="menu"
      onKeyDown={(event) => menuKeys(event, list.current)}
      onContextMenu={(event) => event.preventDefault()}
      onToggle={(event) => {
        if (event.newState === 'closed') useContextMenu.setState((state) => (state.opened === opened ? { opened: null } : {}))
      }}
    >
      <MenuItems items={opened.items} onDone={() => list.current?.hidePopover()} />
    </div>
  )
}

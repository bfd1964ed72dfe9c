import { useEffect } from 'react'
import { call } from '../api/transport.ts'
import { toastError } from '../ui/index.ts'
import { CONSOLE_KEYS, maskOfKeys } from './consoleKeys.ts'
import { giveBack } from './play.ts'

/**
 * While `run` is taken over, the keyboard is the console's: keys go to the engine as they change,
 * Esc gives back. Keys are let go when the window loses the focus.
 */
export function useConsoleKeys(run: string | null, onChange: (buttons: number) => void): void {
  useEffect(() => {
    if (run === null) return
    const down = new Set<string>()
    let sent = 0
    const send = (): void => {
      const buttons = maskOfKeys(down)
      if (buttons === sent) return
      sent = buttons
      onChange(buttons)
      call('run.keys', { run, buttons }).catch(toastError)
    }
    const isElsewhere = (event: KeyboardEvent): boolean =>
      event.target instanceof Element && event.target.closest('input, textarea, select, dialog, [contenteditable="true"], [popover]') !== null
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isElsewhere(event)) return
      if (event.key === 'Escape') {
        event.preventDefault()
        event.stopPropagation()
        giveBack().catch(toastError)
      } else if (event.code in CONSOLE_KEYS) {
        event.preventDefault()
        event.stopPropagation()
        if (!event.repeat) down.add(event.code)
        send()
      }
    }
    const onKeyUp = (event: KeyboardEvent): void => {
      if (down.delete(event.code)) send()
    }
    const letGo = (): void => {
      down.clear()
      send()
    }
    // Before any view sees the key.
    window.addEventListener('keydown', onKeyDown, true)
    window.addEventListener('keyup', onKeyUp, true)
    window.addEventListener('blur', letGo)
    return () => {
      window.removeEventListener('keydown', onKeyDown, true)
      window.removeEventListener('keyup', onKeyUp, true)
      window.removeEventListener('blur', letGo)
      onChange(0)
    }
  }, [run, onChange])
}

import { useEffect } from 'react'
import { useCommandRegistry } from '../state/commands.ts'
import { isKeyboardFocus, watchFocusOrigin } from '../state/focusOrigin.ts'
import { chordOf, commandFor } from '../state/keys.ts'

/** What these keys do on an element of such a role is its own affair. */
const OWN_KEYS: readonly [selector: string, keys: readonly string[]][] = [
  ['button, a[href], summary, [role="button"], [role="menuitem"], [role="option"], [role="tab"], [role="checkbox"]', ['Space', 'Enter']],
  ['[role="tab"], [role="menu"], [role="listbox"], [role="grid"], [role="radiogroup"], [role="separator"]', ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End']],
]

function isTyping(target: Element): boolean {
  return target.closest('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable="true"]') !== null
}

function isOwnKey(target: Element, chord: string): boolean {
  return isKeyboardFocus() && OWN_KEYS.some(([selector, keys]) => keys.includes(chord) && target.closest(selector) !== null)
}

/** Runs commands by their keys, unless the focused element has a use for the key itself (and was not just clicked). */
export function useGlobalKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return
      const target = event.target instanceof Element ? event.target : document.body
      const chord = chordOf(event)
      if (isOwnKey(target, chord)) return
      const command = commandFor(useCommandRegistry.getState().commands, chord, isTyping(target))
      if (command === null) return
      event.preventDefault()
      command.run()
    }
    const stop = watchFocusOrigin()
    window.addEventListener('keydown', onKeyDown)
    return () => {
      stop()
      window.removeEventListener('keydown', onKeyDown)
    }
  }, [])
}

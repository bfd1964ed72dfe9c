import type { Command } from './commands.ts'

/** What of a keyboard event matters here. */
export interface KeyPress {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  shiftKey: boolean
  altKey: boolean
}

/** @returns the chord of a key press as written in commands: `Ctrl+Shift+K`, `ArrowLeft`, `Space`, `?` */
export function chordOf(press: KeyPress): string {
  const parts: string[] = []
  if (press.ctrlKey || press.metaKey) parts.push('Ctrl')
  if (press.altKey) parts.push('Alt')
  const isSign = press.key.length === 1 && press.key !== ' ' && press.key.toLowerCase() === press.key.toUpperCase()
  // Where a sign such as `?` lies, and whether with Shift, differs between keyboards.
  if (press.shiftKey && !isSign) parts.push('Shift')
  parts.push(press.key === ' ' ? 'Space' : press.key.length === 1 ? press.key.toUpperCase() : press.key)
  return parts.join('+')
}

/** @returns the newest command on this chord that can run now */
export function commandFor(commands: readonly Command[], chord: string, typing: boolean): Command | null {
  // Alt with arrows or letters is how people move by words and write signs.
  const plain = !chord.startsWith('Ctrl+')
  return (
    commands.findLast(
      (command) =>
        (command.keys?.includes(chord) ?? false) && (!typing || command.whileTyping === true || (!plain && command.whileTyping !== false)) && (command.when?.() ?? true),
    ) ?? null
  )
}

const isMac = typeof navigator !== 'undefined' && /mac/i.test(navigator.platform)
const SIGNS: Record<string, string> = {
  ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Enter: '⏎', Escape: 'Esc', Space: 'Space',
  Ctrl: isMac ? '⌘' : 'Ctrl', Shift: isMac ? '⇧' : 'Shift', Alt: isMac ? '⌥' : 'Alt',
}

/** @returns the keys of a chord as they are written on a keyboard, e.g. ['Shift', '←'] */
export function keyCaps(chord: string): string[] {
  // The key + itself ends a chord as an empty part would.
  const keys = chord.endsWith('+') ? [...chord.slice(0, -1).split('+').filter((key) => key !== ''), '+'] : chord.split('+')
  return keys.map((key) => SIGNS[key] ?? key)
}

/** @returns a chord in one short text, e.g. `Shift+←` */
export function chordText(chord: string): string {
  return keyCaps(chord).join(isMac ? '' : '+')
}

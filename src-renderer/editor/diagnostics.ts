import { setDiagnostics, type Diagnostic as Shown } from '@codemirror/lint'
import type { EditorView } from '@codemirror/view'
import type { OutputOf } from '../api/contract.ts'

export type ScriptCheck = OutputOf<'scripts.check'>
type Found = ScriptCheck['diagnostics'][number]

/** @returns the message with what was expected, where that adds to it */
export function diagnosticText({ message, expected }: Pick<Found, 'message' | 'expected'>): string {
  return expected === undefined || message.includes(expected) ? message : `${message}\nExpected: ${expected}`
}

/** @returns the name of the quick fix for a suggested replacement */
export function fixTitle(suggestion: string, replaced: string): string {
  if (suggestion === '') return `Remove “${replaced}”`
  const one = suggestion.trim().replace(/\s*\n\s*/g, ' ⏎ ')
  return replaced.trim() === '' ? `Insert ${one}` : `Change to ${one}`
}

/**
 * What the compiler said, as the editor shows it.
 * @param text the document that was checked; positions beyond it are pulled in
 */
export function toShown(found: readonly Found[], text: string): Shown[] {
  return found.map((one) => {
    const from = Math.max(0, Math.min(one.from, text.length))
    const to = Math.max(from, Math.min(one.to, text.length))
    const { suggestion } = one
    const shown: Shown = { from, to, severity: one.severity, message: diagnosticText(one) }
    if (suggestion === undefined) return shown
    const apply = (view: EditorView, start: number, end: number): void => {
      view.dispatch({ changes: { from: start, to: end, insert: suggestion }, userEvent: 'input.fix' })
    }
    return { ...shown, actions: [{ name: fixTitle(suggestion, text.slice(from, to)), apply }] }
  })
}

/** Shows a check's findings, unless the text has changed since it was asked for. */
export function showCheck(view: EditorView, check: ScriptCheck, checked: string): boolean {
  if (view.state.doc.toString() !== checked) return false
  view.dispatch(setDiagnostics(view.state, toShown(check.diagnostics, checked)))
  return true
}

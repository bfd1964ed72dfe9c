import { EditorView } from '@codemirror/view'
import { create } from 'zustand'

interface Cursor {
  line: number
  column: number
  /** more than a caret */
  selected: boolean
}

/** What the strips around the text show of it. */
export const useCursor = create<Cursor>(() => ({ line: 1, column: 1, selected: false }))

let mounted: EditorView | null = null

/** The editor on the page, null while there is none. */
export const editorView = (): EditorView | null => mounted
export function setEditorView(view: EditorView | null): void {
  mounted = view
}

/** Scrolls a place of the text into view and puts the cursor there. */
export function revealAt(position: number): void {
  if (mounted === null) return
  const at = Math.min(position, mounted.state.doc.length)
  mounted.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) })
  mounted.focus()
}

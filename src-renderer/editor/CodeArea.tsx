import { useEffect, useRef, type JSX } from 'react'
import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { breakpointsAt } from './breakpoints.ts'
import { showCheck, type ScriptCheck } from './diagnostics.ts'
import { setText, useScript } from './document.ts'
import { editorExtensions } from './extensions.ts'
import { setLineMarks, type LineMarks } from './lineMarks.ts'
import { useThrottled } from '../ui/index.ts'
import { textChanges } from './textChanges.ts'
import { setEditorView, useCursor } from './view.ts'
import type { NameDoc } from './words.ts'

export interface CodeAreaProps {
  names: readonly NameDoc[]
  breakpoints: readonly number[]
  onBreakpoints: (lines: number[]) => void
  check: { result: ScriptCheck; source: string } | null
  marks: LineMarks
  /** scroll the running line into view */
  followLine: boolean
}

/** What the extensions of the editor reach for: one editor at a time, and its document outlives it. */
const newest: { current: Pick<CodeAreaProps, 'names' | 'breakpoints' | 'onBreakpoints'> } = { current: { names: [], breakpoints: [], onBreakpoints: () => undefined } }
/** The document with its history and cursor, from when the editor was last on the page. */
let kept: { opened: number; state: EditorState } | null = null

/** How often the marks may move, in milliseconds. */
const MARK_EVERY = 120

/** The text itself: a CodeMirror that is made once and given other documents. */
export function CodeArea({ names, breakpoints, onBreakpoints, check, marks, followLine }: CodeAreaProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  newest.current = { names, breakpoints, onBreakpoints }
  /** the edited document, with its history, while another text is looked at */
  const edited = useRef<EditorState | null>(null)
  const shownOpening = useRef(-1)
  const epoch = useScript((state) => state.epoch)

  useEffect(() => {
    if (place.current === null) return
    const made = new EditorView({ parent: place.current })
    view.current = made
    setEditorView(made)
    return () => {
      const state = made.state.readOnly ? edited.current : made.state
      kept = state === null ? null : { opened: shownOpening.current, state }
      made.destroy()
      view.current = null
      setEditorView(null)
    }
  }, [])

  useEffect(() => {
    const at = view.current
    if (at === null) return
    const { viewing, text, opened } = useScript.getState()
    const isSameScript = shownOpening.current === opened
    shownOpening.current = opened
    const wiring = {
      names: () => newest.current.names,
      onText: setText,
      onBreakpoints: (lines: number[]) => newest.current.onBreakpoints(lines),
      onCursor: tellCursor,
    }
    if (viewing !== null) {
      if (!at.state.readOnly) edited.current = at.state
      at.setState(EditorState.create({ doc: viewing.source, extensions: editorExtensions({ ...wiring, onText: () => undefined, onBreakpoints: () => undefined }, true) }))
    } else if (isSameScript) {
      if (at.state.readOnly && edited.current !== null) at.setState(edited.current)
      const changes = textChanges(at.state.doc.toString(), text)
      if (changes.length > 0) at.dispatch({ changes, userEvent: 'input.replace' })
    } else if (kept !== null && kept.opened === opened && kept.state.doc.toString() === text) {
      at.setState(kept.state)
    } else {
      at.setState(EditorState.create({ doc: text, extensions: editorExtensions(wiring, false) }))
      at.dispatch({ effects: breakpointsAt(at.state, newest.current.breakpoints) })
    }
    tellCursor(at.state)
  }, [epoch])

  useEffect(() => {
    if (view.current !== null && check !== null) showCheck(view.current, check.result, check.source)
  }, [check, epoch])

  // Scrolling makes the editor measure itself, which a dragged play head would pay for at every step.
  const { running, failed, played } = useThrottled(marks, MARK_EVERY)
  useEffect(() => {
    const at = view.current
    if (at === null) return
    at.dispatch({ effects: setLineMarks.of({ running, failed, played }) })
    const line = failed ?? running ?? played?.line ?? null
    if (!followLine || line === null || line > at.state.doc.lines || at.hasFocus) return
    at.dispatch({ effects: EditorView.scrollIntoView(at.state.doc.line(line).from, { y: 'nearest', yMargin: 40 }) })
  }, [running, failed, played?.line, played?.note, followLine, epoch])

  return <div className="code-area" ref={place} />
}

function tellCursor(state: EditorState): void {
  const { head, empty } = state.selection.main
  const line = state.doc.lineAt(head)
  const now = useCursor.getState()
  const next = { line: line.number, column: head - line.from + 1, selected: !empty }
  if (now.line !== next.line || now.column !== next.column || now.selected !== next.selected) useCursor.setState(next)
}

import { RangeSet, StateEffect, StateField, type EditorState, type Extension } from '@codemirror/state'
import { EditorView, GutterMarker, gutter, type Command } from '@codemirror/view'

class Dot extends GutterMarker {
  override toDOM(): Node {
    const dot = document.createElement('div')
    dot.className = 'cm-breakpoint'
    dot.title = 'Breakpoint: the run pauses before this line'
    return dot
  }
}
const dot = new Dot()

/** Sets (or clears) the breakpoint of the line that `from`–`to` spans. */
const setBreakpoint = StateEffect.define<{ from: number; to: number; on: boolean }>({
  map: ({ from, to, on }, changes) => ({ from: changes.mapPos(from), to: changes.mapPos(to), on }),
})

const field = StateField.define<RangeSet<GutterMarker>>({
  create: () => RangeSet.empty,
  update(set, transaction) {
    let next = set.map(transaction.changes)
    for (const effect of transaction.effects) {
      if (!effect.is(setBreakpoint)) continue
      const { from, to, on } = effect.value
      // Joined lines may have left a mark in the middle of the line, so the whole of it is cleared.
      next = next.update(on ? { add: [dot.range(from)] } : { filter: (at) => at < from || at > to })
    }
    return next
  },
})

/** @returns lines (from 1, ascending, each once) that have a breakpoint */
export function breakpointLines(state: EditorState): number[] {
  const lines = new Set<number>()
  const cursor = state.field(field).iter()
  while (cursor.value !== null) {
    lines.add(state.doc.lineAt(cursor.from).number)
    cursor.next()
  }
  return [...lines].sort((a, b) => a - b)
}

function toggleAt(view: EditorView, position: number): boolean {
  const { from, to } = view.state.doc.lineAt(position)
  let on = true
  view.state.field(field).between(from, to, () => {
    on = false
  })
  view.dispatch({ effects: setBreakpoint.of({ from, to, on }) })
  return true
}

/** Toggles the breakpoint of the line the cursor is in. */
export const toggleBreakpoint: Command = (view) => toggleAt(view, view.state.selection.main.head)

/** @returns effects that put breakpoints at these lines of a fresh document */
export function breakpointsAt(state: EditorState, lines: readonly number[]): StateEffect<unknown>[] {
  return lines
    .filter((line) => line >= 1 && line <= state.doc.lines)
    .map((line) => {
      const { from, to } = state.doc.line(line)
      return setBreakpoint.of({ from, to, on: true })
    })
}

/** A gutter of breakpoints that move with the text; `changed` hears of every other set of lines. */
export function breakpoints(changed: (lines: number[]) => void): Extension {
  return [
    field,
    gutter({
      class: 'cm-breakpoints',
      markers: (view) => view.state.field(field),
      initialSpacer: () => dot,
      renderEmptyElements: true,
      domEventHandlers: { mousedown: (view, line) => toggleAt(view, line.from) },
    }),
    EditorView.updateListener.of((update) => {
      if (update.startState.field(field, false) !== update.state.field(field)) changed(breakpointLines(update.state))
    }),
  ]
}

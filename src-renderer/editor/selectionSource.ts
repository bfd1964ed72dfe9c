import { syntaxTree } from '@codemirror/language'
import type { EditorState } from '@codemirror/state'

/**
 * The selected lines as a script of their own: all other lines are blank, so that the lines keep
 * their numbers, but for the macros, which the selection may call.
 * @returns null when nothing but blanks is selected
 */
export function selectionSource(state: EditorState): string | null {
  const { from, to } = state.selection.main
  const first = state.doc.lineAt(from).number
  const end = state.doc.lineAt(to)
  // A selection that ends at the beginning of a line does not mean that line.
  const last = end.number > first && to === end.from ? end.number - 1 : end.number
  const kept = new Set<number>()
  for (let line = first; line <= last; line++) kept.add(line)
  if ([...kept].every((line) => state.doc.line(line).text.trim() === '')) return null
  syntaxTree(state).iterate({
    enter({ name, from: start, to: stop }) {
      if (name !== 'Macro') return
      const [top, bottom] = [state.doc.lineAt(start).number, state.doc.lineAt(stop).number]
      for (let line = top; line <= bottom; line++) kept.add(line)
    },
  })
  const lines: string[] = []
  for (let line = 1; line <= state.doc.lines; line++) lines.push(kept.has(line) ? state.doc.line(line).text : '')
  return lines.join('\n')
}

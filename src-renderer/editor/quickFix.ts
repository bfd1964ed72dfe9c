import { forEachDiagnostic, type Diagnostic } from '@codemirror/lint'
import type { Command } from '@codemirror/view'

/** Applies the first fix offered on the line of the cursor. */
export const quickFix: Command = (view) => {
  const line = view.state.doc.lineAt(view.state.selection.main.head)
  const fixes: { diagnostic: Diagnostic; from: number; to: number }[] = []
  forEachDiagnostic(view.state, (diagnostic, from, to) => {
    if (from <= line.to && to >= line.from && (diagnostic.actions?.length ?? 0) > 0) fixes.push({ diagnostic, from, to })
  })
  const fix = fixes[0]
  const action = fix?.diagnostic.actions?.[0]
  if (fix === undefined || action === undefined) return false
  action.apply(view, fix.from, fix.to)
  return true
}

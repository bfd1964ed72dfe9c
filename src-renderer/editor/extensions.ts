import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language'
import { lintKeymap } from '@codemirror/lint'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers, placeholder } from '@codemirror/view'
import { breakpoints } from './breakpoints.ts'
import { completeWith } from './completion.ts'
import { wordHover } from './hover.ts'
import { scriptSupport } from './language.ts'
import { lineMarks } from './lineMarks.ts'
import { scriptTheme } from './theme.ts'
import type { NameDoc } from './words.ts'

export interface EditorWiring {
  names: () => readonly NameDoc[]
  onText: (text: string) => void
  onBreakpoints: (lines: number[]) => void
  onCursor: (state: EditorState) => void
}

// Ctrl+Enter runs the script; that command belongs to the window.
const ownDefaults = defaultKeymap.filter(({ key }) => key !== 'Mod-Enter')

/** Everything of the editor but its document. */
export function editorExtensions({ names, onText, onBreakpoints, onCursor }: EditorWiring, readOnly: boolean): Extension {
  return [
    scriptSupport(),
    scriptTheme,
    indentUnit.of('  '),
    EditorState.tabSize.of(2),
    breakpoints(onBreakpoints),
    lineNumbers(),
    codeFolding(),
    foldGutter({ openText: '⌄', closedText: '›' }),
    lineMarks,
    highlightSpecialChars(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    autocompletion({ override: [completeWith(names)], icons: false, maxRenderedOptions: 60 }),
    wordHover(names),
    EditorView.contentAttributes.of({ 'aria-label': readOnly ? 'Script, read only' : 'Script', spellcheck: 'false', tabindex: '0' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onText(update.state.doc.toString())
      if (update.docChanged || update.selectionSet) onCursor(update.state)
    }),
    readOnly ? [EditorState.readOnly.of(true)] : [history(), placeholder('PRESS START, MOVE UP 3 … (Ctrl+Space: what fits here)')],
    keymap.of([
      { key: 'Tab', run: acceptCompletion },
      ...closeBracketsKeymap,
      ...ownDefaults,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...completionKeymap,
      ...lintKeymap,
      indentWithTab,
    ]),
  ]
}

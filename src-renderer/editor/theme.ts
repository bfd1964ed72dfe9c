import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '12.5px', color: 'var(--text)', backgroundColor: 'var(--panel)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px' },
  '.cm-content': { padding: '4px 0', caretColor: 'var(--accent)' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, .cm-content ::selection': {
    backgroundColor: 'var(--editor-selection)',
  },
  '.cm-gutters': { backgroundColor: 'var(--panel)', color: 'var(--text-2)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 6px 0 2px', minWidth: '26px' },
  '.cm-activeLine': { backgroundColor: 'var(--editor-line)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--text)' },
  '.cm-foldGutter .cm-gutterElement': { width: '12px', cursor: 'pointer' },
  '.cm-breakpoints': { width: '16px', cursor: 'pointer' },
  '.cm-breakpoints .cm-gutterElement': { display: 'flex', alignItems: 'center', justifyContent: 'center' },
  '.cm-breakpoint': { width: '9px', height: '9px', borderRadius: '50%', background: 'var(--bad)' },
  '.cm-breakpoints .cm-gutterElement:hover:not(:has(.cm-breakpoint))::before': {
    content: '""', width: '9px', height: '9px', borderRadius: '50%', background: 'var(--bad)', opacity: 0.3,
  },
  '.cm-runningLine': { backgroundColor: 'var(--editor-running)', boxShadow: 'inset 2px 0 var(--accent)' },
  '.cm-playedLine': { backgroundColor: 'var(--editor-played)', boxShadow: 'inset 2px 0 var(--text-2)' },
  '.cm-failedLine': { backgroundColor: 'var(--editor-failed)', boxShadow: 'inset 2px 0 var(--bad)' },
  '.cm-failedLine .cm-lineNote': { color: 'var(--bad)' },
  '.cm-lineNote': { float: 'right', position: 'sticky', right: '0', padding: '0 10px', background: 'var(--panel)', borderRadius: '4px', color: 'var(--text-2)', fontStyle: 'normal', pointerEvents: 'none' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)', color: 'var(--text)', border: '1px solid var(--line)', borderRadius: '4px',
    boxShadow: 'var(--shadow)', maxWidth: '460px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '18em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 6px', lineHeight: '18px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--text-on-accent)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected] .cm-completionDetail': { color: 'inherit' },
  '.cm-completionDetail': { color: 'var(--text-2)', fontStyle: 'normal' },
  '.cm-completionInfo': { padding: '6px 8px', fontFamily: 'var(--font)', fontSize: '12px' },
  '.cm-diagnostic': { padding: '4px 8px', borderLeftWidth: '3px' },
  '.cm-diagnosticAction': { backgroundColor: 'var(--accent)', color: 'var(--text-on-accent)', borderRadius: '3px', padding: '1px 6px', font: 'inherit' },
  '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--text)' },
  '.cm-panels-bottom': { borderTop: '1px solid var(--line)' },
  '.cm-textfield': { backgroundColor: 'var(--panel)', border: '1px solid var(--line)', color: 'var(--text)', borderRadius: '3px', font: 'inherit' },
  '.cm-button': { backgroundImage: 'none', backgroundColor: 'var(--panel)', border: '1px solid var(--line)', color: 'var(--text)', borderRadius: '3px', font: 'inherit' },
  '.cm-searchMatch': { backgroundColor: 'var(--editor-match)' },
  '.cm-foldPlaceholder': { backgroundColor: 'transparent', border: '1px solid var(--line)', color: 'var(--text-2)', padding: '0 4px' },
  '.cm-matchingBracket': { backgroundColor: 'var(--editor-match) !important' },
})

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.definitionKeyword], color: 'var(--code-keyword)', fontWeight: '600' },
  { tag: [tags.controlKeyword, tags.operatorKeyword], color: 'var(--code-control)', fontWeight: '600' },
  { tag: tags.atom, color: 'var(--code-button)' },
  { tag: [tags.number, tags.bool], color: 'var(--code-number)' },
  { tag: tags.string, color: 'var(--code-text)' },
  { tag: tags.lineComment, color: 'var(--text-2)', fontStyle: 'italic' },
  { tag: [tags.function(tags.variableName), tags.definition(tags.function(tags.variableName))], color: 'var(--code-macro)' },
  { tag: [tags.propertyName, tags.variableName, tags.local(tags.variableName)], color: 'var(--code-name)' },
  { tag: [tags.compareOperator, tags.logicOperator, tags.arithmeticOperator], color: 'var(--text)' },
])

/** Looks of the editor, all from the tokens, so that one extension serves light and dark. */
export const scriptTheme = [look, syntaxHighlighting(colours)]

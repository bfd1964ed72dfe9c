import { LanguageSupport, LRLanguage, foldInside, foldNodeProp, indentNodeProp, type TreeIndentContext } from '@codemirror/language'
import { parser } from '../../src-preload/contract/grammar/index.ts'

function indentBlock(context: TreeIndentContext): number {
  const closes = /^\s*(END|ELSE)\b/i.test(context.textAfter)
  return context.lineIndent(context.node.from) + (closes ? 0 : context.unit)
}

/** The script language for CodeMirror, on the same grammar as the compiler. */
export const scriptLanguage = LRLanguage.define({
  name: 'ptp',
  parser: parser.configure({
    props: [
      indentNodeProp.add({ 'Repeat While Macro If': indentBlock, Script: () => 0 }),
      foldNodeProp.add({
        'Repeat While Macro If': (node, state) => {
          const inside = foldInside(node)
          const from = state.doc.lineAt(node.from).to
          const to = state.doc.lineAt(node.to).from - 1
          return inside !== null && to > from ? { from, to } : null
        },
      }),
    ],
  }),
  languageData: { commentTokens: { line: '#' }, indentOnInput: /^\s*(END|ELSE)$/i, closeBrackets: { brackets: ['(', '[', '"'] } },
})

export const scriptSupport = (): LanguageSupport => new LanguageSupport(scriptLanguage)

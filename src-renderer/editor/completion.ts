import { snippetCompletion, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { syntaxTree } from '@codemirror/language'
import type { EditorState } from '@codemirror/state'
import { KEYWORDS, SETTINGS, type KeywordDoc } from '../../src-preload/contract/grammar/index.ts'
import { placeIn, type Place } from './place.ts'
import { buttonDocs, macrosOf, type NameDoc } from './words.ts'

/** What the keyword leaves for the person to fill in, for those that are more than one word. */
const SNIPPETS: Record<string, string> = {
  REPEAT: 'REPEAT ${3} TIMES\n\t${}\nEND',
  WHILE: 'WHILE ${condition} MAX ${600}\n\t${}\nEND',
  IF: 'IF ${condition} THEN\n\t${}\nEND',
  MACRO: 'MACRO ${name}()\n\t${}\nEND',
  'WAIT UNTIL': 'WAIT UNTIL ${condition} MAX ${600}',
  GOTO: 'GOTO ${x}, ${y}',
}
/** Belong to a statement or an expression; never begin one. */
const INNER_WORDS = new Set(['TIMES', 'THEN', 'MAX', 'AND', 'OR', 'NOT', 'TRUE', 'FALSE', 'UNTIL', 'mem', 'item'])
const EXPRESSION_WORDS = ['AND', 'OR', 'NOT', 'THEN', 'TIMES', 'MAX', 'UNTIL', 'TRUE', 'FALSE']
const FORMS: Record<string, string> = { mem: 'mem[${0xC000}]', item: 'item("${name}")' }

const keyword = (name: string): KeywordDoc | undefined => KEYWORDS.find((one) => one.name === name)

function told({ doc, example }: KeywordDoc): () => Node {
  return () => {
    const box = document.createElement('div')
    box.textContent = doc
    const code = document.createElement('pre')
    code.textContent = example
    box.append(code)
    return box
  }
}

function statements(state: EditorState): Completion[] {
  const words = KEYWORDS.filter(({ name }) => !INNER_WORDS.has(name)).map((one) => statement(one.name, one))
  const until = keyword('UNTIL')
  return [...words, ...(until === undefined ? [] : [statement('WAIT UNTIL', until)]), ...macros(state), ...buttons(false)]
}

function statement(label: string, doc: KeywordDoc): Completion {
  const option: Completion = { label, type: 'keyword', info: told(doc), boost: 2 }
  const snippet = SNIPPETS[label]
  return snippet === undefined ? option : snippetCompletion(snippet, { ...option, detail: '…' })
}

function macros(state: EditorState): Completion[] {
  return macrosOf(state).map(({ name, parameters, doc }) => {
    const option: Completion = { label: name, type: 'function', detail: `(${parameters.join(', ')})`, boost: 1 }
    if (doc !== '') option.info = doc
    const call = parameters.length === 0 ? name : `${name}(${parameters.map((one) => `\${${one}}`).join(', ')})`
    return snippetCompletion(call, option)
  })
}

function buttons(directionsOnly: boolean): Completion[] {
  return buttonDocs.filter((one) => !directionsOnly || one.direction).map(({ name, doc }) => ({ label: name, type: 'constant', info: doc, boost: -1 }))
}

function parametersAround(state: EditorState, position: number): Completion[] {
  for (let node = syntaxTree(state).resolveInner(position, -1).node.parent; node !== null; node = node.parent) {
    if (node.name !== 'Macro') continue
    const names = node.getChild('Parameters')?.getChildren('Name') ?? []
    return names.map((one) => ({ label: state.sliceDoc(one.from, one.to), type: 'variable', detail: 'parameter', boost: 3 }))
  }
  return []
}

function expressions(state: EditorState, position: number, names: readonly NameDoc[]): Completion[] {
  const paths = names.map(({ path, type, doc }): Completion => {
    const option: Completion = { label: path, type: 'property', detail: type, info: doc, boost: 1 }
    if (!path.includes('[]')) return option
    return snippetCompletion(path.replaceAll('[]', '[${0}]'), { ...option, label: path })
  })
  return [
    ...parametersAround(state, position),
    ...paths,
    ...Object.entries(FORMS).map(([label, form]) => {
      const doc = keyword(label)
      return snippetCompletion(form, { label, type: 'function', ...(doc === undefined ? {} : { detail: doc.syntax.slice(label.length), info: told(doc) }) })
    }),
    ...EXPRESSION_WORDS.flatMap((label): Completion[] => {
      const doc = keyword(label)
      return doc === undefined ? [] : [{ label, type: 'keyword', info: told(doc), boost: -1 }]
    }),
  ]
}

function optionsAt(place: Exclude<Place, { kind: 'value' | 'nothing' }>, state: EditorState, position: number, names: readonly NameDoc[]): Completion[] {
  switch (place.kind) {
    case 'statement':
      return statements(state)
    case 'button':
      return place.directions ? buttons(true) : [...buttons(false), ...macros(state)]
    case 'setting':
      return SETTINGS.map(({ name, doc, min, max }): Completion => ({ label: name, type: 'property', detail: `${min}–${max}`, info: doc }))
    case 'expression':
      return expressions(state, position, names)
  }
}

/**
 * Completion of what fits at the cursor: keywords, buttons, the macros of this script, the game's names.
 * @param vocabulary the names of the game that is chosen now
 */
export function completeWith(vocabulary: () => readonly NameDoc[]): (context: CompletionContext) => CompletionResult | null {
  return (context) => {
    const line = context.state.doc.lineAt(context.pos)
    const place = placeIn(line.text.slice(0, context.pos - line.from))
    if (place.kind === 'nothing') return null
    if (place.kind === 'value') {
      const values = vocabulary().find(({ path }) => path === place.path)?.values ?? []
      const options = values.map((label): Completion => ({ label, type: 'text' }))
      return options.length === 0 ? null : { from: context.pos - place.typed.length, options, validFor: /^[^"']*$/ }
    }
    const word = context.matchBefore(/[\w.[\]]+/)
    if (word === null && !context.explicit) return null
    return { from: word?.from ?? context.pos, options: optionsAt(place, context.state, context.pos, vocabulary()), validFor: /^[\w.]*$/ }
  }
}

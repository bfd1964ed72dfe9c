import { hoverTooltip, type EditorView } from '@codemirror/view'
import type { EditorState, Extension } from '@codemirror/state'
import { KEYWORDS, SETTINGS } from '../../src-preload/contract/grammar/index.ts'
import { placeIn, pathShape } from './place.ts'
import { buttonDocs, macrosOf, type NameDoc } from './words.ts'

/** What there is to say of a word. */
export interface WordDoc {
  from: number
  to: number
  title: string
  /** e.g. `number`, `macro, line 3` */
  kind: string
  doc: string
}

const WORD = /[A-Za-z_](?:[\w.]|\[[^\]\n]*\])*/g

/** @returns what is known of the word at a position, null when nothing is */
export function docAt(state: EditorState, position: number, names: readonly NameDoc[]): WordDoc | null {
  const line = state.doc.lineAt(position)
  const place = placeIn(line.text.slice(0, position - line.from))
  if (place.kind === 'nothing' || place.kind === 'value') return null
  for (const match of line.text.matchAll(WORD)) {
    const from = line.from + match.index
    const to = from + match[0].length
    if (position < from || position > to) continue
    const known = describe(state, match[0], line.text.slice(match.index + match[0].length), names, place.kind === 'setting')
    return known === null ? null : { from, to, ...known }
  }
  return null
}

function describe(state: EditorState, word: string, after: string, names: readonly NameDoc[], setting: boolean): Omit<WordDoc, 'from' | 'to'> | null {
  const shape = pathShape(word)
  const upper = word.toUpperCase()
  if (setting) {
    const found = SETTINGS.find(({ name }) => name.toLowerCase() === word.toLowerCase())
    if (found !== undefined) return { title: found.name, kind: `setting, ${found.min}–${found.max} frames`, doc: found.doc }
  }
  const name = names.find(({ path }) => path === shape)
  if (name !== undefined) {
    const values = name.values === undefined || name.values.length === 0 ? '' : `\nOne of: ${name.values.slice(0, 12).join(', ')}${name.values.length > 12 ? '…' : ''}`
    return { title: name.path, kind: name.type, doc: name.doc + values }
  }
  const macro = macrosOf(state).find((one) => one.name === word)
  if (macro !== undefined) return { title: `${macro.name}(${macro.parameters.join(', ')})`, kind: `macro, line ${macro.line}`, doc: macro.doc }
  const two = upper === 'WAIT' && /^\s+UNTIL\b/i.test(after) ? 'UNTIL' : upper
  const keyword = KEYWORDS.find((one) => one.name === two || one.name === word.replace(/[[.].*$/s, ''))
  if (keyword !== undefined) return { title: keyword.syntax, kind: 'keyword', doc: keyword.doc }
  const button = buttonDocs.find((one) => one.name === upper)
  return button === undefined ? null : { title: button.name, kind: 'button', doc: button.doc }
}

function draw({ title, kind, doc }: WordDoc): HTMLElement {
  const box = document.createElement('div')
  box.className = 'cm-wordDoc'
  const head = document.createElement('div')
  head.className = 'cm-wordDoc-head'
  const code = document.createElement('code')
  code.textContent = title
  const small = document.createElement('span')
  small.textContent = kind
  head.append(code, small)
  const text = document.createElement('div')
  text.className = 'cm-wordDoc-text'
  text.textContent = doc
  box.append(head, text)
  return box
}

/** Shows what a word means while the pointer rests on it. */
export function wordHover(names: () => readonly NameDoc[]): Extension {
  return hoverTooltip((view: EditorView, position) => {
    const known = docAt(view.state, position, names())
    return known === null ? null : { pos: known.from, end: known.to, create: () => ({ dom: draw(known) }) }
  })
}

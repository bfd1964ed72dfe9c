import type { EditorState } from '@codemirror/state'
import { syntaxTree } from '@codemirror/language'
import { BUTTONS, type OutputOf } from '../api/contract.ts'

export type NameDoc = OutputOf<'games.vocabulary'>['names'][number]

/** A macro of the open script. */
export interface MacroDoc {
  name: string
  parameters: string[]
  line: number
  /** the comment lines right above it */
  doc: string
}

/** @returns the macros of the script, in the order they stand in */
export function macrosOf(state: EditorState): MacroDoc[] {
  const macros: MacroDoc[] = []
  syntaxTree(state).iterate({
    enter({ name, node }) {
      if (name !== 'Macro') return
      const title = node.getChild('Name')
      if (title === null) return
      const parameters = node.getChild('Parameters')?.getChildren('Name') ?? []
      const line = state.doc.lineAt(node.from).number
      macros.push({
        name: state.sliceDoc(title.from, title.to),
        parameters: parameters.map((one) => state.sliceDoc(one.from, one.to)),
        line,
        doc: commentAbove(state, line),
      })
    },
  })
  return macros
}

function commentAbove(state: EditorState, line: number): string {
  const lines: string[] = []
  for (let at = line - 1; at >= 1; at--) {
    const comment = /^\s*#\s?(.*)$/.exec(state.doc.line(at).text)
    if (comment === null) break
    lines.unshift(comment[1] ?? '')
  }
  return lines.join('\n')
}

const BUTTON_DOCS: Record<(typeof BUTTONS)[number], string> = {
  A: 'The A button: confirm, talk.',
  B: 'The B button: cancel, back.',
  SELECT: 'The SELECT button.',
  START: 'The START button: the menu of most games.',
  RIGHT: 'Right on the pad.',
  LEFT: 'Left on the pad.',
  UP: 'Up on the pad.',
  DOWN: 'Down on the pad.',
}

export const buttonDocs: readonly { name: string; doc: string; direction: boolean }[] = BUTTONS.map((name) => ({
  name,
  doc: BUTTON_DOCS[name],
  direction: name === 'UP' || name === 'DOWN' || name === 'LEFT' || name === 'RIGHT',
}))

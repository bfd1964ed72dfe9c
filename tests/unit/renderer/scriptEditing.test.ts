import { CompletionContext } from '@codemirror/autocomplete'
import { ensureSyntaxTree, getIndentation, indentUnit } from '@codemirror/language'
import { EditorSelection, EditorState } from '@codemirror/state'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { breakpointLines, breakpoints, breakpointsAt } from '../../../src-renderer/editor/breakpoints.ts'
import { completeWith } from '../../../src-renderer/editor/completion.ts'
import { fixTitle, toShown } from '../../../src-renderer/editor/diagnostics.ts'
import { docAt } from '../../../src-renderer/editor/hover.ts'
import { scriptSupport } from '../../../src-renderer/editor/language.ts'
import { mapLine } from '../../../src-renderer/editor/mapLine.ts'
import { selectionSource } from '../../../src-renderer/editor/selectionSource.ts'
import { textChanges } from '../../../src-renderer/editor/textChanges.ts'
import type { NameDoc } from '../../../src-renderer/editor/words.ts'

const NAMES: NameDoc[] = [
  { path: 'location', type: 'text', doc: 'Name of the map.', values: ['Fernway', 'Saltport'] },
  { path: 'party[].hp', type: 'number', doc: 'Hit points of a member.' },
]

/** The text with `|` where the cursor is. */
function at(marked: string): { state: EditorState; position: number } {
  const position = marked.indexOf('|')
  const doc = marked.replace('|', '')
  const state = EditorState.create({ doc, selection: { anchor: position }, extensions: [scriptSupport(), indentUnit.of('  ')] })
  ensureSyntaxTree(state, doc.length, 5000)
  return { state, position }
}

function offered(marked: string): string[] {
  const { state, position } = at(marked)
  return completeWith(() => NAMES)(new CompletionContext(state, position, true))?.options.map(({ label }) => label) ?? []
}

describe('completion', () => {
  it('should offer keywords, buttons and the macros of the script at the beginning of a statement', () => {
    const labels = offered('MACRO knock(n)\n  PRESS A:n\nEND\nkn|')
    expect(labels).toEqual(expect.arrayContaining(['REPEAT', 'WAIT UNTIL', 'knock', 'START']))
    expect(labels).not.toContain('location')
    expect(labels).not.toContain('THEN')
  })

  it("should offer the game's names in a condition", () => {
    expect(offered('IF lo|')).toEqual(expect.arrayContaining(['location', 'party[].hp', 'item', 'mem', 'NOT']))
    expect(offered('WAIT UNTIL standing and |')).toContain('location')
    expect(offered('REPEAT |')).not.toContain('SNAPSHOT')
  })

  it('should offer the values a text can have, as that text', () => {
    expect(offered('EXPECT location == "F|')).toEqual(['Fernway', 'Saltport'])
  })

  it('should offer directions alone after MOVE, settings after SET', () => {
    expect(offered('MOVE |')).toEqual(['RIGHT', 'LEFT', 'UP', 'DOWN'])
    expect(offered('SET |')).toContain('stepHold')
  })

  it('should offer the parameters inside their macro', () => {
    expect(offered('MACRO knock(count)\n  REPEAT co|\n  END\nEND')).toContain('count')
  })

  it('should stay silent in comments and free texts', () => {
    expect(offered('# IF lo|')).toEqual([])
    expect(offered('LOG "lo|')).toEqual([])
  })
})

describe('hover', () => {
  const hovered = (marked: string): string | undefined => {
    const { state, position } = at(marked)
    return docAt(state, position, NAMES)?.title
  }

  it('should tell of names, keywords, macros, settings and buttons', () => {
    expect(hovered('IF party[0].h|p < 3')).toBe('party[].hp')
    expect(hovered('REP|EAT 3')).toBe('REPEAT <times> TIMES … END')
    expect(hovered('MACRO knock(n)\nEND\nkno|ck(2)')).toBe('knock(n)')
    expect(hovered('SET ho|ld 4')).toBe('hold')
    expect(hovered('PRESS STA|RT')).toBe('START')
    expect(hovered('EXPECT mem[0xC0|A4] == 1')).toBe('mem[<address>]')
  })

  it('should say nothing of words nobody knows, comments and texts', () => {
    expect(hovered('nob|ody')).toBeUndefined()
    expect(hovered('# REP|EAT')).toBeUndefined()
  })
})

describe('indentation', () => {
  const indent = (marked: string): number | null => {
    const { state, position } = at(marked)
    return getIndentation(state, state.doc.lineAt(position).from)
  }

  it('should indent the body of a block, finished or not', () => {
    expect(indent('REPEAT 3 TIMES\n|A\nEND')).toBe(2)
    expect(indent('REPEAT 3 TIMES\n|')).toBe(2)
    expect(indent('IF standing THEN\n  WHILE standing\n|')).toBe(4)
  })

  it('should put END and ELSE under what they belong to', () => {
    expect(indent('REPEAT 3 TIMES\n  A\n|END')).toBe(0)
    expect(indent('IF standing THEN\n  A\n|ELSE\n  B\nEND')).toBe(0)
    expect(indent('A\n|B')).toBe(0)
  })
})

describe('marked lines', () => {
  const ran = ['A', 'B', 'C', 'D']

  it('should find a line of the text that ran in the text as it is now', () => {
    expect(mapLine(ran, ran, 3)).toBe(3)
    expect(mapLine(ran, ['A', 'new', 'B', 'C', 'D'], 3)).toBe(4)
    expect(mapLine(ran, ['A', 'B', 'changed', 'D'], 3)).toBeNull()
    expect(mapLine(ran, ['A', 'D'], 2)).toBeNull()
    expect(mapLine(ran, ran, 9)).toBeNull()
  })

  it('should find the lines of a selection that was run alone', () => {
    expect(mapLine(['', 'B', 'C', ''], ran, 2)).toBe(2)
  })

  it('should move breakpoints with the text', () => {
    const state = EditorState.create({ doc: 'A\nB\nC', extensions: [breakpoints(() => undefined)] })
    const set = state.update({ effects: breakpointsAt(state, [2, 3, 99]) }).state
    expect(breakpointLines(set)).toEqual([2, 3])
    const pushed = set.update({ changes: { from: 0, insert: 'first\n' } }).state
    expect(breakpointLines(pushed)).toEqual([3, 4])
    const joined = pushed.update({ changes: { from: pushed.doc.line(3).to, to: pushed.doc.line(4).from } }).state
    expect(breakpointLines(joined)).toEqual([3])
  })
})

describe('running a selection', () => {
  const doc = 'MACRO knock()\n  A\nEND\nUP\nknock()\nDOWN'
  const select = (from: number, to: number): string | null => {
    const state = EditorState.create({ doc, selection: EditorSelection.single(from, to), extensions: [scriptSupport()] })
    ensureSyntaxTree(state, doc.length, 5000)
    return selectionSource(state)
  }

  it('should keep the line numbers and the macros it may call', () => {
    const start = doc.indexOf('\nknock()') + 1
    expect(select(start + 2, start + 3)).toBe('MACRO knock()\n  A\nEND\n\nknock()\n')
  })

  it('should leave out a line that the selection only touches', () => {
    expect(select(doc.indexOf('UP'), doc.indexOf('\nknock()') + 1)).toBe('MACRO knock()\n  A\nEND\nUP\n\n')
  })

  it('should have nothing to run in blanks', () => {
    const state = EditorState.create({ doc: 'A\n   \nB', selection: EditorSelection.single(3, 4) })
    expect(selectionSource(state)).toBeNull()
  })
})

describe('diagnostics', () => {
  const base = { line: 1, column: 1, severity: 'error' as const, message: 'there is no word PRES' }

  it('should offer the suggestion as a fix', () => {
    const [shown] = toShown([{ ...base, from: 0, to: 4, suggestion: 'PRESS' }], 'PRES A')
    expect(shown?.actions?.map(({ name }) => name)).toEqual(['Change to PRESS'])
    expect(fixTitle('', 'x')).toBe('Remove “x”')
    expect(fixTitle('\nEND', '')).toBe('Insert END')
  })

  it('should stay inside a text that has become shorter', () => {
    const [shown] = toShown([{ ...base, from: 90, to: 99, expected: 'a button' }], 'A')
    expect([shown?.from, shown?.to]).toEqual([1, 1])
    expect(shown?.message).toBe('there is no word PRES\nExpected: a button')
  })
})

describe('replacing the text', () => {
  const apply = (before: string, after: string): string =>
    EditorState.create({ doc: before }).update({ changes: textChanges(before, after) }).state.doc.toString()

  it('should turn any text into any other', () => {
    const text = fc.array(fc.constantFrom('A', 'B', '\n', ' '), { maxLength: 30 }).map((signs) => signs.join(''))
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(apply(before, after)).toBe(after)
      }),
    )
  })

  it('should keep breakpoints where they are when a text is formatted', () => {
    const before = 'repeat 3\na\nEND'
    const after = 'REPEAT 3 TIMES\n  PRESS A\nEND'
    const state = EditorState.create({ doc: before, extensions: [breakpoints(() => undefined)] })
    const set = state.update({ effects: breakpointsAt(state, [2, 3]) }).state
    expect(breakpointLines(set.update({ changes: textChanges(before, after) }).state)).toEqual([2, 3])
  })
})

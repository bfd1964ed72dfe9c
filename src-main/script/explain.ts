import { Tree } from '@lezer/common'
import type { NodeType, SyntaxNode } from '@lezer/common'
import { BUTTONS } from '../../src-preload/contract/index.ts'
import { RESERVED, nodes } from '../../src-preload/contract/grammar/index.ts'
import { OPENERS } from './macros.ts'
import { nearest, suggesting } from './nearest.ts'
import type { Advice, Report, Span } from './report.ts'

const BUTTON_LIST = BUTTONS.join(', ')
const BLOCKS = new Set(['Repeat', 'While', 'If', 'Macro'])
const STATEMENT_WORDS = /^(PRESS|HOLD|WAIT|MOVE|GOTO|REPEAT|IF|WHILE|MACRO|OBSERVE|SCREENSHOT|SNAPSHOT|ROLLBACK|EXPECT|LOG|SET)$/

/** What should have come in a node after its child, as `Node/Child`; `Node` when it matters not which. */
const MISSING: Record<string, string> = {
  'Press/PRESS': `a button: ${BUTTON_LIST}`,
  'Hold/HOLD': `a button: ${BUTTON_LIST}`,
  'Hold/Button': 'the number of frames, such as HOLD A 30',
  'Wait/WAIT': 'a number of frames, or UNTIL and a condition',
  'WaitUntil/UNTIL': 'a condition, such as screen == "overworld"',
  'WaitUntil/MAX': 'a number of frames',
  'While/WHILE': 'a condition, such as screen == "battle"',
  'While/MAX': 'a number of rounds',
  'Move/MOVE': 'a direction: UP, DOWN, LEFT or RIGHT',
  'Leg/': 'a direction: UP, DOWN, LEFT or RIGHT',
  'Goto/GOTO': 'x and y of a cell, such as GOTO 12 7',
  'Goto/MAX': 'how many times it may look for another way',
  'Repeat/REPEAT': 'how many times, such as REPEAT 3 TIMES',
  'If/IF': 'a condition, such as badges >= 1',
  'Macro/MACRO': 'a name for the macro',
  'Screenshot/SCREENSHOT': 'a label in quotes, such as SCREENSHOT "gym"',
  'Snapshot/SNAPSHOT': 'a name in quotes, such as SNAPSHOT "gym"',
  'Rollback/ROLLBACK': 'the name of a snapshot in quotes, such as ROLLBACK "gym"',
  'Log/LOG': 'text in quotes, such as LOG "at the gym"',
  'Expect/EXPECT': 'a condition, such as EXPECT badges >= 1 "no badge"',
  'Set/SET': 'a setting: hold, gap, stepHold, stepMax, step or poll',
  'Set/Setting': 'a number of frames, such as SET hold 6',
  'Index/[': 'a number',
  Index: ']',
  'Group/(': 'a value',
  Group: ')',
  'Arguments/(': 'a value or )',
  Arguments: ', or )',
  'Parameters/(': 'a name or )',
  Parameters: ', or )',
  'Times/': 'a number, such as down:3',
  'Binary/': 'a value before the operator',
  Binary: 'a value after the operator',
  Unary: 'a value',
}

/** @returns whether anything in a tree is not as it should be; reads its buffers, which takes a tenth of a walk */
export function hasErrors(tree: Tree): boolean {
  if (isFault(tree.type)) return true
  return tree.children.some((child) => {
    if (child instanceof Tree) return hasErrors(child)
    const { buffer, set } = child
    for (let i = 0; i < buffer.length; i += 4) {
      const type = set.types[buffer[i] ?? 0]
      if (type !== undefined && isFault(type)) return true
    }
    return false
  })
}

function isFault(type: NodeType): boolean {
  return type.isError || type.id === nodes.OpenText
}

/** Says of every place where the parser had to help itself what is wrong there. */
export function explain(tree: Tree, source: string, report: Report): void {
  const seen = new Set<number>()
  tree.iterate({
    enter(node) {
      if (node.type.id === nodes.OpenText) explainOpenText(node, source, report)
      if (!node.type.isError) return
      if (!isEcho(node.node, source)) explainError(node.node, source, report, seen)
    },
  })
}

function explainOpenText({ from, to }: Span, source: string, report: Report): void {
  const text = source.slice(from, to).trimEnd()
  const quote = text[0] ?? '"'
  report.error({ from, to }, 'this text is never closed', { expected: `${quote} at its end`, suggestion: text + quote })
}

/** @returns whether an error only follows from the one beside it */
function isEcho(error: SyntaxNode, source: string): boolean {
  const { prevSibling: before, nextSibling: after } = error
  // Of two at one place the second holds the word that is in the way.
  if (error.from === error.to && after?.type.isError && after.from === error.to) return true
  if (!before?.type.isError || before.from === before.to) return false
  return LINE_END.test(source.slice(before.from, before.to)) || !LINE_END.test(source.slice(before.to, error.from))
}

const LINE_END = /[\n\r]/

function explainError(error: SyntaxNode, source: string, report: Report, seen: Set<number>): void {
  const { parent } = error
  const block = unclosed(error)
  if (block !== null) {
    const head = headOf(culprit(block, source))
    if (!seen.has(head.from)) report.error(head, `this ${source.slice(head.from, head.to).toUpperCase()} is never closed`, { expected: 'END on a line of its own' })
    seen.add(head.from)
    return
  }
  const isMissing = error.to === error.from || LINE_END.test(source.slice(error.from, error.to))
  const found = isMissing ? wordAfter(error.from, source) : { from: error.from, to: error.to }
  const word = source.slice(found.from, found.to)
  const expected = parent === null ? undefined : missingIn(parent, error)
  const [message, advice] = isMissing ? diagnoseGap(word, expected, parent) : diagnoseWord(word, expected, parent)
  report.error(found, message, advice)
}

type Finding = [message: string, advice: Advice]

/** Something is not there. */
function diagnoseGap(next: string, expected: string | undefined, parent: SyntaxNode | null): Finding {
  if ((parent?.name === 'Macro' || parent?.name === 'Parameters') && RESERVED.includes(next.toUpperCase())) {
    const what = parent.name === 'Macro' ? 'macro' : 'parameter'
    return [`${next.toUpperCase()} means something already and cannot name a ${what}`, { expected: 'another name' }]
  }
  if (next === '') return ['something is missing at the end of the line', { expected: expected ?? 'the rest of the statement' }]
  return [`something is missing before ${next}`, { expected: expected ?? 'the rest of the statement' }]
}

/** A word is there that cannot be. */
function diagnoseWord(word: string, expected: string | undefined, parent: SyntaxNode | null): Finding {
  const upper = word.toUpperCase()
  const place = parent?.name ?? ''
  if (upper === 'END') return ['this END closes nothing', { expected: `a ${OPENERS.join(', ')} before it` }]
  if (upper === 'ELSE' || upper === 'THEN') return [`${upper} belongs to an IF, and none is open here`, { expected: 'IF and a condition before it' }]
  const owner = OWNERS[upper]
  if (owner !== undefined && expected !== undefined) return diagnoseGap(word, expected, parent)
  if (owner !== undefined) return [`${upper} belongs to ${owner}`, { expected: 'the end of the line' }]
  if (STATEMENT_WORDS.test(upper) && expected === undefined) return [`${upper} begins a statement of its own`, { expected: 'a new line or ; before it', suggestion: `; ${word}` }]
  if (/^\w+$/.test(word) && expected?.includes('quotes')) return [`${word} is no text`, { expected, suggestion: `"${word}"` }]
  if (WITH_BUTTONS.has(place) && /^[a-z_]\w*$/i.test(word)) {
    return [`${word} is not a button`, { expected: expected ?? `a button: ${BUTTON_LIST}`, ...suggesting(nearest(word, BUTTONS)) }]
  }
  if (place === 'Press' && /^\d/.test(word)) return [`after a button, ${word} could be frames or times`, { expected: `PRESS A:${word} for ${word} presses, HOLD A ${word} for ${word} frames` }]
  if (PLAIN.has(place) && /^(\[|==?|!=|<|>|\.)/.test(word)) return [`${word} belongs to a condition`, { expected: 'IF, WHILE, WAIT UNTIL or EXPECT before the condition' }]
  return [`${JSON.stringify(word)} does not belong here`, { expected: expected ?? 'the end of the line' }]
}

const OWNERS: Record<string, string> = { TIMES: 'REPEAT', MAX: 'WHILE, WAIT UNTIL or GOTO', UNTIL: 'WAIT' }
const WITH_BUTTONS = new Set(['Press', 'Hold', 'Tap', 'Move', 'Leg'])
const PLAIN = new Set(['Sequence', 'Call', 'Tap', 'Pause'])

function missingIn(parent: SyntaxNode, error: SyntaxNode): string | undefined {
  // A name that the parser made up is what is missing itself.
  if (parent.name === 'Path' && parent.parent !== null && error.prevSibling === null) return missingIn(parent.parent, parent)
  let before = error.prevSibling
  while (before?.type.isError) before = before.prevSibling
  if (parent.name === 'Tap' && error.from === error.to) return `a button: ${BUTTON_LIST}`
  if (parent.name === 'Goto' && before !== null && /^(Number|Path|Group)$/.test(before.name)) {
    return before.prevSibling?.name === 'GOTO' ? 'y of the cell, such as GOTO 12 7' : undefined
  }
  return MISSING[`${parent.name}/${before?.name ?? ''}`] ?? MISSING[parent.name]
}

/** @returns the block an error says is not closed */
function unclosed(error: SyntaxNode): SyntaxNode | null {
  const { parent } = error
  if (parent === null || !BLOCKS.has(parent.name) || error.to > error.from || error.nextSibling !== null) return null
  const before = error.prevSibling?.name ?? ''
  // Behind one of these words something else is missing first.
  return ['REPEAT', 'WHILE', 'IF', 'MACRO', 'MAX'].includes(before) ? null : parent
}

/**
 * The END of an inner block closes the outer one when one is missing: the parser then finds the
 * outer one open. Indentation tells which was forgotten.
 */
function culprit(block: SyntaxNode, source: string): SyntaxNode {
  const column = columnOf(block.from, source)
  const body = block.getChildren('Body').at(-1)
  const last = body?.lastChild
  const end = last?.lastChild
  if (!last || !BLOCKS.has(last.name) || end?.name !== 'END') return block
  const closes = columnOf(end.from, source)
  if (closes === columnOf(last.from, source) || closes !== column) return block
  return culprit(last, source)
}

function columnOf(offset: number, source: string): number {
  return offset - (source.lastIndexOf('\n', offset - 1) + 1)
}

function headOf(block: SyntaxNode): Span {
  return block.firstChild ?? block
}

/** The word that follows on the same line; empty when there is none. */
function wordAfter(offset: number, source: string): Span {
  const pattern = /[ \t]*([A-Za-z_]\w*|\d[\w.]*|[=!<>]=?|&&|\|\||[^\s#])?/y
  pattern.lastIndex = offset
  const word = pattern.exec(source)?.[1] ?? ''
  return { from: word === '' ? offset : pattern.lastIndex - word.length, to: word === '' ? offset : pattern.lastIndex }
}

import type { SyntaxNode, Tree } from '@lezer/common'
import { parser } from '../../src-preload/contract/grammar/index.ts'
import { badScript } from './compile.ts'
import { explain } from './explain.ts'
import { formatTokens } from './formatTokens.ts'
import { Lines, Report } from './report.ts'

/** A piece of a script that stands on a line, alone or with others. */
interface Piece {
  kind: 'statement' | 'open' | 'middle' | 'close' | 'comment'
  text: string
  from: number
  to: number
}

/**
 * Writes a script the one way it is written: keywords in capitals, two spaces a block, one blank
 * line at most. Comments stay, and so does which statements share a line.
 * @throws PtpError `bad-script` when it has syntax errors
 */
export function format(source: string): string {
  const tree = parser.parse(source)
  const report = new Report(new Lines(source))
  explain(tree, source, report)
  if (report.errors > 0) throw badScript('script', report.diagnostics)
  return join(piecesOf(tree, source), source)
}

/** Cuts a script into statements, heads and ends of blocks, and comments. */
function piecesOf(tree: Tree, source: string): Piece[] {
  const pieces: Piece[] = []
  const add = (kind: Piece['kind'], from: number, to: number, ending = '') => {
    const text = kind === 'comment' ? formatComment(source.slice(from, to)) : formatTokens(tree, source, { from, to })
    pieces.push({ kind, from, to, text: text + ending })
  }
  const visit = (parent: SyntaxNode) => {
    for (let node = parent.firstChild; node !== null; node = node.nextSibling) {
      if (node.name === 'Comment') add('comment', node.from, node.to)
      else if (isBlock(node)) visitBlock(node)
      else add('statement', node.from, node.to)
    }
  }
  const visitBlock = (block: SyntaxNode) => {
    let from = block.from
    let to = block.from
    let kind: Piece['kind'] = 'open'
    let ending = missingWord(block)
    for (let node = block.firstChild; node !== null; node = node.nextSibling) {
      if (node.name === 'Comment') {
        if (to > from) add(kind, from, to, ending)
        add('comment', node.from, node.to)
        from = to = node.to
      } else if (node.name === 'Body') {
        if (to > from) add(kind, from, to, ending)
        visit(node)
        from = to = node.to
        kind = 'middle'
        ending = ''
      } else {
        if (to === from) from = node.from
        to = node.to
        if (node.name === 'END') kind = 'close'
        else if (node.name === 'IF') ending = ' THEN'
        else if (node.name === 'THEN' || node.name === 'TIMES') ending = ''
      }
    }
    if (to > from) add(kind, from, to)
  }
  visit(tree.topNode)
  return pieces
}

/** @returns the word that ends the head of a block, for one that may leave it out */
function missingWord({ name }: SyntaxNode): string {
  return name === 'Repeat' ? ' TIMES' : name === 'If' ? ' THEN' : ''
}

function isBlock({ name }: SyntaxNode): boolean {
  return name === 'Repeat' || name === 'While' || name === 'If' || name === 'Macro'
}

function formatComment(raw: string): string {
  return raw.trimEnd().replace(/^#(?=[^\s#!])/, '# ')
}

function join(pieces: readonly Piece[], source: string): string {
  let out = ''
  let depth = 0
  for (const [i, piece] of pieces.entries()) {
    if (piece.kind === 'close' || piece.kind === 'middle') depth--
    const before = pieces[i - 1]
    const gap = before === undefined ? '' : source.slice(before.to, piece.from)
    const breaks = gap.match(/\r\n|\r|\n/g)?.length ?? 0
    if (before === undefined) out += ''
    else if (breaks === 0 && piece.kind === 'comment') out += ' '
    else if (breaks === 0 && piece.kind === 'statement' && before.kind === 'statement') out += gap.includes(';') ? '; ' : ', '
    else {
      const isRoomy = breaks > 1 && before.kind !== 'open' && before.kind !== 'middle' && piece.kind !== 'close' && piece.kind !== 'middle'
      out += (isRoomy ? '\n\n' : '\n') + '  '.repeat(depth)
    }
    out += piece.text
    if (piece.kind === 'open' || piece.kind === 'middle') depth++
  }
  return out === '' ? '' : `${out}\n`
}

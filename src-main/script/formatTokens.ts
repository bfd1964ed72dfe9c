import type { Tree } from '@lezer/common'
import { SETTINGS, nodes } from '../../src-preload/contract/grammar/index.ts'
import type { Span } from './report.ts'

interface Token {
  text: string
  /** stands right after the token before it */
  isTight: boolean
  /** the token after it stands right behind */
  pullsNext: boolean
}

const NAMELIKE = new Set<number>([nodes.Name, nodes.Number, nodes.Member])
const SIGNS = new Map<number, string>([[nodes.AndSign, 'and'], [nodes.OrSign, 'or'], [nodes.NotSign, 'not']])

/** Writes one statement, or the head of one, with its words and spaces as they should be. */
export function formatTokens(tree: Tree, source: string, { from, to }: Span): string {
  const tokens: Token[] = []
  let last = from
  let callParen = -1
  let unary = -1
  let keepsColon = -1
  const add = (text: string, isTight = false, pullsNext = false) => tokens.push({ text, isTight, pullsNext })
  const addGap = (end: number) => {
    for (const sign of source.slice(last, end)) {
      // Every other colon and comma, and the = of a SET, can be left out.
      if (sign === '+') add('+', true, true)
      else if (sign === ':' && keepsColon >= 0) add(':', true, true)
      else if (sign === ',' && callParen >= 0) add(',', true)
    }
    keepsColon = -1
  }
  tree.iterate({
    from,
    to,
    enter(node) {
      if (node.from < from || node.to > to) return node.from < to && node.to > from
      const { id, name } = node.type
      if (id === nodes.Arguments || id === nodes.Parameters) callParen = node.from
      else if (id === nodes.Times) keepsColon = node.from
      else if (id === nodes.Unary) unary = node.from
      const raw = source.slice(node.from, node.to)
      const text = spell(id, name, raw)
      const setting = id === nodes.Setting ? (SETTINGS.find((each) => each.name.toLowerCase() === raw.toLowerCase())?.name ?? raw) : undefined
      if (text === null && setting === undefined) return true
      addGap(node.from)
      last = node.to
      const isTight = name === ')' || name === ']' || name === '[' || id === nodes.Member || (name === '(' && node.from === callParen)
      add(setting ?? text ?? raw, isTight, name === '(' || name === '[' || (id === nodes.MinusSign && node.from === unary))
      return false
    },
    leave(node) {
      if (node.type.id === nodes.Arguments || node.type.id === nodes.Parameters) callParen = -1
    },
  })
  let out = ''
  for (const [i, token] of tokens.entries()) {
    const before = tokens[i - 1]
    const joined = before === undefined || before.pullsNext || token.isTight
    out += joined ? token.text : ` ${token.text}`
  }
  return out
}

/** @returns how a token is written, null for a node that has others below it */
function spell(id: number, name: string, raw: string): string | null {
  if (id === nodes.Text) return raw.startsWith("'") ? doubleQuoted(raw) : raw
  if (id === nodes.Boolean || id === nodes.AND || id === nodes.OR || id === nodes.NOT) return raw.toLowerCase()
  if (id === nodes.Button || /^[A-Z]{2,}$/.test(name)) return raw.toUpperCase()
  if (id === nodes.Compare || id === nodes.Multiply || id === nodes.PlusSign || id === nodes.MinusSign) return raw === '<>' ? '!=' : raw
  const sign = SIGNS.get(id)
  if (sign !== undefined) return sign
  return NAMELIKE.has(id) || /^[()[\]]$/.test(name) ? raw : null
}

function doubleQuoted(raw: string): string {
  const inner = raw.slice(1, -1).replace(/\\.|"/gsu, (part) => (part === '"' ? '\\"' : part === "\\'" ? "'" : part))
  return `"${inner}"`
}

/** What can be written at a place of a script. */
export type Place =
  | { kind: 'statement' }
  | { kind: 'button'; directions: boolean }
  | { kind: 'setting' }
  | { kind: 'expression' }
  /** inside the text that the name `path` is compared with */
  | { kind: 'value'; path: string; typed: string }
  | { kind: 'nothing' }

const OPENS_EXPRESSION = /^(REPEAT|WHILE|IF|EXPECT|WAIT|UNTIL|MAX|GOTO|AND|OR|NOT|ELSE)$/i

function statementOf(line: string): { statement: string; quote: string | null; comment: boolean } {
  let quote: string | null = null
  let start = 0
  for (let at = 0; at < line.length; at++) {
    const sign = line[at]
    if (quote !== null) {
      if (sign === '\\') at++
      else if (sign === quote) quote = null
    } else if (sign === '"' || sign === "'") quote = sign
    else if (sign === '#') return { statement: '', quote: null, comment: true }
    else if (sign === ';') start = at + 1
  }
  return { statement: line.slice(start), quote, comment: false }
}

/**
 * @param before the line up to the cursor
 * @returns what fits there
 */
export function placeIn(before: string): Place {
  const { statement, quote, comment } = statementOf(before)
  if (comment) return { kind: 'nothing' }
  if (quote !== null) {
    const compared = /([A-Za-z_][\w.[\]]*)\s*(?:==|!=|<>|=)\s*["']([^"']*)$/.exec(statement)
    const item = /\bitem\s*\(\s*["']([^"']*)$/i.exec(statement)
    if (item) return { kind: 'value', path: 'inventory[].item', typed: item[1] ?? '' }
    return compared ? { kind: 'value', path: pathShape(compared[1] ?? ''), typed: compared[2] ?? '' } : { kind: 'nothing' }
  }
  // The word being typed says nothing about where it stands.
  const words = statement.replace(/[\w.[\]]*$/, '').trim().split(/[\s:()]+/).filter((word) => word !== '')
  const first = words[0]
  if (first === undefined) return { kind: 'statement' }
  const verb = first.toUpperCase()
  if (verb === 'MACRO' || verb === 'SCREENSHOT' || verb === 'SNAPSHOT' || verb === 'ROLLBACK' || verb === 'LOG') return { kind: 'nothing' }
  if (verb === 'SET') return words.length === 1 ? { kind: 'setting' } : { kind: 'expression' }
  if (verb === 'MOVE') return { kind: 'button', directions: true }
  if (verb === 'PRESS' || (verb === 'HOLD' && words.length === 1)) return { kind: 'button', directions: false }
  if (words.length === 1 && /^(END|ELSE|THEN)$/i.test(first)) return { kind: 'statement' }
  const last = words.at(-1) ?? ''
  if (/^THEN$/i.test(last)) return { kind: 'statement' }
  return words.some((word) => OPENS_EXPRESSION.test(word)) || verb === 'HOLD' ? { kind: 'expression' } : { kind: 'button', directions: false }
}

/** @returns the path with its indices left out, as the vocabulary lists it: `party[0].hp` -> `party[].hp` */
export function pathShape(path: string): string {
  return path.replace(/\[[^\]]*\]/g, '[]')
}

import { BUTTONS } from '../../src-preload/contract/index.ts'
import type { Condition, NameDoc } from '../../src-preload/contract/index.ts'
import { nodes } from '../../src-preload/contract/grammar/index.ts'
import { nearest } from './nearest.ts'
import { spanOf, textOf } from './reader.ts'
import type { Reader } from './reader.ts'
import type { Span } from './report.ts'
import type { Expression } from './syntax.ts'

type ReadExpression = (reader: Reader) => Expression | null

/** Reads a name of the game state, a parameter, or `mem[…]`. */
export function readPath(reader: Reader, readExpression: ReadExpression): Expression | null {
  const { cursor } = reader
  const span = spanOf(reader)
  const path: (string | number)[] = []
  const indices: Expression[] = []
  let whole = true
  cursor.firstChild()
  do {
    if (cursor.type.id === nodes.Name) path.push(textOf(reader))
    else if (cursor.type.id === nodes.Member) path.push(textOf(reader).slice(1))
    else if (cursor.type.id === nodes.Index) {
      const index = readIndex(reader, readExpression)
      if (index === null) whole = false
      else indices.push(index)
      path.push(indices.length - 1)
    } else whole = false
  } while (cursor.nextSibling())
  cursor.parent()
  if (!whole) return null
  const [first, second] = path
  const isMemory = typeof first === 'string' && first.toLowerCase() === 'mem'
  if (isMemory && typeof second === 'number' && path.length === 2) return memory(reader, indices[0], span)
  if (isMemory) return reader.report.error(span, 'mem reads one byte', { expected: 'an address, such as mem[0xD35E]' })
  return name(reader, path, indices, span)
}

function readIndex(reader: Reader, readExpression: ReadExpression): Expression | null {
  const { cursor, report } = reader
  let index: Expression | null = null
  let whole = true
  cursor.firstChild()
  do {
    if (cursor.type.isError) whole = false
    else if (cursor.name !== '[' && cursor.name !== ']') index = readExpression(reader)
  } while (cursor.nextSibling())
  cursor.parent()
  if (!whole || index === null) return null
  if (index.type !== 'number') return report.error(index, 'an index is a number', { expected: 'a number in brackets, such as party[0]' })
  return index
}

function memory(reader: Reader, address: Expression | undefined, span: Span): Expression | null {
  if (address === undefined) return null
  const { value } = address
  if (value.op === 'number' && !(Number.isInteger(value.value) && value.value >= 0 && value.value <= 0xffff)) {
    return reader.report.error(address, 'there is no such address', { expected: 'a whole number from 0 to 0xFFFF' })
  }
  if (value.op === 'number') reader.gathered.addresses.add(value.value)
  else reader.gathered.hasComputedAddress = true
  return { value: { op: 'memory', address: value }, type: 'number', from: span.from, to: span.to }
}

function name(reader: Reader, path: (string | number)[], indices: Expression[], span: Span): Expression | null {
  const parameter = reader.parameters.indexOf(String(path[0]).toLowerCase())
  if (parameter >= 0 && path.length === 1) return { value: { op: 'name', path: [`$${parameter}`] }, type: 'number', from: span.from, to: span.to }
  const doc = reader.names.get(keyOf(path))
  if (doc === undefined) return unknown(reader, path, span)
  const spelling = doc.path.split(/[.[]/)
  const resolved: (string | number)[] = []
  for (const [i, part] of path.entries()) {
    if (typeof part === 'string') resolved.push(spelling[i] ?? part)
    else {
      const index = fixedIndex(reader, indices[part])
      if (index === null) return null
      resolved.push(index)
    }
  }
  const value: Condition = { op: 'name', path: resolved }
  return { value, type: doc.type, from: span.from, to: span.to }
}

/** @returns an index the program can carry: a number, or the name of a parameter */
function fixedIndex(reader: Reader, index: Expression | undefined): string | number | null {
  const value = index?.value
  if (index === undefined || value === undefined) return null
  if (value.op === 'number' && Number.isInteger(value.value) && value.value >= 0) return value.value
  const part = value.op === 'name' && value.path.length === 1 ? value.path[0] : undefined
  if (typeof part === 'string' && part.startsWith('$')) return part
  return reader.report.error(index, 'an index is a whole number or a parameter of the macro', { expected: '0 or more' })
}

/** `party[0].hp` -> `party[].hp`, as the vocabulary writes it */
function keyOf(path: readonly (string | number)[]): string {
  let key = ''
  for (const part of path) key += typeof part === 'number' ? '[]' : key === '' ? part : `.${part}`
  return key
}

function unknown(reader: Reader, path: readonly (string | number)[], span: Span): null {
  const { names, report } = reader
  const key = keyOf(path)
  const below = names.paths.find((each) => each.toLowerCase().startsWith(key.toLowerCase()) && /^[.[]/.test(each.slice(key.length)))
  if (below !== undefined) {
    const example = below.replaceAll('[]', '[0]')
    return report.error(span, `${key} has several values`, { expected: `one of them, such as ${example}` })
  }
  const parameter = path.length === 1 ? nearest(key, reader.parameters) : undefined
  const meant = parameter ?? nearest(key, names.paths) ?? (path.length === 1 ? nearest(key, BUTTONS) : undefined)
  if (meant?.toLowerCase() === key.toLowerCase()) return report.error(span, `${key} is a button, and a value is asked for here`, { expected: 'a number or a value of the game' })
  if (meant !== undefined) {
    const suggestion = withIndices(meant, reader.source.slice(span.from, span.to))
    return report.error(span, `the game has no value ${key}`, { expected: suggestion, suggestion })
  }
  const asText = path.length === 1 ? names.paths.map((each) => names.get(each)).find((doc) => hasValue(doc, key)) : undefined
  if (asText !== undefined) {
    return report.error(span, `${key} is a value of ${asText.path}, and texts stand in quotes`, { suggestion: `"${key}"` })
  }
  const some = names.paths.slice(0, 6).join(', ')
  return report.error(span, `the game has no value ${key}`, { expected: some === '' ? 'a value of the game' : `one of its values: ${some}…` })
}

function hasValue(doc: NameDoc | undefined, text: string): boolean {
  return doc?.values?.some((value) => value.toLowerCase() === text.toLowerCase()) ?? false
}

/** Fills the brackets of a known path with what stood in the script's. */
function withIndices(path: string, written: string): string {
  const inner = [...written.matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '0')
  let i = 0
  return path.replaceAll('[]', () => `[${inner[i++] ?? '0'}]`)
}

/** @returns what a text can be, if the name tells */
export function valuesOf(reader: Reader, expression: Expression): readonly string[] | undefined {
  if (expression.value.op !== 'name') return undefined
  const key = keyOf(expression.value.path.map((part) => (typeof part === 'string' && part.startsWith('$') ? 0 : part)))
  return reader.names.get(key)?.values
}

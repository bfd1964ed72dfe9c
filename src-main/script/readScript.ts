import type { TreeCursor } from '@lezer/common'
import { BUTTONS } from '../../src-preload/contract/index.ts'
import { nodes } from '../../src-preload/contract/grammar/index.ts'
import type { Span } from './report.ts'
import { MAX_NESTING, spanOf, textOf } from './reader.ts'
import type { Reader } from './reader.ts'
import { isExpression } from './readExpression.ts'
import { readAmount, readCondition, readLimit } from './readAmount.ts'
import { defineMacro } from './macros.ts'
import { append } from './optimise.ts'
import { readAction } from './readAction.ts'
import { readEffect } from './readEffect.ts'
import { readSetting } from './readSetting.ts'
import { letsGameGoOn } from './sense.ts'
import type { Expression, Script, Statement } from './syntax.ts'

/** How often a WHILE without MAX goes round at most. */
export const DEFAULT_ROUNDS = 1000

/** Reads the whole tree; the cursor stands on its top. */
export function readScript(reader: Reader): Script {
  const script: Script = { body: [], macros: new Map() }
  script.body = readBody(reader, script)
  return script
}

/** Reads the statements below the cursor. A SET among them ends with them. */
function readBody(reader: Reader, script: Script): Statement[] {
  const { cursor } = reader
  const statements: Statement[] = []
  const { timing } = reader
  if (!cursor.firstChild()) return statements
  do readStatement(reader, script, statements)
  while (cursor.nextSibling())
  cursor.parent()
  reader.timing = timing
  return statements
}

function readStatement(reader: Reader, script: Script, into: Statement[]): void {
  switch (reader.cursor.type.id) {
    case nodes.Set:
      readSetting(reader)
      return
    case nodes.Macro:
      readMacro(reader, script)
      return
    case nodes.Repeat:
    case nodes.While:
    case nodes.If: {
      const block = readBlock(reader, script)
      if (block !== null) append(into, block)
      return
    }
    default:
      if (!readAction(reader, into)) readEffect(reader, into)
  }
}

function readBlock(reader: Reader, script: Script): Statement | null {
  if (reader.depth >= MAX_NESTING) return reader.report.error(headOf(reader), `nested more than ${MAX_NESTING} deep: put a part of it into a MACRO`)
  reader.depth++
  const { id } = reader.cursor.type
  const block = id === nodes.Repeat ? readRepeat(reader, script) : id === nodes.While ? readWhile(reader, script) : readIf(reader, script)
  reader.depth--
  return block
}

/** The span of the first word below the cursor. */
function headOf(reader: Reader): Span {
  const { cursor } = reader
  if (!cursor.firstChild()) return spanOf(reader)
  const span = spanOf(reader)
  cursor.parent()
  return span
}

function readRepeat(reader: Reader, script: Script): Statement | null {
  const { cursor } = reader
  const head = headOf(reader)
  let times: Expression | null = null
  let body: Statement[] = []
  cursor.firstChild()
  do {
    if (isExpression(cursor.type.id)) times = readAmount(reader, 'times')
    else if (cursor.type.id === nodes.Body) body = readBody(reader, script)
  } while (cursor.nextSibling())
  cursor.parent()
  return times && { kind: 'repeat', times, body, ...head }
}

function readWhile(reader: Reader, script: Script): Statement | null {
  const { cursor, report } = reader
  const head = headOf(reader)
  let condition: Expression | null = null
  let max: Expression | null | undefined
  let body: Statement[] = []
  let hasLimit = false
  cursor.firstChild()
  do {
    if (cursor.type.id === nodes.MAX) hasLimit = true
    else if (cursor.type.id === nodes.Body) body = readBody(reader, script)
    else if (isExpression(cursor.type.id)) {
      if (hasLimit) max = readAmount(reader, 'times')
      else condition = readCondition(reader)
    }
  } while (cursor.nextSibling())
  cursor.parent()
  const limit = readLimit(report, head, hasLimit, max, DEFAULT_ROUNDS, 'rounds')
  if (condition === null || limit === null) return null
  if (!letsGameGoOn(body)) {
    report.warn(head, 'nothing in this WHILE lets the game go on, so its condition cannot change', { expected: 'an action or a WAIT in its body' })
  }
  return { kind: 'while', condition, max: limit, body, ...head }
}

function readIf(reader: Reader, script: Script): Statement | null {
  const { cursor } = reader
  const head = headOf(reader)
  const branches: { condition: Expression; body: Statement[] }[] = []
  let otherwise: Statement[] = []
  let condition: Expression | null = null
  let isElse = false
  let whole = true
  cursor.firstChild()
  do {
    const { id } = cursor.type
    if (id === nodes.IF) isElse = false
    else if (id === nodes.ELSE) isElse = true
    else if (id === nodes.Body || id === nodes.ElseBody) {
      const body = readBody(reader, script)
      if (isElse) otherwise = body
      else if (condition !== null) branches.push({ condition, body })
    } else if (isExpression(id)) {
      condition = readCondition(reader)
      if (condition === null) whole = false
    } else if (cursor.type.isError) whole = false
  } while (cursor.nextSibling())
  cursor.parent()
  return whole ? { kind: 'if', branches, otherwise, ...head } : null
}

function readMacro(reader: Reader, script: Script): void {
  const { cursor, report } = reader
  const { timing, depth } = reader
  const outside = reader.parameters
  const around = reader.macro
  const head = headOf(reader)
  if (depth > 0) report.error(head, 'a MACRO stands outside of every other block', { expected: 'its definition at the top level' })
  let title: Span | null = null
  let name = ''
  let parameters: string[] = []
  let whole = true
  let body: Statement[] = []
  cursor.firstChild()
  do {
    const { id } = cursor.type
    if (id === nodes.Name) {
      title = spanOf(reader)
      name = textOf(reader)
    } else if (id === nodes.Parameters) {
      whole = !hasError(cursor)
      parameters = readParameters(reader)
    }
    else if (id === nodes.Body) {
      reader.parameters = parameters
      reader.depth = depth + 1
      reader.macro = name.toLowerCase()
      body = readBody(reader, script)
    }
  } while (cursor.nextSibling())
  cursor.parent()
  reader.parameters = outside
  reader.macro = around
  reader.timing = timing
  reader.depth = depth
  if (title !== null) defineMacro(report, { name, title, parameters: whole ? parameters.length : null, body, ...head }, script.macros)
}

function hasError(cursor: TreeCursor): boolean {
  if (!cursor.firstChild()) return false
  let found = false
  do found ||= cursor.type.isError
  while (cursor.nextSibling())
  cursor.parent()
  return found
}

function isButton(name: string): boolean {
  return (BUTTONS as readonly string[]).includes(name.toUpperCase())
}

function readParameters(reader: Reader): string[] {
  const { cursor, report } = reader
  const parameters: string[] = []
  if (!cursor.firstChild()) return parameters
  do {
    if (cursor.type.id !== nodes.Name) continue
    const name = textOf(reader).toLowerCase()
    if (isButton(name)) report.error(spanOf(reader), `${name.toUpperCase()} is a button and cannot name a parameter`, { expected: 'another name' })
    if (parameters.includes(name)) report.error(spanOf(reader), `the parameter ${textOf(reader)} is there twice`)
    parameters.push(name)
  } while (cursor.nextSibling())
  cursor.parent()
  return parameters
}

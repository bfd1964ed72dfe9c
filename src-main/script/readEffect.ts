import { nodes } from '../../src-preload/contract/grammar/index.ts'
import { readCondition } from './readAmount.ts'
import { append } from './optimise.ts'
import { isExpression, readText } from './readExpression.ts'
import { spanOf } from './reader.ts'
import type { Reader } from './reader.ts'
import type { Expression, Statement } from './syntax.ts'

type Named = 'screenshot' | 'snapshot' | 'rollback' | 'log'
const NAMED = new Map<number, Named>([
  [nodes.Screenshot, 'screenshot'],
  [nodes.Snapshot, 'snapshot'],
  [nodes.Rollback, 'rollback'],
  [nodes.Log, 'log'],
])

/** Reads what the cursor stands on, if it is something the recorder gets to feel. */
export function readEffect(reader: Reader, into: Statement[]): boolean {
  const { id } = reader.cursor.type
  const kind = NAMED.get(id)
  if (kind !== undefined) readNamed(reader, kind, into)
  else if (id === nodes.Observe) append(into, { kind: 'observe', ...spanOf(reader) })
  else if (id === nodes.Expect) readExpect(reader, into)
  else return false
  return true
}

function readNamed(reader: Reader, kind: Named, into: Statement[]): void {
  const { cursor, report } = reader
  const span = spanOf(reader)
  let text: string | null = null
  cursor.firstChild()
  do {
    if (cursor.type.id !== nodes.Text && cursor.type.id !== nodes.OpenText) continue
    text = readText(reader)
    if (text?.trim() === '' && kind !== 'log') text = report.error(spanOf(reader), `a ${kind} needs a name`, { expected: `text in quotes, such as "before the gym"` })
    else if (text !== null && text.length > 200) text = report.error(spanOf(reader), `this text has ${text.length} characters`, { expected: 'at most 200' })
  } while (cursor.nextSibling())
  cursor.parent()
  if (text === null) return
  if (kind === 'snapshot') reader.gathered.snapshots.add(text)
  else if (kind === 'rollback') reader.gathered.rollbacks.push({ text, ...span })
  append(into, { kind, text, ...span })
}

function readExpect(reader: Reader, into: Statement[]): void {
  const { cursor } = reader
  const span = spanOf(reader)
  let condition: Expression | null = null
  let message: string | null = null
  let seen = false
  let whole = true
  cursor.firstChild()
  do {
    const isText = cursor.type.id === nodes.Text || cursor.type.id === nodes.OpenText
    if (seen && isText) {
      message = readText(reader)
      whole &&= message !== null
    } else if (isExpression(cursor.type.id)) {
      seen = true
      condition = readCondition(reader)
    }
  } while (cursor.nextSibling())
  cursor.parent()
  if (condition !== null && whole) append(into, { kind: 'expect', condition, message, ...span })
}

import { BUTTONS, DIRECTIONS, maskOf } from '../../src-preload/contract/index.ts'
import type { Button, Direction } from '../../src-preload/contract/index.ts'
import { nodes } from '../../src-preload/contract/grammar/index.ts'
import { append } from './optimise.ts'
import { ONCE, constant, isExpression, readArguments } from './readExpression.ts'
import { readAmount, readCondition, readLimit } from './readAmount.ts'
import { spanOf, textOf } from './reader.ts'
import type { Reader } from './reader.ts'
import type { Amount, Call, Expression, Statement } from './syntax.ts'

/** The most frames a WAIT UNTIL without MAX waits: a minute of game time. */
export const DEFAULT_FRAMES = 3600
/** How many times a GOTO without MAX looks for another way. */
export const DEFAULT_DETOURS = 8

/** Reads what the cursor stands on, if it is something the game gets to feel. */
export function readAction(reader: Reader, into: Statement[]): boolean {
  switch (reader.cursor.type.id) {
    case nodes.Sequence:
    case nodes.Press:
    case nodes.Move:
      readItems(reader, into)
      return true
    case nodes.Hold:
      readHold(reader, into)
      return true
    case nodes.Wait:
      readWait(reader, into)
      return true
    case nodes.WaitUntil:
      readUntil(reader, into)
      return true
    case nodes.Goto:
      readGoto(reader, into)
      return true
    default:
      return false
  }
}

function readItems(reader: Reader, into: Statement[]): void {
  const { cursor } = reader
  if (!cursor.firstChild()) return
  do {
    switch (cursor.type.id) {
      case nodes.Tap:
        readTap(reader, into)
        break
      case nodes.Pause: {
        const { from, to } = cursor
        cursor.firstChild()
        const frames = readAmount(reader, 'frames')
        cursor.parent()
        if (frames) append(into, { kind: 'wait', frames, from, to })
        break
      }
      case nodes.Call:
        readCall(reader, into)
        break
      case nodes.Leg:
        readLeg(reader, into)
        break
    }
  } while (cursor.nextSibling())
  cursor.parent()
}

/** `A`, `A+B`, `down:3`: a direction with a number is so many steps, any other button so many presses. */
function readTap(reader: Reader, into: Statement[]): void {
  const { cursor, timing } = reader
  const { from, to } = cursor
  const buttons: Button[] = []
  let times: Amount | null = ONCE
  let counted = false
  cursor.firstChild()
  do {
    if (cursor.type.id === nodes.Button) buttons.push(readButton(reader))
    else if (cursor.type.id === nodes.Times) {
      counted = true
      times = readTimes(reader)
    } else if (cursor.type.isError) times = null
  } while (cursor.nextSibling())
  cursor.parent()
  if (times === null) return
  const [first] = buttons
  if (counted && buttons.length === 1 && first !== undefined && isDirection(first)) append(into, { kind: 'step', direction: first, timing, times, from, to })
  else append(into, { kind: 'press', buttons: maskOf(...buttons), hold: timing.hold, gap: timing.gap, times, from, to })
}

function readTimes(reader: Reader): Amount | null {
  const { cursor } = reader
  let times: Amount | null = null
  cursor.firstChild()
  do if (isExpression(cursor.type.id)) times = readAmount(reader, 'times')
  while (cursor.nextSibling())
  cursor.parent()
  return times
}

function readCall(reader: Reader, into: Statement[]): void {
  const { cursor } = reader
  const { from, to } = cursor
  let times: Amount | null = ONCE
  let args: Expression[] | null = []
  cursor.firstChild()
  const callee = spanOf(reader)
  const name = textOf(reader)
  while (cursor.nextSibling()) {
    if (cursor.type.id === nodes.Arguments) args = readArguments(reader)
    else if (cursor.type.id === nodes.Times) times = readTimes(reader)
  }
  cursor.parent()
  if (args === null || times === null) return
  const call: Call = { kind: 'call', name, callee, args, times, from, to }
  const { calls } = reader.gathered
  const others = calls.get(reader.macro)
  if (others === undefined) calls.set(reader.macro, [call])
  else others.push(call)
  append(into, call)
}

/** One direction of a MOVE with its number of steps. */
function readLeg(reader: Reader, into: Statement[]): void {
  const { cursor, timing, report } = reader
  const { from, to } = cursor
  let direction: Direction | null = null
  let times: Amount | null = ONCE
  cursor.firstChild()
  do {
    if (cursor.type.id === nodes.Button) {
      const button = readButton(reader)
      if (isDirection(button)) direction = button
      else report.error(spanOf(reader), `${button} is no direction`, { expected: 'UP, DOWN, LEFT or RIGHT' })
    } else if (isExpression(cursor.type.id)) times = readAmount(reader, 'steps')
  } while (cursor.nextSibling())
  cursor.parent()
  if (direction !== null && times !== null) append(into, { kind: 'step', direction, timing, times, from, to })
}

function readHold(reader: Reader, into: Statement[]): void {
  const { cursor } = reader
  const { from, to } = cursor
  const buttons: Button[] = []
  let frames: Amount | null = null
  cursor.firstChild()
  do {
    if (cursor.type.id === nodes.Button) buttons.push(readButton(reader))
    else if (isExpression(cursor.type.id)) frames = readAmount(reader, 'frames')
  } while (cursor.nextSibling())
  cursor.parent()
  if (frames !== null && buttons.length > 0) append(into, { kind: 'hold', buttons: maskOf(...buttons), frames, from, to })
}

function readWait(reader: Reader, into: Statement[]): void {
  const { cursor } = reader
  const { from, to } = cursor
  let frames: Amount | null = null
  cursor.firstChild()
  do if (isExpression(cursor.type.id)) frames = readAmount(reader, 'frames')
  while (cursor.nextSibling())
  cursor.parent()
  if (frames !== null) append(into, { kind: 'wait', frames, from, to })
}

function readUntil(reader: Reader, into: Statement[]): void {
  const { cursor, report } = reader
  const { from, to } = cursor
  let until: Expression | null = null
  let max: Amount | null = null
  let hasLimit = false
  cursor.firstChild()
  do {
    if (cursor.type.id === nodes.MAX) hasLimit = true
    else if (isExpression(cursor.type.id)) {
      if (hasLimit) max = readAmount(reader, 'frames')
      else until = readCondition(reader)
    }
  } while (cursor.nextSibling())
  cursor.parent()
  const limit = readLimit(report, { from, to }, hasLimit, max, DEFAULT_FRAMES, 'frames')
  if (until !== null && limit !== null) append(into, { kind: 'until', until, max: limit, poll: reader.timing.poll, from, to })
}

function readGoto(reader: Reader, into: Statement[]): void {
  const { cursor, timing } = reader
  const { from, to } = cursor
  const places: (Amount | null)[] = []
  let max: Amount | null = constant(DEFAULT_DETOURS, { from, to })
  let hasLimit = false
  cursor.firstChild()
  do {
    if (cursor.type.id === nodes.MAX) hasLimit = true
    else if (isExpression(cursor.type.id)) {
      if (hasLimit) max = readAmount(reader, 'times')
      else places.push(readAmount(reader, 'cells'))
    }
  } while (cursor.nextSibling())
  cursor.parent()
  const [x, y] = places
  if (x && y && max) append(into, { kind: 'goto', x, y, max, timing, from, to })
}

function readButton(reader: Reader): Button {
  const written = textOf(reader).toUpperCase()
  return BUTTONS.find((button) => button === written) ?? 'A'
}

function isDirection(button: Button): button is Direction {
  return (DIRECTIONS as readonly string[]).includes(button)
}

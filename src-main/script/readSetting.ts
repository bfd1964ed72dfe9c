import { SETTINGS, nodes } from '../../src-preload/contract/grammar/index.ts'
import { nearest, suggesting } from './nearest.ts'
import { readAmount } from './readAmount.ts'
import { isExpression } from './readExpression.ts'
import { spanOf, textOf } from './reader.ts'
import type { Reader } from './reader.ts'
import type { Span } from './report.ts'
import type { Amount } from './syntax.ts'

/** Reads a SET: what comes after it, to the end of its block, is timed that way. */
export function readSetting(reader: Reader): void {
  const { cursor, report } = reader
  let at: Span | null = null
  let written = ''
  let value: Amount | null = null
  cursor.firstChild()
  do {
    if (cursor.type.id === nodes.Setting) {
      at = spanOf(reader)
      written = textOf(reader)
    } else if (isExpression(cursor.type.id)) value = readAmount(reader, 'frames')
  } while (cursor.nextSibling())
  cursor.parent()
  if (at === null) return
  const setting = SETTINGS.find((each) => each.name.toLowerCase() === written.toLowerCase())
  if (setting === undefined) {
    const names = SETTINGS.map((each) => each.name)
    report.error(at, `there is no setting ${written}`, { expected: names.join(', '), ...suggesting(nearest(written, names)) })
    return
  }
  if (value === null) return
  if (value.value.op !== 'number') {
    report.error(value, 'a setting is known before the game runs', { expected: 'a number of frames' })
    return
  }
  const frames = value.value.value
  if (frames < setting.min || frames > setting.max) {
    report.error(value, `${setting.name} cannot be ${frames}`, { expected: `${setting.min} to ${setting.max} frames` })
    return
  }
  const timing = { ...reader.timing, [setting.name]: frames }
  // A step is over before its direction is let go only by mistake: the other one gives way.
  if (setting.name === 'stepHold') timing.stepMax = Math.max(timing.stepMax, frames)
  if (setting.name === 'stepMax') timing.stepHold = Math.min(timing.stepHold, frames)
  if (setting.name === 'step') timing.stepHold = Math.min(timing.stepHold, frames)
  reader.timing = timing
}

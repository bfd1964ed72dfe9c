import type { Stack } from '@lezer/lr'
import { BUTTONS } from '../buttons.ts'
import * as terms from './ptp.grammar.terms'

const ids = new Map<string, number>([
  ['PRESS', terms.PRESS], ['HOLD', terms.HOLD], ['WAIT', terms.WAIT], ['UNTIL', terms.UNTIL],
  ['MOVE', terms.MOVE], ['GOTO', terms.GOTO], ['MAX', terms.MAX], ['REPEAT', terms.REPEAT],
  ['TIMES', terms.TIMES], ['IF', terms.IF], ['THEN', terms.THEN], ['ELSE', terms.ELSE],
  ['WHILE', terms.WHILE], ['MACRO', terms.MACRO], ['END', terms.END], ['OBSERVE', terms.OBSERVE],
  ['SCREENSHOT', terms.SCREENSHOT], ['SNAPSHOT', terms.SNAPSHOT], ['ROLLBACK', terms.ROLLBACK],
  ['EXPECT', terms.EXPECT], ['LOG', terms.LOG], ['SET', terms.SET],
  ['AND', terms.AND], ['OR', terms.OR], ['NOT', terms.NOT],
  ['TRUE', terms.Boolean], ['FALSE', terms.Boolean],
])
for (const button of BUTTONS) ids.set(button, terms.Button)

/**
 * Tells the parser which words are keywords, buttons or truth values, in any case. A button's name
 * is a plain name where only a name can stand (`MACRO walk(a, b)`, `x > 3`).
 * @returns the term of the word, or -1 when it is a plain name
 */
export function wordTerm(word: string, stack: Stack): number {
  const id = ids.get(word) ?? ids.get(word.toUpperCase())
  if (id === undefined) return -1
  if (id === terms.Button && !stack.canShift(id) && stack.canShift(terms.Name)) return -1
  return id
}

/** Every reserved word, upper-case: none of them can name a macro or a parameter. */
export const RESERVED: readonly string[] = [...ids.keys()]

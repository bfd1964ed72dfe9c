import type { Condition, Vocabulary } from '../../src-preload/contract/index.ts'
import { PtpError } from '../../src-preload/contract/index.ts'
import { nodes, parser } from '../../src-preload/contract/grammar/index.ts'
import { explain, hasErrors } from './explain.ts'
import { isExpression, readExpression } from './readExpression.ts'
import { namesOf } from './reader.ts'
import type { Reader } from './reader.ts'
import { Lines, Report } from './report.ts'

const BEFORE = 'EXPECT '

/**
 * Reads one condition or number, as in `badges >= 1` or `party[0].hp`, outside of any script.
 * @param vocabulary the names that may be used
 * @throws PtpError `bad-input` that says what is wrong with it
 */
export function parseExpression(text: string, vocabulary: Vocabulary): Condition {
  const source = BEFORE + text
  const report = new Report(new Lines(source))
  const tree = parser.parse(source)
  if (/[\n\r;#]/.test(text)) throw wrong(text, 'it has to be one expression, on one line')
  if (hasErrors(tree)) explain(tree, source, report)
  const cursor = tree.cursor()
  const reader: Reader = {
    source, report, cursor, names: namesOf(vocabulary), timing: vocabulary.timing, parameters: [], depth: 0, macro: '',
    gathered: { calls: new Map(), snapshots: new Set(), rollbacks: [], addresses: new Set(), hasComputedAddress: false },
  }
  let found: Condition | null = null
  do {
    if (cursor.type.id !== nodes.Expect) continue
    cursor.firstChild()
    do if (isExpression(cursor.type.id) && found === null) found = readExpression(reader)?.value ?? null
    while (cursor.nextSibling())
    break
  } while (cursor.next())
  const [mistake] = report.diagnostics.filter(({ severity }) => severity === 'error')
  if (mistake) throw wrong(text, mistake.message, mistake.suggestion ?? mistake.expected)
  if (found === null) throw wrong(text, 'it is no expression')
  return found
}

function wrong(text: string, why: string, hint?: string): PtpError {
  return new PtpError('bad-input', `"${text}": ${why}`, { hint: hint ? `expected: ${hint}` : 'write it as in a script: badges >= 1' })
}

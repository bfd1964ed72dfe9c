import type { Diagnostic } from '../../src-preload/contract/index.ts'
import { OPENERS } from './macros.ts'

const MOST = 200

/**
 * Puts diagnostics in the order of the source and leaves out what only follows from another: after
 * a syntax error the rest of its line is guesswork, and a misspelt REPEAT leaves an END behind.
 */
export function sift(diagnostics: readonly Diagnostic[], syntaxErrors: ReadonlySet<Diagnostic>): Diagnostic[] {
  const sorted = [...diagnostics].sort((a, b) => a.from - b.from || Number(syntaxErrors.has(b)) - Number(syntaxErrors.has(a)))
  const kept: Diagnostic[] = []
  let orphans = 0
  let broken = 0
  let faulty = 0
  for (const each of sorted) {
    if (each.severity === 'error') {
      const isSyntax = syntaxErrors.has(each)
      if (each.line === broken || (isSyntax && each.line === faulty)) continue
      if (isSyntax && each.message.startsWith('this END') && orphans-- > 0) continue
      faulty = each.line
      if (isSyntax) broken = each.line
      if (OPENERS.includes(each.suggestion ?? '')) orphans++
    }
    kept.push(each)
  }
  if (kept.length <= MOST) return kept
  const errors = kept.filter((each) => each.severity === 'error')
  const shown = (errors.length > 0 ? errors : kept).slice(0, MOST - 1)
  const last = (errors.length > 0 ? errors : kept)[MOST - 1]
  if (last === undefined) return shown
  return [...shown, { ...last, message: `${last.message} (the first ${MOST} of ${kept.length} findings)` }]
}

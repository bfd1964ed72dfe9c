import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { PtpError } from '../../src-preload/contract/index.ts'
import type { Diagnostic, Estimate, Vocabulary } from '../../src-preload/contract/index.ts'
import { parser } from '../../src-preload/contract/grammar/index.ts'
import { emit } from './emit.ts'
import { estimate } from './estimate.ts'
import { explain, hasErrors } from './explain.ts'
import { checkCalls } from './macros.ts'
import type { Complexity, Program } from './program.ts'
import { namesOf } from './reader.ts'
import type { Reader } from './reader.ts'
import { readScript } from './readScript.ts'
import { Lines, Report } from './report.ts'
import { checkRollbacks } from './sense.ts'
import { sift } from './sift.ts'
import type { Gathered } from './syntax.ts'

/** What comes of a script: a program, or what is wrong with it; warnings come with either. */
export interface Compilation {
  /** null when there is an error among the diagnostics */
  program: Program | null
  /** in the order of the source */
  diagnostics: Diagnostic[]
  estimate: Estimate
  complexity: Complexity
  /** of the program; empty without one */
  checksum: string
}

/** Longest script there can be, in UTF-16 units. */
export const MAX_SOURCE = 5_000_000

const cache = new LRUCache<string, Compilation>({ max: 64 })
const vocabularies = new WeakMap<Vocabulary, string>()

/** Compiles a script for a game. The same text and vocabulary give the same (shared, not to be changed) answer. */
export function compile(source: string, vocabulary: Vocabulary): Compilation {
  let words = vocabularies.get(vocabulary)
  if (words === undefined) {
    words = createHash('sha256').update(JSON.stringify(vocabulary)).digest('hex')
    vocabularies.set(vocabulary, words)
  }
  const key = `${words}:${createHash('sha256').update(source).digest('hex')}`
  let compilation = cache.get(key)
  if (compilation === undefined) {
    compilation = compileFresh(source, vocabulary)
    cache.set(key, compilation)
  }
  return compilation
}

/** {@link compile} without its cache. */
export function compileFresh(source: string, vocabulary: Vocabulary): Compilation {
  const lines = new Lines(source)
  const report = new Report(lines)
  if (source.length > MAX_SOURCE) {
    report.error({ from: 0, to: 0 }, `a script of ${source.length} characters is longer than ${MAX_SOURCE}`, { expected: 'REPEAT for what happens again' })
    return refused(report.diagnostics)
  }
  const tree = parser.parse(source)
  if (hasErrors(tree)) explain(tree, source, report)
  const syntaxErrors = new Set(report.diagnostics)
  const gathered: Gathered = { calls: new Map(), snapshots: new Set(), rollbacks: [], addresses: new Set(), hasComputedAddress: false }
  const reader: Reader = {
    source, report, cursor: tree.cursor(), names: namesOf(vocabulary), timing: vocabulary.timing, parameters: [], depth: 0, gathered, macro: '',
  }
  const script = readScript(reader)
  checkCalls(report, script, reader.names, gathered.calls)
  checkRollbacks(report, gathered)
  const diagnostics = sift(report.diagnostics, syntaxErrors)
  if (report.errors > 0) return refused(diagnostics)
  const memory = gathered.hasComputedAddress ? null : [...gathered.addresses].sort((a, b) => a - b)
  const { program, complexity } = emit(script, lines, vocabulary, memory)
  return {
    program,
    diagnostics,
    estimate: estimate(script, vocabulary.standing !== undefined),
    complexity,
    checksum: program.checksum,
  }
}

function refused(diagnostics: Diagnostic[]): Compilation {
  return {
    program: null,
    diagnostics,
    estimate: { min: 0, expected: 0, max: 0 },
    complexity: { instructions: 0, depth: 0, branches: 0, loops: 0, macros: 0 },
    checksum: '',
  }
}

/**
 * @param fileName what the message calls the script
 * @throws PtpError `bad-script`, with all diagnostics in its details
 */
export function requireProgram(source: string, fileName: string, vocabulary: Vocabulary): Program {
  const { program, diagnostics } = compile(source, vocabulary)
  if (program === null) throw badScript(fileName, diagnostics)
  return program
}

export function badScript(fileName: string, diagnostics: readonly Diagnostic[]): PtpError {
  const errors = diagnostics.filter((each) => each.severity === 'error')
  const [first] = errors
  const where = first === undefined ? fileName : `${fileName}:${first.line}:${first.column}`
  const hint = first?.suggestion ? `Did you mean ${first.suggestion}?` : first?.expected ? `Expected: ${first.expected}.` : 'Mend the script and run it again.'
  const more = errors.length > 1 ? ` There are ${errors.length} errors in all.` : ''
  return new PtpError('bad-script', `${where}: ${first?.message ?? 'the script does not compile'}`, { hint: hint + more, details: { diagnostics } })
}

import type { z } from 'zod'
import type { Diagnostic } from '../../src-preload/contract/index.ts'
import { checkProfile, type Mistake } from './checks.ts'
import { JsonMistake, nodeAt, parseJsonTree, plainValue, type JsonNode, type Span } from './jsonTree.ts'
import { profileSchema, variableSchemas, type ProfileFile } from './schema.ts'

/** Profiles larger than this are none. */
const MAX_TEXT = 4 * 1024 * 1024

/** What is to be said of a profile, and the profile itself when it has no error. */
export interface LintResult {
  diagnostics: Diagnostic[]
  file: ProfileFile | null
}

/** Checks the text of a profile: form, types, references, addresses, overlaps. */
export function lintText(text: string): LintResult {
  const lines = new LineTable(text)
  if (text.length > MAX_TEXT) {
    return { diagnostics: [lines.diagnostic({ from: 0, to: 1 }, 'error', `the file has ${text.length} characters, a profile at most ${MAX_TEXT}`)], file: null }
  }
  let root: JsonNode
  try {
    root = parseJsonTree(text)
  } catch (error) {
    if (!(error instanceof JsonMistake)) throw error
    return { diagnostics: [{ ...lines.diagnostic(error.span, 'error', error.message), expected: error.expected }], file: null }
  }
  const diagnostics = duplicateNames(root).map(({ span, key }) => lines.diagnostic(span, 'error', `the name "${key}" stands here twice`))
  const parsed = profileSchema.safeParse(plainValue(root))
  if (!parsed.success) {
    // The form of a variable hangs on its type, so each bad one is looked at by itself.
    const bad = new Set(parsed.error.issues.filter(isOfVariable).map(({ path }) => path[1] ?? ''))
    for (const name of bad) diagnostics.push(...variableDiagnostics(['variables', name], root, lines))
    for (const issue of parsed.error.issues) if (!isOfVariable(issue)) diagnostics.push(...issueDiagnostics(issue, [], root, lines))
    return { diagnostics: inOrder(diagnostics), file: null }
  }
  for (const mistake of checkProfile(parsed.data)) {
    diagnostics.push(mistakeDiagnostic(mistake, root, lines))
  }
  const failed = diagnostics.some(({ severity }) => severity === 'error')
  return { diagnostics: inOrder(diagnostics), file: failed ? null : parsed.data }
}

function mistakeDiagnostic(mistake: Mistake, root: JsonNode, lines: LineTable): Diagnostic {
  const { path, severity, message, expected, suggestion } = mistake
  const span = mistake.atName === true ? nameSpan(root, path) : nodeAt(root, path)
  return {
    ...lines.diagnostic(span, severity, message),
    ...(expected === undefined ? {} : { expected }),
    ...(suggestion === undefined ? {} : { suggestion: JSON.stringify(suggestion) }),
  }
}

/** @returns the place of the name of an entry */
function nameSpan(root: JsonNode, path: readonly PropertyKey[]): Span {
  const parent = nodeAt(root, path.slice(0, -1))
  const key = String(path.at(-1))
  const entry = parent.kind === 'object' ? parent.entries.findLast((one) => one.key === key) : undefined
  return entry?.keySpan ?? nodeAt(root, path)
}

type Issue = z.core.$ZodIssue

function isOfVariable({ code, path }: Issue): boolean {
  return path.length >= 2 && path[0] === 'variables' && code !== 'invalid_key'
}

function issueDiagnostics(issue: Issue, above: readonly PropertyKey[], root: JsonNode, lines: LineTable): Diagnostic[] {
  const path = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => lines.diagnostic(nameSpan(root, [...path, key]), 'error', `"${key}" means nothing in ${placeName(path)}`))
  }
  if (issue.code === 'invalid_union') {
    // The branch that came furthest is the one that was meant.
    const branch = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0] ?? []
    const deepest = branch.filter(({ path: inner }) => inner.length > 0)
    if (deepest.length > 0) return deepest.flatMap((inner) => issueDiagnostics(inner, path, root, lines))
    return [lines.diagnostic(nodeAt(root, path), 'error', `${placeName(path)} has not the right form`)]
  }
  if (issue.code === 'invalid_key') {
    return [lines.diagnostic(nameSpan(root, path), 'error', `"${String(path.at(-1))}" is no good name in ${placeName(path.slice(0, -1))}`)]
  }
  if (issue.code === 'invalid_format' && path[0] === 'variables' && path.at(-1) === 'type') {
    return [lines.diagnostic(nodeAt(root, path), 'error', 'no such type of a field')]
  }
  return [lines.diagnostic(nodeAt(root, path), 'error', `${placeName(path)}: ${issue.message}`)]
}

function depth(issues: readonly Issue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length))
}

function variableDiagnostics(path: readonly PropertyKey[], root: JsonNode, lines: LineTable): Diagnostic[] {
  const node = nodeAt(root, path)
  const value = plainValue(node)
  const type = nodeAt(root, [...path, 'type'])
  if (node.kind !== 'object' || type === node || type.kind !== 'value' || typeof type.value !== 'string') {
    return [{ ...lines.diagnostic(node, 'error', `the variable "${String(path[1])}" has no type`), expected: TYPES }]
  }
  const name = type.value
  const schema = isSchemaName(name) ? variableSchemas[name] : /^[|<>]/.test(name) ? variableSchemas.number : null
  if (schema === null || (schema === variableSchemas.number && !/^[|<>][uid][1-8]$/.test(name))) {
    return [{ ...lines.diagnostic(type, 'error', `"${name}" is no type`), expected: TYPES }]
  }
  const result = schema.safeParse(value)
  return result.success ? [] : result.error.issues.flatMap((issue) => issueDiagnostics(issue, path, root, lines))
}

const TYPES = 'a number such as "|u1", "<u2", ">u3", ">d3", or bit, flags, popcount, text, pairs, structs, rules'

function isSchemaName(name: string): name is Exclude<keyof typeof variableSchemas, 'number'> {
  return name !== 'number' && Object.hasOwn(variableSchemas, name)
}

function placeName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the profile'
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${String(step)}`)).join('')
}

function duplicateNames(node: JsonNode): { span: Span; key: string }[] {
  if (node.kind === 'array') return node.items.flatMap(duplicateNames)
  if (node.kind === 'value') return []
  const seen = new Set<string>()
  return node.entries.flatMap(({ key, keySpan, value }) => {
    const own = seen.has(key) ? [{ span: keySpan, key }] : []
    seen.add(key)
    return [...own, ...duplicateNames(value)]
  })
}

function inOrder(diagnostics: Diagnostic[]): Diagnostic[] {
  return diagnostics.toSorted((a, b) => a.from - b.from)
}

/** Lines and columns of offsets. */
class LineTable {
  readonly #starts: number[] = [0]

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1)
  }

  diagnostic({ from, to }: Span, severity: Diagnostic['severity'], message: string): Diagnostic {
    let line = this.#starts.findLastIndex((start) => start <= from)
    if (line < 0) line = 0
    return { from, to, line: line + 1, column: from - (this.#starts[line] ?? 0) + 1, severity, message }
  }
}

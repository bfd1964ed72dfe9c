import type { TreeCursor } from '@lezer/common'
import type { ButtonTiming, NameDoc, Vocabulary } from '../../src-preload/contract/index.ts'
import type { Report, Span } from './report.ts'
import type { Gathered } from './syntax.ts'

/** The names of a game, found without regard to case and underscores. */
export class Names {
  readonly paths: readonly string[]
  readonly #byPath = new Map<string, NameDoc>()

  constructor(docs: readonly NameDoc[]) {
    this.paths = docs.map((doc) => doc.path)
    for (const doc of docs) this.#byPath.set(plain(doc.path), doc)
    for (const doc of docs) this.#byPath.set(doc.path, doc)
  }

  get(path: string): NameDoc | undefined {
    return this.#byPath.get(path) ?? this.#byPath.get(plain(path))
  }
}

/** `max_hp`, `maxHp` and `MAXHP` are one name. */
function plain(path: string): string {
  return path.toLowerCase().replaceAll('_', '')
}

const known = new WeakMap<readonly NameDoc[], Names>()

/** @returns the names of a vocabulary, indexed once */
export function namesOf(vocabulary: Vocabulary): Names {
  let names = known.get(vocabulary.names)
  if (names === undefined) known.set(vocabulary.names, (names = new Names(vocabulary.names)))
  return names
}

/** How deep expressions and blocks may be nested. */
export const MAX_NESTING = 64

/** What reading a tree needs at hand. The cursor always stands on the node being read. */
export interface Reader {
  readonly source: string
  readonly cursor: TreeCursor
  readonly report: Report
  readonly names: Names
  /** in force where the reader stands: a SET counts to the end of its block */
  timing: ButtonTiming
  /** parameters of the macro being read, in lower case */
  parameters: readonly string[]
  depth: number
  readonly gathered: Gathered
  /** the macro being read, in lower case; '' outside of all */
  macro: string
}

export function spanOf(reader: Reader): Span {
  return { from: reader.cursor.from, to: reader.cursor.to }
}

export function textOf(reader: Reader): string {
  return reader.source.slice(reader.cursor.from, reader.cursor.to)
}

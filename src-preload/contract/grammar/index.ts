import type { LRParser } from '@lezer/lr'
import { parser as built } from './ptp.grammar'

/** The parser of the script language: one grammar for the compiler and the editor. */
export const parser: LRParser = built

/** The ids of the tree's nodes, by name. */
export * as nodes from './nodes.ts'
export { RESERVED } from './words.ts'
export { KEYWORDS, SETTINGS } from './keywords.ts'
export type { KeywordDoc } from './keywords.ts'

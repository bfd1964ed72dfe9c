import type { LRParser } from '@lezer/lr'

/** The parser that the build makes of ptp.grammar. */
export const parser: LRParser

/** A place in a script: offsets in UTF-16 units, line and column from 1. */
export interface SourceSpan {
  from: number
  to: number
  line: number
  column: number
}

/** One thing the compiler has to say. */
export interface Diagnostic extends SourceSpan {
  severity: 'error' | 'warning'
  message: string
  /** what was expected there, in words */
  expected?: string
  /** a replacement for from..to that would mend it */
  suggestion?: string
}

/** Frames a script takes. `max` is null when nothing bounds it. */
export interface Estimate {
  min: number
  expected: number
  max: number | null
}

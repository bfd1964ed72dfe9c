import type { Diagnostic, SourceSpan } from '../../src-preload/contract/index.ts'

/** A stretch of the source: offsets in UTF-16 units. */
export interface Span {
  from: number
  to: number
}

/** What a diagnostic may say beside its message. */
export interface Advice {
  expected?: string
  /** a replacement for the span that would mend it */
  suggestion?: string
}

/** Where the lines of a source start. */
export class Lines {
  readonly #starts: number[] = [0]
  #last = 0

  constructor(source: string) {
    if (source.includes('\r')) {
      // A lone \r ends a line for the grammar, so it must for the line numbers too.
      for (const end of source.matchAll(/\r\n|\r|\n/g)) this.#starts.push(end.index + end[0].length)
    } else {
      for (let end = source.indexOf('\n'); end >= 0; end = source.indexOf('\n', end + 1)) this.#starts.push(end + 1)
    }
  }

  /** @returns the line of an offset, from 1 */
  lineOf(offset: number): number {
    const starts = this.#starts
    // Asked mostly in order of the source: the answer is the last one or the next.
    let line = this.#last
    if ((starts[line] ?? 0) > offset) line = 0
    if (offset >= (starts[line + 8] ?? Infinity)) {
      let high = starts.length - 1
      while (line < high) {
        const middle = (line + high + 1) >> 1
        if ((starts[middle] ?? 0) <= offset) line = middle
        else high = middle - 1
      }
    }
    while (offset >= (starts[line + 1] ?? Infinity)) line++
    this.#last = line
    return line + 1
  }

  /** @returns the offsets with the line and column where they begin, from 1 */
  place(from: number, to: number): SourceSpan {
    const line = this.lineOf(from)
    return { from, to, line, column: from - (this.#starts[line - 1] ?? 0) + 1 }
  }
}

/** Gathers what the compiler has to say about one source. */
export class Report {
  readonly diagnostics: Diagnostic[] = []
  readonly lines: Lines
  #errors = 0

  constructor(lines: Lines) {
    this.lines = lines
  }

  get errors(): number {
    return this.#errors
  }

  error(span: Span, message: string, advice: Advice = {}): null {
    this.#errors++
    this.#add('error', span, message, advice)
    return null
  }

  warn(span: Span, message: string, advice: Advice = {}): void {
    this.#add('warning', span, message, advice)
  }

  #add(severity: Diagnostic['severity'], span: Span, message: string, advice: Advice): void {
    this.diagnostics.push({ severity, message, ...advice, ...this.lines.place(span.from, span.to) })
  }
}

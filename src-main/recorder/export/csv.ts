import type { Cell } from '../database.ts'

const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/
/** A spreadsheet takes a cell that begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/

/** Cells beside each other that many rows have in common: they are turned into text once. */
export class SharedCells {
  readonly cells: readonly RowPart[]
  /** what an encoder made of them; a row goes through one encoder only */
  text: string | null = null
  /** columns they take */
  readonly width: number

  constructor(cells: readonly RowPart[]) {
    this.cells = cells
    this.width = cells.reduce<number>((sum, cell) => sum + (cell instanceof SharedCells ? cell.width : 1), 0)
  }
}

export type RowPart = Cell | SharedCells

/** Turns rows into lines of a file. */
export interface RowEncoder {
  /** the file's name ends so, without a dot */
  extension: 'csv' | 'jsonl'
  header(columns: readonly string[]): string
  row(parts: readonly RowPart[]): string
}

/**
 * CSV by RFC 4180: commas, CRLF after every line, quotes where they are needed and doubled inside.
 * NULL is an empty cell, an empty text is `""`. A library's stringifier makes a third of the rows a second.
 * @param isSpreadsheetSafe puts a `'` before texts that a spreadsheet would run as a formula
 */
export function csvEncoder(isSpreadsheetSafe: boolean): RowEncoder {
  const encode = (part: RowPart | undefined): string => {
    if (typeof part === 'number') return String(part)
    if (part === null || part === undefined) return ''
    if (typeof part === 'string') return encodeText(isSpreadsheetSafe && FORMULA.test(part) ? `'${part}` : part)
    if (part instanceof SharedCells) return (part.text ??= join(part.cells))
    return encodeText(Buffer.from(part).toString('base64'))
  }
  const join = (parts: readonly RowPart[]): string => {
    let line = ''
    let isFirst = true
    for (const part of parts) {
      if (part instanceof SharedCells && part.width === 0) continue
      line += isFirst ? encode(part) : `,${encode(part)}`
      isFirst = false
    }
    return line
  }
  const row = (parts: readonly RowPart[]): string => `${join(parts)}\r\n`
  return { extension: 'csv', header: row, row }
}

/** One JSON object a line, NULLs left out. */
export function jsonEncoder(): RowEncoder {
  let keys: string[] = []
  const members = (parts: readonly RowPart[], from: number): string => {
    let text = ''
    let at = from
    for (const part of parts) {
      if (part instanceof SharedCells) {
        part.text ??= members(part.cells, at)
        text += part.text
        at += part.width
      } else {
        if (part !== null) text += `,${keys[at] ?? '""'}:${JSON.stringify(part)}`
        at += 1
      }
    }
    return text
  }
  return {
    extension: 'jsonl',
    header: (columns) => {
      keys = columns.map((column) => JSON.stringify(column))
      return ''
    },
    row: (parts) => `{${members(parts, 0).slice(1)}}\n`,
  }
}

function encodeText(text: string): string {
  if (text === '') return '""'
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

import type { Readable } from 'node:stream'

/** A longer line is cut there: a program may write without ever ending one. */
const LONGEST = 16_384

/** Hears a stream line by line, without its line ends. */
export function onLines(stream: Readable, hear: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = (lines.pop() ?? '').slice(0, LONGEST)
    for (const line of lines) hear(line.replace(/\r$/, '').slice(0, LONGEST))
  })
  stream.on('end', () => {
    if (rest !== '') hear(rest)
    rest = ''
  })
}

/** @returns what one line of JSON says, null when it is none */
export function jsonLine(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

import { asPtpError, serializeError, type PtpError } from '../../src-preload/contract/index.ts'

/** How a command talks: to people on a terminal, or as one JSON object to programs. */
export interface Output {
  json: boolean
}

/** Prints the result: the object itself with --json, else the lines. */
export function print(output: Output, value: unknown, lines: readonly string[]): void {
  process.stdout.write(output.json ? `${JSON.stringify(value, null, 2)}\n` : lines.map((line) => `${line}\n`).join(''))
}

/** Says what failed and what to do, in one line each, and sets the exit code. */
export function report(error: unknown, json: boolean): void {
  const known = asPtpError(error)
  process.exitCode = exitCodeOf(known)
  if (json) {
    process.stdout.write(`${JSON.stringify({ error: serializeError(known) }, null, 2)}\n`)
    return
  }
  process.stderr.write(`ptp: ${known.message}\n`)
  if (known.hint) process.stderr.write(`     ${known.hint}\n`)
  if (known.code === 'internal' && process.env['PTP_DEBUG'] && known.cause instanceof Error) process.stderr.write(`${known.cause.stack ?? ''}\n`)
}

/** 2: what was given is wrong; 3: a check failed; 1: anything else. */
function exitCodeOf(error: PtpError): number {
  const byInput = ['bad-input', 'not-found', 'bad-rom', 'bad-profile', 'bad-script', 'bad-snapshot', 'foreign-snapshot', 'bad-run', 'newer-format']
  if (byInput.includes(error.code)) return 2
  return error.code === 'diverged' || error.code === 'script-failed' ? 3 : 1
}

/** @returns columns padded to line up, two blanks apart; numbers to the right */
export function table(header: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string[] {
  const cells = [header, ...rows].map((row) => row.map((cell) => (cell === null ? '–' : String(cell))))
  const isNumber = header.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'))
  const widths = header.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)))
  return cells.map((row) =>
    row
      .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

/** @returns e.g. `0:41:12` of game time */
export function gameTime(frames: number, framesPerSecond: number): string {
  const seconds = Math.floor(frames / framesPerSecond)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

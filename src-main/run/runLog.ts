import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import path from 'node:path'
import type { Place, RunMessage } from '../../src-preload/contract/index.ts'

/** What is read of a log at most: its end. */
const MAX_BYTES = 2_000_000
/**
 * Lines of other levels than info say which; older logs do not say the branch; a line that does not begin so goes on with the text
 * before it.
 */
const HEAD = /^(\d{4}-\d\d-\d\dT\S+Z)(?: branch (\d+))? tick (\d+)(?: (warning|error))?: (.*)$/

/** A message, and when it was said. */
export interface LoggedMessage extends RunMessage {
  /** ISO 8601, UTC */
  at: string
}

/** @returns a message as a run's log holds it */
export function logLine({ branch, tick }: Pick<Place, 'branch' | 'tick'>, text: string, level: RunMessage['level']): string {
  return `${new Date().toISOString()} branch ${branch} tick ${tick}${level === 'info' ? '' : ` ${level}`}: ${text}\n`
}

/**
 * What a run's log says, oldest first. Reads at once, so that nothing can be said meanwhile.
 * @param dir of the run
 * @returns the messages, and whether the log holds earlier ones as well
 */
export function readMessages(dir: string): { messages: LoggedMessage[]; isCut: boolean } {
  const { text, isCut } = tailOf(path.join(dir, 'logs', 'run.log'))
  const messages: LoggedMessage[] = []
  for (const line of text.split('\n')) {
    const [, at = '', branch, tick, level = 'info', said = ''] = HEAD.exec(line) ?? []
    const last = messages.at(-1)
    if (tick !== undefined) {
      messages.push({ at, ...(branch === undefined ? {} : { branch: Number(branch) }), tick: Number(tick), level: level === 'warning' || level === 'error' ? level : 'info', text: said })
    } else if (last) last.text += `\n${line}`
  }
  return { messages, isCut }
}

function tailOf(file: string): { text: string; isCut: boolean } {
  let fd: number
  try {
    fd = openSync(file, 'r')
  } catch (error) {
    // A run that never said anything has no log.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { text: '', isCut: false }
    throw error
  }
  try {
    const { size } = fstatSync(fd)
    const start = Math.max(0, size - MAX_BYTES)
    const buffer = Buffer.alloc(size - start)
    const read = buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, start))
    // The first line may be cut in two, and one that was cut off by a crash has no end.
    const text = read.toString('utf8', start === 0 ? 0 : read.indexOf(10) + 1)
    return { text: text.endsWith('\n') ? text.slice(0, -1) : text, isCut: start > 0 }
  } finally {
    closeSync(fd)
  }
}

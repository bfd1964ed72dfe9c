import { appendFileSync } from 'node:fs'
import path from 'node:path'
import { PtpError, withoutPassword } from '../../src-preload/contract/index.ts'

export type LogLevel = 'debug' | 'info' | 'warning' | 'error'

export interface LogWish {
  /** also what only explains */
  verbose: boolean
  /** errors only */
  quiet: boolean
  /** the result goes to a program: nothing but errors beside it */
  json: boolean
  /** where everything is written too, whatever is shown */
  file: string | null
}

/** What a command says beside its result: on stderr as far as it is wanted, and in the log file in full. */
export class Log {
  readonly #wish: LogWish

  /** @throws PtpError `storage` when the log file cannot be written */
  constructor(wish: LogWish) {
    this.#wish = { ...wish, file: wish.file === null ? null : path.resolve(wish.file) }
    this.#write('debug', `ptp ${saidWords(process.argv.slice(2)).join(' ')}`)
  }

  debug(text: string): void {
    this.#say('debug', text, this.#wish.verbose && !this.#wish.json)
  }

  info(text: string): void {
    this.#say('info', text, !this.#wish.quiet && !this.#wish.json)
  }

  /** @param prefix false where the text says by itself that it is one */
  warning(text: string, prefix = true): void {
    this.#say('warning', text, !this.#wish.quiet, prefix ? 'ptp: ' : '')
  }

  error(text: string): void {
    this.#write('error', text)
  }

  #say(level: LogLevel, text: string, isShown: boolean, prefix = ''): void {
    if (isShown) process.stderr.write(`${prefix}${text}\n`)
    this.#write(level, text)
  }

  #write(level: LogLevel, text: string): void {
    const { file } = this.#wish
    if (file === null) return
    try {
      appendFileSync(file, `${new Date().toISOString()} ${level.padEnd(7)} ${text}\n`)
    } catch (cause) {
      throw new PtpError('storage', `the log file ${file} cannot be written`, { hint: 'give --log-file a place you may write to', cause })
    }
  }
}

/** @returns the words of a command line, without the passwords of addresses among them */
export function saidWords(words: readonly string[]): string[] {
  return words.map((word, i) => {
    const address = /^(--[^=]*=)?(.*)$/s.exec(word) ?? []
    const isSecret = /central[-._]db$/.test(words[i - 1] ?? '') || /^--central-db=/.test(word)
    return isSecret || word.includes('://') ? `${address[1] ?? ''}${withoutPassword(address[2] ?? '')}` : word
  })
}

let current = new Log({ verbose: false, quiet: false, json: false, file: null })

/** The log of this process. */
export function log(): Log {
  return current
}

export function useLog(wish: LogWish): void {
  current = new Log(wish)
}

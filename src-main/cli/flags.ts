import { InvalidArgumentError, Option, type Command } from 'commander'
import { SETTING_SECTIONS } from '../../src-preload/contract/index.ts'
import { VERSION } from '../version.ts'
import { addSettings } from './settingFlags.ts'

/** What every command knows. */
export interface GlobalOptions {
  json: boolean
  home?: string
  quiet: boolean
  verbose?: boolean
  logFile?: string
}

const OUTPUT_FLAGS = ['verbose', 'quiet', 'log-file']

const SYSTEM = `${SETTING_SECTIONS.system.title}:`

/** Gives a command the flags that all have. */
export function shared(command: Command): Command {
  return addSettings(command, ['system'], ({ flag }) => OUTPUT_FLAGS.includes(flag))
    .addOption(new Option('--json', 'print one JSON object').helpGroup(SYSTEM))
    .addOption(new Option('--home <dir>', 'where runs are kept; default: $PTP_HOME or the platform’s data directory').helpGroup(SYSTEM))
    .addHelpOption(new Option('-h, --help', 'show this help').helpGroup(SYSTEM))
    .configureOutput({ writeErr: () => undefined })
    .exitOverride()
}

/** Gives a command the flag that prints the version. */
export function versioned(command: Command): Command {
  command.version(VERSION, '-V, --version', 'show the version')
  command.options.at(-1)?.helpGroup(SYSTEM)
  return command
}

/** Loads a command's code only when it is run, so that the others start fast. */
export function lazily<A extends unknown[]>(load: () => Promise<(...args: A) => Promise<void>>): (...args: A) => Promise<void> {
  return async (...args) => (await load())(...args)
}

export function number(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) throw new InvalidArgumentError('Give a number, 0 or more.')
  return value
}

export function integer(text: string): number {
  const value = number(text)
  if (!Number.isInteger(value)) throw new InvalidArgumentError('Give a whole number, 0 or more.')
  return value
}

export function positive(text: string): number {
  const value = integer(text)
  if (value === 0) throw new InvalidArgumentError('Give a whole number, 1 or more.')
  return value
}

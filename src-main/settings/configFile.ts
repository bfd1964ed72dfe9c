import { readFileSync, statSync } from 'node:fs'
import { stringify } from 'yaml'
import { CONFIG_VERSION, PtpError, type Settings } from '../../src-preload/contract/index.ts'
import { parseConfig, type Config } from './configText.ts'
import { resolveSettings } from './resolve.ts'

const MAX_CONFIG_BYTES = 1 << 20

/**
 * Reads a configuration file.
 * @throws PtpError `not-found`; `bad-input` with file, line and column of every mistake; `newer-format`
 */
export function readConfigFile(file: string, others: readonly string[] = []): Config {
  const info = statSync(file, { throwIfNoEntry: false })
  if (!info?.isFile()) throw new PtpError('not-found', `no such config file: ${file}`, { hint: '`ptp config init FILE` writes one to start from' })
  if (info.size > MAX_CONFIG_BYTES) throw new PtpError('bad-input', `${file} has ${info.size} bytes, more than the ${MAX_CONFIG_BYTES} a config file may have`)
  return parseConfig(readFileSync(file, 'utf8'), file, others)
}

const texts = new WeakMap<Settings, string>()

/** @returns all settings as the text of a config file; made once, since the runs of an experiment share their settings */
export function configText(settings: Settings): string {
  let text = texts.get(settings)
  if (text === undefined) {
    text = stringify({ version: CONFIG_VERSION, ...settings })
    texts.set(settings, text)
  }
  return text
}

/** Reads the settings a run was started with, by this version or an earlier one. @throws PtpError as {@link readConfigFile} */
export function readRunConfig(file: string): Settings {
  return resolveSettings([{ source: 'run', values: readConfigFile(file, ['plan']).values }]).settings
}

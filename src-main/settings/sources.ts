import { existsSync } from 'node:fs'
import path from 'node:path'
import { PtpError, SETTING_FIELDS, editDistance, nearest } from '../../src-preload/contract/index.ts'
import { readConfigFile } from './configFile.ts'
import type { GivenValue } from './configText.ts'
import type { Layer } from './resolve.ts'
import { parseSettingText } from './values.ts'

/** Top-level keys an experiment's file has beside settings; they are read by who carries it out. */
export const EXPERIMENT_KEYS: readonly string[] = ['plan']

export interface SettingSources {
  /** where `config.yaml` of the user lies */
  home: string
  env: NodeJS.ProcessEnv
  /** by `section.key`, as read from the command line */
  flags: ReadonlyMap<string, GivenValue>
}

/**
 * Collects what every source says, the weakest first: the user's config.yaml, the config file, the experiment's config, the
 * environment, the flags.
 * @throws PtpError of the first source that cannot be read
 */
export function gatherLayers({ home, env, flags }: SettingSources): Layer[] {
  const layers: Layer[] = []
  const own = path.join(home, 'config.yaml')
  if (existsSync(own)) layers.push({ source: 'config file', values: layerFile(own) })
  const environment = readEnvironment(env)
  const given = (setting: string): string | null => {
    const from = [flags, environment, ...layers.map(({ values }) => values).reverse()].find((values) => values.has(setting))
    const value = from?.get(setting)?.value
    return typeof value === 'string' ? value : null
  }
  const file = given('system.config_file')
  if (file !== null) layers.push({ source: 'config file', values: layerFile(file) })
  const experiment = given('experiment.config')
  if (experiment !== null) layers.push({ source: 'experiment config', values: layerFile(experiment, EXPERIMENT_KEYS) })
  layers.push({ source: 'environment', values: environment }, { source: 'flag', values: flags })
  return layers
}

/** One file does not name the next: which ones are read is said in one place. */
function layerFile(file: string, others: readonly string[] = []): ReadonlyMap<string, GivenValue> {
  const { values } = readConfigFile(file, others)
  const next = values.get('system.config_file')
  if (next && next.value !== null) throw new PtpError('bad-input', `${next.at}: a config file cannot name another one`, { hint: 'give it with --config-file or PTP_CONFIG_FILE' })
  return values
}

/**
 * Reads the variables `PTP_` + flag.
 * @throws PtpError `bad-input` for a value that is none, and for a variable that looks like a misspelt setting
 */
export function readEnvironment(env: NodeJS.ProcessEnv): Map<string, GivenValue> {
  const byName = new Map(SETTING_FIELDS.map((field) => [field.env, field]))
  const values = new Map<string, GivenValue>()
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith('PTP_') || text === undefined || text === '') continue
    const field = byName.get(name)
    if (field) values.set(field.path, { value: parseSettingText(field, text, name), at: name })
    else refuseMisspelt(name, byName.keys())
  }
  return values
}

/** Other variables begin with PTP_ too, so only what is a slip or two away from a setting is refused. */
function refuseMisspelt(name: string, known: Iterable<string>): void {
  const near = nearest(name, known)
  if (near === null || near.length < 12 || editDistance(name, near) > 2) return
  throw new PtpError('bad-input', `unknown variable ${name}`, { hint: `did you mean ${near}?` })
}

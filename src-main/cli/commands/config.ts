import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { PtpError, SETTING_FIELDS, SETTING_SECTION_NAMES, SETTING_SECTIONS, withSettings, type SettingField, type Settings, type SettingsChanges } from '../../../src-preload/contract/index.ts'
import { readMetadata } from '../../recorder/index.ts'
import { readSettings } from '../../run/index.ts'
import { configTemplate, EXPERIMENT_KEYS, givenText, readConfigFile, type ConfigIssue, type Origin, type Resolved } from '../../settings/index.ts'
import { Workbench } from '../../workbench.ts'
import { print, table } from '../output.ts'
import { settingsFor } from '../settingFlags.ts'
import type { GlobalOptions } from '../flags.ts'
import { withLiveEngine } from './live/engine.ts'

/** Every setting with its value and where that comes from. */
export async function showConfig(flags: GlobalOptions & { run?: string; given?: boolean }): Promise<void> {
  const resolved = flags.run === undefined ? settingsFor(flags) : await ofRun(flags, flags.run)
  const rows = SETTING_FIELDS.map((field) => rowOf(field, resolved)).filter(({ source }) => flags.given !== true || source !== 'default')
  const sections = SETTING_SECTION_NAMES.flatMap((section) => {
    const own = rows.filter((row) => row.section === section)
    if (own.length === 0) return []
    return [SETTING_SECTIONS[section].title, ...aligned(own.map(({ key, value, source, at }) => [`  ${key}`, shown(value), at === null || at === source ? source : `${source} ${at}`])), '']
  })
  print(flags, { settings: rows }, sections.length === 0 ? ['every setting is at its default'] : sections.slice(0, -1))
}

/** What a run was started with; the rates of one that is live are as they are now. */
async function ofRun(flags: GlobalOptions, run: string): Promise<Resolved> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const dir = workbench.runDir(run)
  const { run_id } = readMetadata(dir)
  const started = readSettings(dir)
  const settings = workbench.isLive(dir) ? withSettings(started, await presentRates(flags, run_id)) : started
  const plain: Record<string, Record<string, unknown>> = settings
  const origins = SETTING_FIELDS.map(({ path: setting, section, key, default: value }) => {
    const isDefault = JSON.stringify(plain[section]?.[key]) === JSON.stringify(value)
    const isChanged = section === 'tick_rate' && JSON.stringify(plain[section]?.[key]) !== JSON.stringify((started.tick_rate as Record<string, unknown>)[key])
    const origin: Origin = isChanged ? { source: 'run', at: `${run_id}, changed since` } : isDefault ? { source: 'default', at: null } : { source: 'run', at: run_id }
    return [setting, origin] as const
  })
  return { settings, origins: new Map(origins) }
}

/** Nothing where no engine can be asked: then nobody has changed them either. */
async function presentRates(flags: GlobalOptions, run: string): Promise<SettingsChanges> {
  try {
    const { config } = await withLiveEngine(flags, run, (engine) => engine.get<{ config: Pick<Settings, 'tick_rate'> }>('/config'))
    return { tick_rate: config.tick_rate }
  } catch (error) {
    if (error instanceof PtpError && (error.code === 'busy' || error.code === 'not-found')) return {}
    throw error
  }
}

function rowOf({ path: setting, section, key, flag }: SettingField, { settings, origins }: Resolved) {
  const plain: Record<string, Record<string, unknown>> = settings
  const { source, at } = origins.get(setting) ?? { source: 'default' as const, at: null }
  return { section, key, flag: `--${flag}`, value: plain[section]?.[key] ?? null, source, at }
}

function shown(value: unknown): string {
  return value === null ? 'none' : Array.isArray(value) ? value.join(',') || 'none' : String(value)
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const [, ...lines] = table(['', '', ''], rows)
  return lines
}

/** Lists every mistake of a config file; exit code 3 when there is one. */
export async function validateConfig(file: string, flags: GlobalOptions): Promise<void> {
  const issues: ConfigIssue[] = []
  let settings = 0
  try {
    settings = readConfigFile(file, EXPERIMENT_KEYS).values.size
  } catch (error) {
    const found = error instanceof PtpError ? error.details?.['issues'] : undefined
    if (!Array.isArray(found)) throw error
    issues.push(...(found as ConfigIssue[]))
  }
  const ok = issues.length === 0
  const lines = ok ? [`${file}: ok, ${settings} settings`] : issues.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`)
  print(flags, { file, ok, settings, issues }, lines)
  if (!ok) process.exitCode = 3
}

/** Writes a config file in which every setting stands as a comment. */
export async function initConfig(file: string, flags: GlobalOptions & { force?: boolean }): Promise<void> {
  if (file === '-') {
    process.stdout.write(configTemplate())
    return
  }
  if (existsSync(file) && flags.force !== true) throw new PtpError('bad-input', `${file} is there already`, { hint: 'give another name, or --force' })
  await writeFileAtomic(path.resolve(file), configTemplate())
  print(flags, { file: path.resolve(file) }, [`wrote ${file}: take the # away before what you want to set`])
}

/** Rewrites what a file of an earlier version says in the present form. */
export async function migrateConfig(file: string, flags: GlobalOptions & { write?: boolean }): Promise<void> {
  const config = readConfigFile(file, EXPERIMENT_KEYS)
  const text = givenText(config)
  if (flags.write === true) {
    await writeFileAtomic(`${file}.bak`, readFileSync(file))
    await writeFileAtomic(path.resolve(file), text)
  }
  print(flags, { file, from: config.version, text }, flags.write === true ? [`${file}: brought up to date from version ${config.version}; the old text is in ${file}.bak`] : [text.trimEnd()])
}

import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { defaultSettings, PtpError, SETTING_FIELDS, SETTING_SECTION_NAMES, SETTING_SECTIONS, type SettingField, type Settings, type SettingValue } from '../../../src-preload/contract/index.ts'
import { readMetadata } from '../../recorder/index.ts'
import { readChanges, readSettings, readStartSettings } from '../../run/index.ts'
import { configTemplate, EXPERIMENT_KEYS, givenText, readConfigFile, settingsBetween, settingText, withGivenSettings, type ConfigIssue, type Origin, type Resolved } from '../../settings/index.ts'
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
    return [SETTING_SECTIONS[section].title, ...aligned(own.map(({ key, value, source, at }) => [`  ${key}`, settingText(value), at === null || at === source ? source : `${source} ${at}`])), '']
  })
  print(flags, { settings: rows }, sections.length === 0 ? ['every setting is at its default'] : sections.slice(0, -1))
}

/** The settings of a run as they are now, and which of them are others than it was started with. */
async function ofRun(flags: GlobalOptions, run: string): Promise<Resolved> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const dir = workbench.runDir(run)
  const { run_id } = readMetadata(dir)
  const started = readStartSettings(dir)
  const present = (workbench.isLive(dir) ? await livingSettings(flags, run_id) : null) ?? readSettings(dir)
  const changes = new Map(readChanges(dir).flatMap(({ by, tick, set }) => set.map(({ setting }) => [setting, `changed at tick ${tick} by ${by}`] as const)))
  const isOther = new Map(settingsBetween(started, present).map(({ setting, from }) => [setting, from]))
  const isGiven = new Set(settingsBetween(defaultSettings(), started).map(({ setting }) => setting))
  const origins = SETTING_FIELDS.map(({ path: setting }): readonly [string, Origin] => {
    if (isOther.has(setting)) {
      // Speed and the flags of a resumed run hold for a sitting, and are not kept.
      return [setting, { source: 'run', at: `${run_id}, ${changes.get(setting) ?? 'changed for this sitting'}; started with ${settingText(isOther.get(setting) ?? null)}` }]
    }
    return [setting, isGiven.has(setting) ? { source: 'run', at: run_id } : { source: 'default', at: null }]
  })
  return { settings: present, origins: new Map(origins) }
}

/** null where no engine can be asked: then they are as they are kept. */
async function livingSettings(flags: GlobalOptions, run: string): Promise<Settings | null> {
  try {
    const { config } = await withLiveEngine(flags, run, (engine) => engine.get<{ config: Record<string, unknown> }>('/config'))
    return withGivenSettings(defaultSettings(), Object.fromEntries(SETTING_SECTION_NAMES.map((section) => [section, (config[section] ?? {}) as Record<string, unknown>])))
  } catch (error) {
    if (error instanceof PtpError && (error.code === 'busy' || error.code === 'not-found')) return null
    throw error
  }
}

function rowOf({ path: setting, section, key, flag }: SettingField, { settings, origins }: Resolved) {
  const plain: Record<string, Record<string, unknown>> = settings
  const { source, at } = origins.get(setting) ?? { source: 'default' as const, at: null }
  return { section, key, flag: `--${flag}`, value: (plain[section]?.[key] ?? null) as SettingValue, source, at }
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

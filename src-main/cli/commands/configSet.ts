import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { PtpError, type SettingField, type Settings, type SettingsChange, type SettingValue, withoutPassword } from '../../../src-preload/contract/index.ts'
import { defaultHome } from '../../places.ts'
import { changedConfig, parseSettingText, settingNamed, settingText } from '../../settings/index.ts'
import { print } from '../output.ts'
import type { GlobalOptions } from '../flags.ts'
import { withLiveEngine } from './live/engine.ts'

interface Changed {
  run_id: string
  change: SettingsChange
  config: Settings
  tick_rate_target: number | null
}

interface Wanted {
  field: SettingField
  value: SettingValue
}

/** Changes settings: of a live run while it goes, in a config file, or in the user's own. All of them or none. */
export async function setConfig(words: readonly string[], flags: GlobalOptions & { run?: string; file?: string }): Promise<void> {
  const wanted = pairsOf(words).map(([name, text]): Wanted => {
    const field = settingNamed(name)
    return { field, value: parseSettingText(field, text, name) }
  })
  if (flags.run === undefined) {
    await setInFile(flags.file ?? path.join(flags.home ?? defaultHome(), 'config.yaml'), wanted, flags)
    return
  }
  if (flags.file !== undefined) throw new PtpError('bad-input', '--run changes a live run, and --file a config file: give one of them')
  const sections: Record<string, Record<string, SettingValue>> = {}
  for (const { field: { section, key }, value } of wanted) sections[section] = { ...sections[section], [key]: value }
  const changed = await withLiveEngine(flags, flags.run, (engine) => engine.patch<Changed>('/config', { ...sections, by: 'ptp config set' }))
  print(flags, changed, told(changed, wanted))
}

/**
 * Reads `limits.max_ticks=5000 screenshot.interval=50`, and `limits.max_ticks 5000` as well.
 * @throws PtpError `bad-input` for a setting without a value
 */
function pairsOf(words: readonly string[]): [name: string, text: string][] {
  const pairs: [string, string][] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const equals = word.indexOf('=')
    const text = equals < 0 ? words[++at] : word.slice(equals + 1)
    if (text === undefined) throw new PtpError('bad-input', `no value for ${word}`, { hint: `ptp config set ${word}=VALUE` })
    pairs.push([equals < 0 ? word : word.slice(0, equals), text])
  }
  return pairs
}

function told({ run_id, change, config, tick_rate_target: target }: Changed, wanted: readonly Wanted[]): string[] {
  const same = wanted.filter(({ field }) => !change.set.some(({ setting }) => setting === field.path))
  const lines = [
    ...change.set.map(({ setting, from, to }) => `${run_id}: ${setting} is ${settingText(to)} from tick ${change.tick} on (it was ${settingText(from)})`),
    ...same.map(({ field, value }) => `${run_id}: ${field.path} is ${settingText(value)} already`),
  ]
  if (!wanted.some(({ field }) => field.section === 'tick_rate')) return lines
  const { pace, speed } = config.tick_rate
  return [...lines, `${run_id}: ${target !== null ? `held to ${target} ticks/s now` : pace === 'speed' && speed > 0 ? `held to ${speed}× the console's speed` : 'as fast as possible'}`]
}

async function setInFile(file: string, wanted: readonly Wanted[], flags: GlobalOptions): Promise<void> {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const text = wanted.reduce((changed, { field, value }) => changedConfig(changed, file, field, value), before)
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true })
  await writeFileAtomic(path.resolve(file), text)
  const settings = wanted.map(({ field, value }) => ({ setting: field.path, value: field.secret && typeof value === 'string' ? withoutPassword(value) : value }))
  print(flags, { file: path.resolve(file), ...settings[0], settings }, settings.map(({ setting, value }) => `${file}: ${setting} is ${JSON.stringify(value)}`))
}

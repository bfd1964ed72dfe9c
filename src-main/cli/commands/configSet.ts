import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { PtpError, type Settings, type SettingValue } from '../../../src-preload/contract/index.ts'
import { defaultHome } from '../../places.ts'
import { changedConfig, parseSettingText, settingNamed } from '../../settings/index.ts'
import { print } from '../output.ts'
import type { GlobalOptions } from '../flags.ts'
import { withLiveEngine } from './live/engine.ts'

interface Changed {
  run_id: string
  tick_rate: Settings['tick_rate'] & { target: number | null }
}

/** Changes a setting: of a live run while it goes, in a config file, or in the user's own. */
export async function setConfig(name: string, text: string, flags: GlobalOptions & { run?: string; file?: string }): Promise<void> {
  const field = settingNamed(name)
  const value = parseSettingText(field, text, name)
  if (flags.run === undefined) {
    await setInFile(flags.file ?? path.join(flags.home ?? defaultHome(), 'config.yaml'), field, value, flags)
    return
  }
  if (flags.file !== undefined) throw new PtpError('bad-input', '--run changes a live run, and --file a config file: give one of them')
  if (field.section !== 'tick_rate') {
    throw new PtpError('bad-input', `${field.path} is decided when a run starts`, { hint: 'while it goes only the section tick_rate can be changed' })
  }
  const changed = await withLiveEngine(flags, flags.run, (engine) => engine.patch<Changed>('/config', { tick_rate: { [field.key]: value } }))
  const { target, pace, speed } = changed.tick_rate
  const now = target !== null ? `held to ${target} ticks/s now` : pace === 'speed' && speed > 0 ? `held to ${speed}× the console's speed` : 'as fast as possible'
  print(flags, changed, [`${changed.run_id}: ${field.path} is ${text}, ${now}`])
}

async function setInFile(file: string, field: ReturnType<typeof settingNamed>, value: SettingValue, flags: GlobalOptions): Promise<void> {
  const text = changedConfig(existsSync(file) ? readFileSync(file, 'utf8') : '', file, field, value)
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true })
  await writeFileAtomic(path.resolve(file), text)
  print(flags, { file: path.resolve(file), setting: field.path, value }, [`${file}: ${field.path} is ${JSON.stringify(value)}`])
}

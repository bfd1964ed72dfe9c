import { PtpError, settingField, SETTING_FIELDS, type Settings, type SettingValue, nearest } from '../../src-preload/contract/index.ts'
import type { GivenValue } from './configText.ts'
import { resolveSettings } from './resolve.ts'
import { problemOf } from './values.ts'

/**
 * Lays settings that came as data, section by section, over others.
 * @throws PtpError `bad-input` that names the setting: unknown, with the nearest name, or with what it would take
 */
export function withGivenSettings(base: Settings, given: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Settings {
  const values = new Map<string, GivenValue>()
  for (const [section, keys] of Object.entries(given)) {
    for (const [key, value] of Object.entries(keys)) values.set(`${section}.${key}`, checked(`${section}.${key}`, value))
  }
  return resolveSettings([{ source: 'flag', values }], base).settings
}

function checked(path: string, value: unknown): GivenValue {
  const field = settingField(path)
  if (!field) {
    const near = nearest(path, SETTING_FIELDS.map((each) => each.path))
    throw new PtpError('bad-input', `there is no setting ${path}`, near === null ? {} : { hint: `did you mean ${near}?` })
  }
  const problem = problemOf(field, value)
  if (problem !== null) throw new PtpError('bad-input', `${path}: ${problem}, got ${JSON.stringify(value)}`, { hint: field.help })
  return { value: value as SettingValue, at: path }
}

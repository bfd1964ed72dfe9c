import { PtpError, settingField, SETTING_FIELDS, type Settings, type SettingValue, nearest } from '../../src-preload/contract/index.ts'
import type { GivenValue } from './configText.ts'
import { resolveSettings } from './resolve.ts'
import { gotOf, problemOf } from './values.ts'

/**
 * Lays settings that came as data, section by section, over others.
 * @throws PtpError `bad-input` that names the setting: unknown, with the nearest name, or with what it would take
 */
export function withGivenSettings(base: Settings, given: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Settings {
  return resolveSettings([{ source: 'flag', values: givenValues(given) }], base).settings
}

/**
 * Reads settings that came as data.
 * @returns them by `section.key`
 * @throws PtpError as {@link withGivenSettings}
 */
export function givenValues(given: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Map<string, GivenValue> {
  const values = new Map<string, GivenValue>()
  for (const [section, keys] of Object.entries(given)) {
    for (const [key, value] of Object.entries(keys)) values.set(`${section}.${key}`, checked(`${section}.${key}`, value))
  }
  return values
}

function checked(path: string, value: unknown): GivenValue {
  const field = settingField(path)
  if (!field) {
    const near = nearest(path, SETTING_FIELDS.map((each) => each.path))
    throw new PtpError('bad-input', `there is no setting ${path}`, near === null ? {} : { hint: `did you mean ${near}?` })
  }
  const problem = problemOf(field, value)
  if (problem !== null) throw new PtpError('bad-input', `${path}: ${problem}, ${gotOf(field, value)}`, { hint: `--${field.flag}: ${field.help}` })
  return { value: value as SettingValue, at: path }
}

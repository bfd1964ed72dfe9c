import { isMap, isNode, parseDocument } from 'yaml'
import { CONFIG_VERSION, nearest, PtpError, SETTING_FIELDS, settingField, type SettingField, type SettingValue } from '../../src-preload/contract/index.ts'
import { parseConfig } from './configText.ts'

/**
 * @param name `section.key`, the flag with or without its dashes, or the flag in words parted by points: `tick_rate.base`
 * @throws PtpError `bad-input` with the nearest name
 */
export function settingNamed(name: string): SettingField {
  const flag = name.replace(/^--/, '').replaceAll(/[._]/g, '-')
  const field = settingField(name) ?? SETTING_FIELDS.find((each) => each.flag === flag)
  if (field) return field
  const near = nearest(name, SETTING_FIELDS.map(({ path }) => path)) ?? nearest(flag, SETTING_FIELDS.map((each) => each.flag))
  throw new PtpError('bad-input', `there is no setting ${name}`, { hint: near === null ? '`ptp config show` lists them all' : `did you mean ${near}?` })
}

/**
 * Sets a value in the text of a config file; everything else, comments too, stays as it is.
 * @param text of the file; empty: a new one
 * @throws PtpError `bad-input` when the file has mistakes already
 */
export function changedConfig(text: string, file: string, { section, key }: Pick<SettingField, 'section' | 'key'>, value: SettingValue): string {
  parseConfig(text, file)
  const document = parseDocument(text === '' ? `version: "${CONFIG_VERSION}"\n` : text)
  const before = document.get(section, true)
  if (isMap(before)) document.setIn([section, key], value)
  else {
    const made = document.createNode({ [key]: value })
    // A section in which everything is a comment keeps it.
    if (isNode(before)) made.comment = before.comment ?? before.commentBefore ?? null
    document.set(section, made)
  }
  const changed = document.toString()
  parseConfig(changed, file)
  return changed
}

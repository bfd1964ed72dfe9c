export { type SettingKind, type SettingValue } from './field.ts'
export { describedSettingSchema, SETTING_FIELDS, settingField, settingsDescriptionSchema, type DescribedSetting, type SettingField, type SettingsDescription } from './fields.ts'
export { givenSettingsSchema, runSettingsStateSchema, settingsChangeSchema, type RunSettingsState, type SettingsChange } from './change.ts'
export { describeSettings } from './describe.ts'
export {
  CONFIG_VERSION, defaultSettings, SETTING_SECTION_NAMES, SETTING_SECTIONS, settingsSchema, withSettings,
  type Settings, type SettingsChanges, type SettingSection,
} from './schema.ts'
export { LIMIT_ACTIONS, PACES, SNAPSHOT_EVENTS, type LimitAction, type SnapshotEvent } from './sections.ts'
export { LEFT_OUT, withoutPassword } from './secret.ts'

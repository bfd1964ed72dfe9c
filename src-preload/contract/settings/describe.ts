import { SETTING_FIELDS, type DescribedSetting, type SettingField, type SettingsDescription } from './fields.ts'
import { CONFIG_VERSION, SETTING_SECTION_NAMES, SETTING_SECTIONS } from './schema.ts'

/** @returns the settings as plain data, for forms and programs; secrets are nothing to type into a form of one run */
export function describeSettings(): SettingsDescription {
  return {
    version: CONFIG_VERSION,
    sections: SETTING_SECTION_NAMES.map((name) => ({ name, title: SETTING_SECTIONS[name].title, about: SETTING_SECTIONS[name].about })),
    fields: SETTING_FIELDS.filter(({ secret }) => secret !== true).map(described),
  }
}

function described(field: SettingField): DescribedSetting {
  const { section, key, env, kind, unit, help } = field
  return {
    section, key, env, kind, unit, help,
    flag: `--${field.flag}`,
    default: Array.isArray(field.default) ? [...field.default] : (field.default as Exclude<DescribedSetting['default'], string[]>),
    optional: field.schema.safeParse(null).success,
    min: field.min ?? null,
    max: field.max ?? null,
    choices: field.choices ? [...field.choices] : null,
    at_start: field.atStart ?? null,
  }
}

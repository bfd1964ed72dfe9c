import { stringify } from 'yaml'
import { CONFIG_VERSION, SETTING_FIELDS, SETTING_SECTION_NAMES, SETTING_SECTIONS, type SettingField } from '../../src-preload/contract/index.ts'
import type { Config } from './configText.ts'
import { expectation } from './values.ts'

/** @returns a config file in which every setting stands as a comment, with what it does and its default */
export function configTemplate(): string {
  const sections = SETTING_SECTION_NAMES.flatMap((section) => {
    const fields = SETTING_FIELDS.filter((field) => field.section === section && field.path !== 'system.config_file')
    return ['', `# ${SETTING_SECTIONS[section].about}`, `${section}:`, ...fields.flatMap(commented)]
  })
  return [`version: "${CONFIG_VERSION}"`, ...sections, ''].join('\n')
}

function commented(field: SettingField): string[] {
  const value = field.default === null ? '' : Array.isArray(field.default) ? '[]' : String(field.default)
  return [`  # ${field.help} (${expectation(field)}${field.unit === null ? '' : `, ${field.unit}`})`, `  # ${field.key}: ${value}`.trimEnd()]
}

/** @returns what a configuration says, as the text of a file of the present version */
export function givenText({ values, others }: Config): string {
  const sections: Record<string, Record<string, unknown>> = {}
  for (const { section, key, path } of SETTING_FIELDS) {
    const given = values.get(path)
    if (given) (sections[section] ??= {})[key] = given.value
  }
  return stringify({ version: CONFIG_VERSION, ...others, ...sections })
}

import { z } from 'zod'
import { SETTING_KINDS, settingMeta, type SettingMeta } from './field.ts'
import { SETTING_SECTION_NAMES, SETTING_SECTIONS, type SettingSection } from './schema.ts'

/** One setting: where it stands in a configuration, and everything told of it. */
export interface SettingField extends SettingMeta {
  section: SettingSection
  key: string
  /** `section.key` */
  path: string
  /** environment variable that sets it */
  env: string
  schema: z.ZodType
}

/** Every setting, in the order it is shown. */
export const SETTING_FIELDS: readonly SettingField[] = SETTING_SECTION_NAMES.flatMap((section) => fieldsOf(section))

const byPath = new Map(SETTING_FIELDS.map((field) => [field.path, field]))

/** @returns the setting at `section.key`, undefined where there is none */
export function settingField(path: string): SettingField | undefined {
  return byPath.get(path)
}

function fieldsOf(section: SettingSection): SettingField[] {
  return Object.entries(SETTING_SECTIONS[section].schema.shape).map(([key, schema]) => {
    const meta = settingMeta.get(schema)
    if (!meta) throw new TypeError(`nothing is told of the setting ${section}.${key}`)
    const atStart = meta.atStart ?? SETTING_SECTIONS[section].atStart
    return { ...meta, ...(atStart === null ? {} : { atStart }), section, key, path: `${section}.${key}`, env: `PTP_${meta.flag.toUpperCase().replaceAll('-', '_')}`, schema }
  })
}

export const settingValueSchema = z.union([z.number(), z.boolean(), z.string(), z.array(z.string()), z.null()])

/** What a form needs to show one setting. */
export const describedSettingSchema = z.object({
  section: z.string(),
  key: z.string(),
  flag: z.string(),
  env: z.string(),
  kind: z.enum(SETTING_KINDS),
  unit: z.string().nullable(),
  help: z.string(),
  default: settingValueSchema,
  /** whether null, "nothing said", is a value */
  optional: z.boolean(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  choices: z.array(z.string()).nullable(),
  /** why it is decided when a run starts; null: it can be changed while one goes */
  at_start: z.string().nullable(),
})
export type DescribedSetting = z.infer<typeof describedSettingSchema>

export const settingsDescriptionSchema = z.object({
  version: z.string(),
  sections: z.array(z.object({ name: z.string(), title: z.string(), about: z.string() })),
  fields: z.array(describedSettingSchema),
})
export type SettingsDescription = z.infer<typeof settingsDescriptionSchema>

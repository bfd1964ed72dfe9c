import type { DescribedSetting } from '../api/contract.ts'

/** Settings that are not as they come, section by section. */
export type SettingChanges = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** @returns the changes with one more; `undefined` takes the default again */
export function withSetting(changes: SettingChanges, section: string, key: string, value: unknown): SettingChanges {
  const { [key]: _, ...rest } = changes[section] ?? {}
  const next = value === undefined ? rest : { ...rest, [key]: value }
  const { [section]: __, ...others } = changes
  return Object.keys(next).length === 0 ? others : { ...others, [section]: next }
}

/** @returns how many settings are not as they come */
export function changeCount(changes: SettingChanges): number {
  return Object.values(changes).reduce((sum, section) => sum + Object.keys(section).length, 0)
}

export type ReadSetting = { value: unknown } | { problem: string }

/** Reads what a person typed for a number or a text; nothing typed leaves it as it is, "none" takes away what need not be there. */
export function readSetting(field: DescribedSetting, text: string): ReadSetting {
  const trimmed = text.trim()
  if (trimmed === '') return { value: undefined }
  if (field.default === null && trimmed.toLowerCase() === 'none') return { value: null }
  if (field.kind === 'str') return { value: trimmed }
  const value = Number(trimmed.replace(/[\s\u202f]/g, '').replace('−', '-'))
  if (!Number.isFinite(value)) return { problem: 'A number' }
  if (field.kind === 'int' && !Number.isInteger(value)) return { problem: 'A whole number' }
  if (field.min !== null && value < field.min) return { problem: `At least ${field.min}` }
  if (field.max !== null && value > field.max) return { problem: `At most ${field.max}` }
  return { value }
}

/** @returns a value as forms show it */
export function settingText(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(String).join(', ')
  return String(value)
}

/** @returns the changes as the engine takes them */
export function mutable(changes: SettingChanges): Record<string, Record<string, unknown>> {
  return Object.fromEntries(Object.entries(changes).map(([section, values]) => [section, { ...values }]))
}

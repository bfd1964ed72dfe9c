import { z } from 'zod'
import { withoutPassword } from './secret.ts'

/** What a value of a setting looks like, in the words that help and docs use. */
export const SETTING_KINDS = ['int', 'float', 'bool', 'enum', 'list', 'str'] as const
export type SettingKind = (typeof SETTING_KINDS)[number]
export type SettingValue = number | boolean | string | readonly string[] | null

/** What is told of one setting; flags, help, files, forms and docs are made from it. */
export interface SettingMeta {
  kind: SettingKind
  /** of the command line, without the dashes */
  flag: string
  /** one-letter form of the flag */
  short?: string
  /** what a number counts */
  unit: string | null
  /** one sentence, no full stop */
  help: string
  default: SettingValue
  /** default of the published flag table, where it is not ours */
  specDefault?: SettingValue
  min?: number
  max?: number
  choices?: readonly string[]
  /** Holds a password: settings keep it without, no message repeats it, and no form asks for it. */
  secret?: boolean
  /** why it is decided when a run starts; absent: it can be changed while one goes */
  atStart?: string
}

/** Everything told of the settings, by their schema. */
export const settingMeta = z.registry<SettingMeta>()

interface Told {
  short?: string
  unit?: string
  help: string
  specDefault?: SettingValue
  atStart?: string
}

interface Range {
  min: number
  max?: number
}

function keep<S extends z.ZodType>(schema: S, kind: SettingKind, flag: string, fallback: SettingValue, told: Told & Partial<Range> & { choices?: readonly string[]; secret?: boolean }): S {
  settingMeta.add(schema, { ...told, kind, flag, default: fallback, unit: told.unit ?? null })
  return schema
}

function ranged(number: z.ZodNumber, { min, max }: Range): z.ZodNumber {
  return max === undefined ? number.min(min) : number.min(min).max(max)
}

/** A whole number. */
export function int(flag: string, fallback: number, told: Told & Range) {
  return keep(ranged(z.number().int(), told).default(fallback), 'int', flag, fallback, told)
}

/** A whole number, or null where nothing is said. */
export function optionalInt(flag: string, told: Told & Range) {
  return keep(ranged(z.number().int(), told).nullable().default(null), 'int', flag, null, told)
}

/** A number with a fraction. */
export function float(flag: string, fallback: number, told: Told & Range) {
  return keep(ranged(z.number(), told).default(fallback), 'float', flag, fallback, told)
}

/** A number with a fraction, or null where nothing is said. */
export function optionalFloat(flag: string, told: Told & Range) {
  return keep(ranged(z.number(), told).nullable().default(null), 'float', flag, null, told)
}

export function bool(flag: string, fallback: boolean, told: Told) {
  return keep(z.boolean().default(fallback), 'bool', flag, fallback, told)
}

export function choice<const C extends readonly [string, ...string[]]>(flag: string, choices: C, fallback: C[number], told: Told) {
  const schema = z.enum(choices)
  return keep(schema.default(fallback as z.util.NoUndefined<z.output<typeof schema>>), 'enum', flag, fallback, { ...told, choices })
}

export function optionalChoice<const C extends readonly [string, ...string[]]>(flag: string, choices: C, told: Told) {
  return keep(z.enum(choices).nullable().default(null), 'enum', flag, null, { ...told, choices })
}

/** Several of a set of words; on the command line a comma list. */
export function list<const C extends readonly [string, ...string[]]>(flag: string, choices: C, told: Told) {
  return keep(z.array(z.enum(choices)).default([]), 'list', flag, [], { ...told, choices })
}

export function text(flag: string, fallback: string, told: Told) {
  return keep(z.string().min(1).max(500).default(fallback), 'str', flag, fallback, told)
}

/** A text, or null where nothing is said. */
export function optionalText(flag: string, told: Told) {
  return keep(z.string().min(1).max(500).nullable().default(null), 'str', flag, null, told)
}

/**
 * The address of something that may need a password, or null where nothing is said. Settings that were parsed hold it without the
 * password, since they are written beside every run; the layers they came from have all of it.
 */
export function optionalAddress(flag: string, told: Told) {
  const address = z.string().min(1).max(2000).overwrite(withoutPassword)
  return keep(address.nullable().default(null), 'str', flag, null, { ...told, secret: true })
}

import { PtpError, type SettingField, type SettingValue, nearest } from '../../src-preload/contract/index.ts'

const YES = ['true', 'yes', 'on', '1']
const NO = ['false', 'no', 'off', '0']

/**
 * Reads a value as it stands in a flag or an environment variable. `none` takes back an optional one.
 * @param name how the setting was given, for the message: `--max-ticks`
 * @throws PtpError `bad-input` that says what would be right
 */
export function parseSettingText(field: SettingField, text: string, name: string): SettingValue {
  const value = valueOf(field, text.trim())
  const problem = value === undefined ? null : problemOf(field, value)
  if (value === undefined || problem !== null) {
    throw new PtpError('bad-input', `${name}: ${problem ?? `expected ${expectation(field)}`}, ${gotOf(field, text)}`, { hint: hintOf(field, text) })
  }
  return value
}

/** @returns what was given, for a message; of a secret only that it was */
export function gotOf({ secret }: SettingField, value: unknown): string {
  return secret === true ? 'got something else' : `got ${JSON.stringify(value)}`
}

/** @returns what is wrong with a value that came out of a file, null when nothing is */
export function problemOf(field: SettingField, value: unknown): string | null {
  return field.schema.safeParse(value).success ? null : `expected ${expectation(field)}`
}

/** @returns what a setting takes, e.g. `a whole number from 0 to 100` */
export function expectation(field: SettingField): string {
  const { kind, min, max, choices = [] } = field
  switch (kind) {
    case 'bool':
      return 'true or false'
    case 'enum':
      return `one of ${choices.join(', ')}`
    case 'list':
      return `some of ${choices.join(', ')}`
    case 'str':
      return 'a text'
    case 'int':
    case 'float': {
      const range = `${min === undefined ? '' : ` from ${min}`}${max === undefined || max === Number.MAX_SAFE_INTEGER ? '' : ` to ${max}`}`
      return `${kind === 'int' ? 'a whole number' : 'a number'}${range}`
    }
  }
}

/** @returns a value in the words of the command line */
export function settingText(value: SettingValue): string {
  return value === null ? 'none' : Array.isArray(value) ? value.join(',') || 'none' : String(value)
}

/** @returns the value a text stands for, undefined when it stands for none */
function valueOf(field: SettingField, text: string): SettingValue | undefined {
  const lower = text.toLowerCase()
  if (lower === 'none' && field.default === null) return null
  switch (field.kind) {
    case 'bool':
      return YES.includes(lower) ? true : NO.includes(lower) ? false : undefined
    case 'int':
    case 'float': {
      const number = Number(text)
      return text === '' || !Number.isFinite(number) ? undefined : number
    }
    case 'enum':
      return lower
    case 'list':
      return listOf(text)
    case 'str':
      return text
  }
}

/** @returns the words of a comma list; `none` and nothing are the empty list */
export function listOf(text: string): string[] {
  const words = text.split(',').map((word) => word.trim()).filter((word) => word !== '')
  return words.length === 1 && words[0] === 'none' ? [] : words
}

function hintOf({ choices = [], help, flag }: SettingField, text: string): string {
  const wrong = listOf(text).find((word) => !choices.includes(word))
  const near = wrong === undefined ? null : nearest(wrong, choices)
  return near === null ? `--${flag}: ${help}` : `did you mean ${near}?`
}

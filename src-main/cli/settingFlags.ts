import { Option, type Command } from 'commander'
import { defaultSettings, SETTING_FIELDS, SETTING_SECTIONS, withSettings, type SettingField, type Settings, type SettingSection } from '../../src-preload/contract/index.ts'
import { gatherLayers, parseSettingText, readConfigFile, refuseClashes, resolveSettings, type GivenValue, type Layer, type Resolved } from '../settings/index.ts'
import { defaultHome } from '../places.ts'

/** Gives a command the flags of some sections, one group of the help for each. */
export function addSettings(command: Command, sections: readonly SettingSection[], wanted: (field: SettingField) => boolean = () => true): Command {
  for (const section of sections) {
    for (const field of SETTING_FIELDS.filter((each) => each.section === section && wanted(each))) addFlag(command, field)
  }
  return command
}

function addFlag(command: Command, field: SettingField): void {
  const group = `${SETTING_SECTIONS[field.section].title}:`
  const { short, flag } = field
  const names = short === undefined ? `--${flag}` : `-${short}, --${flag}`
  if (field.kind === 'bool') {
    command.addOption(new Option(names, described(field)).helpGroup(group))
    command.addOption(new Option(`--no-${flag}`).helpGroup(group).hideHelp())
    return
  }
  const option = new Option(`${names} <${placeholder(field)}>`, described(field)).helpGroup(group)
  command.addOption(option.argParser((text: string) => parseSettingText(field, text, `--${flag}`)))
}

/** @returns what stands for the value of a flag in help */
export function placeholder({ kind, unit, choices = [], flag }: SettingField): string {
  if (kind === 'enum') return choices.join('|')
  if (kind === 'list') return 'events'
  if (kind === 'str') return flag.endsWith('-db') ? 'url' : /file|config$/.test(flag) ? 'file' : flag === 'resume-from' ? 'dir' : 'name'
  return unit !== null && /^[a-z]+$/i.test(unit) ? unit : 'n'
}

function described(field: SettingField): string {
  const { help, unit, kind, choices = [] } = field
  const notes = [
    ...(kind === 'list' ? [`a comma list of ${choices.join(', ')}`] : []),
    ...(unit !== null && placeholder(field) !== unit ? [unit] : []),
    ...defaultNote(field),
  ]
  // Acronyms keep their capitals; in help the other flags begin small too.
  const text = help.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())
  return notes.length === 0 ? text : `${text} (${notes.join('; ')})`
}

function defaultNote({ kind, default: value }: SettingField): string[] {
  if (value === null || (Array.isArray(value) && value.length === 0)) return kind === 'list' ? ['default: none'] : []
  if (kind === 'bool') return value === true ? ['default: True'] : []
  return [`default: ${String(value)}`]
}

/**
 * Booleans may be written `--flag True` and `--flag False`. Rewrites these to `--flag` and `--no-flag`, so that a flag never
 * swallows the word after it.
 */
export function plainBooleans(argv: readonly string[]): string[] {
  const flags = new Set(SETTING_FIELDS.filter(({ kind }) => kind === 'bool').map(({ flag }) => `--${flag}`))
  const out: string[] = []
  let open: string | null = null
  let isLiteral = false
  for (const word of argv) {
    if (word === '--') isLiteral = true
    const [name = '', inline] = word.split('=', 2)
    const value = (inline ?? word).toLowerCase()
    const isBoolean = value === 'true' || value === 'false'
    if (!isLiteral && open !== null && isBoolean && inline === undefined) out[out.length - 1] = written(open, value)
    else if (!isLiteral && inline !== undefined && isBoolean && flags.has(name)) out.push(written(name, value))
    else out.push(word)
    open = flags.has(word) ? word : null
  }
  return out
}

function written(flag: string, value: string): string {
  return value === 'true' ? flag : flag.replace(/^--/, '--no-')
}

/**
 * @param options the flags of a command as commander gives them: by their name in camel case
 * @returns the settings among them, by `section.key`
 */
export function givenSettings(options: object): Map<string, GivenValue> {
  const flags = options as Readonly<Record<string, unknown>>
  const given = new Map<string, GivenValue>()
  for (const field of SETTING_FIELDS) {
    const value = flags[camelCase(field.flag)]
    if (value !== undefined) given.set(field.path, { value: value as GivenValue['value'], at: `--${field.flag}` })
  }
  return given
}

function camelCase(flag: string): string {
  return flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/**
 * The settings of a new run: defaults < config file < experiment config < environment < flags.
 * @throws PtpError for a source that cannot be read, and for settings that cannot be meant together
 */
export function settingsFor(flags: { home?: string }, base?: Settings): Resolved {
  const home = flags.home ?? defaultHome()
  return checked(resolveSettings(gatherLayers({ home, env: process.env, flags: givenSettings(flags) }), base))
}

/** The settings a recorded run goes on with: its own, and what is said now. */
export function settingsOver(flags: object, own: Settings): Resolved {
  const given = givenSettings(flags)
  const file = given.get('system.config_file')?.value
  const layers: Layer[] = typeof file === 'string' ? [{ source: 'config file', values: readConfigFile(file).values }] : []
  return checked(resolveSettings([...layers, { source: 'flag', values: given }], ofThisProcess(own)))
}

/** Memory and output are of the process that plays: what the one before had says nothing of this one. */
function ofThisProcess(own: Settings): Settings {
  const { experiment, system } = defaultSettings()
  const { verbose, quiet, log_file, config_file, central_db } = system
  return withSettings(own, { experiment: { parallel_memory_limit: experiment.parallel_memory_limit }, system: { verbose, quiet, log_file, config_file, central_db } })
}

function checked(resolved: Resolved): Resolved {
  refuseClashes(resolved)
  return resolved
}

import { isMap, isScalar, LineCounter, parseDocument, type Node, type Pair } from 'yaml'
import { CONFIG_VERSION, PtpError, SETTING_FIELDS, settingField, SETTING_SECTION_NAMES, type SettingField, type SettingSection, type SettingValue, nearest } from '../../src-preload/contract/index.ts'
import { flatPath, modernised } from './modernise.ts'
import { gotOf, listOf, problemOf } from './values.ts'

/** Something wrong in a configuration, and where. */
export interface ConfigIssue {
  line: number
  column: number
  message: string
}

export interface GivenValue {
  value: SettingValue
  /** where it was given: `ptp.yaml:3:5`, `--speed`, `PTP_SPEED` */
  at: string
}

/** What a configuration says. */
export interface Config {
  /** as the file states it */
  version: string
  /** by `section.key` */
  values: Map<string, GivenValue>
  /** sections that belong to somebody else, as plain data */
  others: Record<string, unknown>
}

/**
 * Reads a configuration.
 * @param others top-level keys that may be there beside the settings, such as the plan of an experiment
 * @throws PtpError `bad-input` with every mistake in its details; `newer-format`
 */
export function parseConfig(text: string, file: string, others: readonly string[] = []): Config {
  const reader = new ConfigReader(text, file, others)
  const config = reader.read()
  const [first] = reader.issues
  if (!first) return config
  const more = reader.issues.length > 1 ? ` (and ${reader.issues.length - 1} more)` : ''
  throw new PtpError('bad-input', `${file}:${first.line}:${first.column}: ${first.message}${more}`, {
    hint: `\`ptp config validate ${file}\` lists every mistake`,
    details: { file, issues: reader.issues },
  })
}

class ConfigReader {
  readonly issues: ConfigIssue[] = []
  readonly #file: string
  readonly #others: readonly string[]
  readonly #lines = new LineCounter()
  readonly #text: string
  readonly #config: Config = { version: CONFIG_VERSION, values: new Map(), others: {} }

  constructor(text: string, file: string, others: readonly string[]) {
    this.#text = text
    this.#file = file
    this.#others = others
  }

  read(): Config {
    const document = parseDocument(this.#text, { lineCounter: this.#lines, prettyErrors: false })
    for (const error of document.errors) this.#issue(error.pos[0], error.message)
    if (document.errors.length > 0) return this.#config
    const { contents } = document
    if (contents === null || (isScalar(contents) && contents.value === null)) return this.#config
    if (!isMap(contents)) {
      this.#issue(0, `expected sections (${SETTING_SECTION_NAMES.join(', ')}), found ${isScalar(contents) ? 'a single value' : 'a list'}`)
      return this.#config
    }
    this.#version(contents.items)
    for (const pair of contents.items) this.#top(pair)
    return this.#config
  }

  #version(pairs: readonly Pair[]): void {
    const pair = pairs.find(({ key }) => nameOf(key) === 'version')
    const stated = pair ? plain(pair.value) : null
    const isSectioned = pairs.some(({ key }) => isSection(nameOf(key)))
    const version = stated === null ? (isSectioned ? CONFIG_VERSION : '1.0') : typeof stated === 'number' ? stated.toFixed(1) : String(stated)
    if (!/^\d+\.\d+$/.test(version)) this.#issue(offsetOf(pair?.value), `version: expected one like "${CONFIG_VERSION}", got "${version}"`)
    else if (Number(version) > Number(CONFIG_VERSION)) {
      throw new PtpError('newer-format', `${this.#file} has version ${version}, and this workbench knows ${CONFIG_VERSION}`, {
        hint: 'use it with a later version of the workbench', details: { file: this.#file, found: version },
      })
    }
    this.#config.version = version
  }

  #top(pair: Pair): void {
    const name = nameOf(pair.key)
    if (name === 'version') return
    if (isSection(name)) this.#section(name, pair)
    else if (name === 'run' && isMap(pair.value)) this.#oldRun(pair)
    else if (this.#others.includes(name)) this.#config.others[name] = plain(pair.value)
    else if (Number(this.#config.version) < 3 && flatPath(name)) this.#setting(flatPath(name) ?? '', pair)
    else this.#unknown(name, [...SETTING_SECTION_NAMES, 'version', ...this.#others, ...SETTING_FIELDS.map(({ path }) => path)], pair)
  }

  #section(section: SettingSection, { key, value }: Pair): void {
    if (value === null || (isScalar(value) && value.value === null)) return
    if (!isMap(value)) {
      this.#issue(offsetOf(value) ?? offsetOf(key), `${section}: expected settings, one a line, indented under it`)
      return
    }
    for (const pair of value.items) {
      const path = `${section}.${nameOf(pair.key)}`
      if (settingField(path)) this.#setting(path, pair)
      else this.#unknown(path, knownUnder(section), pair)
    }
  }

  #setting(path: string, { key, value }: Pair): void {
    const field = settingField(path)
    if (!field) return
    const given = plain(value)
    const meant = field.kind === 'list' && typeof given === 'string' ? listOf(given) : given
    const problem = problemOf(field, meant)
    if (problem !== null) this.#issue(offsetOf(value) ?? offsetOf(key), `${path}: ${problem}, ${gotOf(field, given)}`)
    else this.#put(field, meant as SettingValue, offsetOf(key))
  }

  /** The layout of runs that were recorded before there were sections. */
  #oldRun({ key, value }: Pair): void {
    for (const [path, old] of modernised(plain(value))) {
      const field = settingField(path)
      const problem = field ? problemOf(field, old) : null
      if (problem !== null) this.#issue(offsetOf(key), `${path}: ${problem}, got ${JSON.stringify(old)}`)
      else if (field) this.#put(field, old, offsetOf(key))
    }
  }

  #put(field: SettingField, value: SettingValue, offset: number | undefined): void {
    const { line, col } = this.#lines.linePos(offset ?? 0)
    this.#config.values.set(field.path, { value, at: `${this.#file}:${line}:${col}` })
  }

  #unknown(name: string, known: readonly string[], { key }: Pair): void {
    const last = name.split('.').at(-1) ?? name
    const near = aliasPath(last) ?? nearest(name, known) ?? nearest(last, known)
    const meant = near === null ? null : (aliasPath(near) ?? near)
    this.#issue(offsetOf(key), `unknown key ${name}${meant === null ? '' : `, did you mean ${meant}?`}`)
  }

  #issue(offset: number | undefined, message: string): void {
    const { line, col } = this.#lines.linePos(offset ?? 0)
    this.issues.push({ line, column: col, message })
  }
}

/** Everything one could have meant under a section: its keys, its flags, and keys that stand elsewhere. */
function knownUnder(section: SettingSection): string[] {
  const own = SETTING_FIELDS.filter((field) => field.section === section)
  return [...own.flatMap(({ path, flag }) => [path, flag.replaceAll('-', '_')]), ...SETTING_FIELDS.flatMap(({ key, path }) => [key, path])]
}

/** @returns the path of a setting that is named by its flag or its key alone */
function aliasPath(name: string): string | null {
  return SETTING_FIELDS.find(({ flag, key }) => flag.replaceAll('-', '_') === name || key === name)?.path ?? null
}

function isSection(name: string): name is SettingSection {
  return (SETTING_SECTION_NAMES as string[]).includes(name)
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key)
}

function plain(node: unknown): unknown {
  return node === null || node === undefined ? null : (node as Node).toJSON()
}

function offsetOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0]
}

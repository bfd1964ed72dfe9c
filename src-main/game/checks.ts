import { nearest, type MemoryRange } from '../../src-preload/contract/index.ts'
import { Labels } from './labels.ts'
import { mergeRanges } from './layout.ts'
import { RESERVED_NAMES } from './model.ts'
import { parseNumberType } from './numbers.ts'
import { matchOf, whenOf, whensOf } from './rules.ts'
import { isNumber, type ProfileFile, type Variable, type When } from './schema.ts'
import { rangesOf } from './sources.ts'
import { BUILT_IN_ENCODINGS } from './text.ts'
import { tileRange } from './tiles.ts'

export interface Mistake {
  path: readonly (string | number)[]
  /** it is the name at the path that is wrong, not its value */
  atName?: boolean
  severity: 'error' | 'warning'
  message: string
  expected?: string
  suggestion?: string
}

type Path = readonly (string | number)[]

/** More observed bytes than this cost more than the emulation of a frame. */
const MANY_BYTES = 2048

/** Names that are read once and shown under another heading, so that a variable may have them. */
const STATE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  location: ['number', 'rules'],
  x: ['number'],
  y: ['number'],
  facing: ['number', 'rules'],
  money: ['number'],
  caught: ['number', 'popcount'],
  badges: ['flags'],
  party: ['structs'],
  inventory: ['pairs'],
}

/** @returns the mistakes of a profile whose form is right */
export function checkProfile(file: ProfileFile): Mistake[] {
  const types = checkTypes(file)
  // Where bytes lie can only be told of types that are right.
  if (types.length > 0) return types
  return [
    ...checkNames(file),
    ...Object.entries(file.variables).flatMap(([name, variable]) => checkReferences(file, name, variable)),
    ...checkAddresses(file),
    ...checkOverlaps(file),
    ...checkSize(file),
    ...checkState(file),
    ...checkGrid(file),
    ...checkTiles(file),
    ...checkGoals(file),
  ]
}

function error(path: Path, message: string, more: Partial<Mistake> = {}): Mistake {
  return { path, severity: 'error', message, ...more }
}

function checkTypes(file: ProfileFile): Mistake[] {
  const mistakes: Mistake[] = []
  const check = (path: Path, type: string, mask: number | undefined): void => {
    const parsed = parseNumberType(type)
    if (typeof parsed === 'string') mistakes.push(error([...path, 'type'], parsed))
    else if (mask !== undefined && parsed.kind !== 'u') mistakes.push(error([...path, 'mask'], 'only unsigned numbers have a mask'))
  }
  for (const [name, variable] of Object.entries(file.variables)) {
    if (isNumber(variable)) {
      check(['variables', name], variable.type, variable.mask)
      if (variable.shift !== undefined && variable.type[1] !== 'u') {
        mistakes.push(error(['variables', name, 'shift'], 'only unsigned numbers are shifted'))
      }
    } else if (variable.type === 'structs') {
      for (const [field, definition] of Object.entries(variable.fields)) {
        if (definition === undefined || 'length' in definition || 'pp' in definition) continue
        check(['variables', name, 'fields', field], definition.type, definition.mask)
      }
    }
  }
  return mistakes
}

function kindOf(variable: Variable): string {
  return isNumber(variable) ? 'number' : variable.type
}

function checkNames(file: ProfileFile): Mistake[] {
  const mistakes: Mistake[] = []
  const seen = new Set<string>()
  for (const [name, variable] of Object.entries(file.variables)) {
    const path = ['variables', name]
    const kinds = STATE_FIELDS[name]
    const kind = kindOf(variable)
    if (kinds === undefined && (RESERVED_NAMES.has(name) || name === 'playing' || name === 'text_by_letter')) {
      mistakes.push(error(path, `"${name}" is a name of the game state and no variable can have it`, { atName: true }))
    } else if (kinds !== undefined && !kinds.includes(kind)) {
      mistakes.push(error([...path, 'type'], `"${name}" fills a field of the game state and cannot be of type ${kind}`, { expected: kinds.join(' or ') }))
    } else if ((kind === 'structs' && name !== 'party') || (kind === 'pairs' && name !== 'inventory')) {
      mistakes.push(error(path, `a variable of type ${kind} must be named "${kind === 'structs' ? 'party' : 'inventory'}"`, { atName: true }))
    }
    if (['any', 'all', 'not'].includes(name)) mistakes.push(error(path, `"${name}" is a word of conditions`, { atName: true }))
    for (const [index, own] of ownNames(name, variable).entries()) {
      if (own !== '' && seen.has(own)) mistakes.push(error(index === 0 ? path : [...path, 'names', index - 1], `the name "${own}" is taken`))
      seen.add(own)
    }
  }
  return mistakes
}

/** The name of a variable, and after it the names it brings along. */
function ownNames(name: string, variable: Variable): string[] {
  if (variable.type !== 'flags' || !('names' in variable)) return [name]
  return [name, ...variable.names.map((bit) => (bit !== '' && name === 'badges' ? `badge.${bit}` : bit))]
}

/** Names a condition of a profile can use. */
function conditionNames(file: ProfileFile): Set<string> {
  const usable = Object.entries(file.variables).filter(([, { type }]) => type !== 'structs' && type !== 'pairs')
  return new Set(usable.flatMap(([name, variable]) => ownNames(name, variable)))
}

function unknown(path: Path, what: string, name: string, known: Iterable<string>): Mistake {
  const near = nearest(name, known)
  return error(path, `there is no ${what} "${name}"`, near === null ? {} : { suggestion: near, expected: `a ${what} of this profile` })
}

function checkReferences(file: ProfileFile, name: string, variable: Variable): Mistake[] {
  const path = ['variables', name]
  const mistakes: Mistake[] = []
  const table = (at: Path, wanted: string | undefined): void => {
    if (wanted !== undefined && file.tables[wanted] === undefined) mistakes.push(unknown(at, 'table', wanted, Object.keys(file.tables)))
  }
  const encoding = (at: Path, wanted: string): void => {
    if (file.encodings[wanted] !== undefined || BUILT_IN_ENCODINGS.has(wanted)) return
    mistakes.push(unknown(at, 'encoding', wanted, [...BUILT_IN_ENCODINGS.keys(), ...Object.keys(file.encodings)]))
  }
  if (isNumber(variable)) table([...path, 'table'], variable.table)
  else if (variable.type === 'text') encoding([...path, 'encoding'], variable.encoding)
  else if (variable.type === 'pairs') {
    table([...path, 'table'], variable.table)
    if (variable.count !== undefined) mistakes.push(...checkNumber(file, [...path, 'count'], variable.count))
  } else if (variable.type === 'structs') {
    mistakes.push(...checkNumber(file, [...path, 'count'], variable.count))
    for (const [field, definition] of Object.entries(variable.fields)) {
      if (definition === undefined) continue
      if ('encoding' in definition) encoding([...path, 'fields', field, 'encoding'], definition.encoding)
      if ('table' in definition) table([...path, 'fields', field, 'table'], definition.table)
    }
  } else if (variable.type === 'rules') {
    // Rules stand below what they use, so that they cannot go round in a circle.
    const names = Object.keys(file.variables)
    const below = new Set(names.slice(names.indexOf(name)))
    for (const [i, { when }] of variable.rules.entries()) mistakes.push(...checkWhen(file, [...path, 'rules', i, 'when'], when, below))
  }
  return mistakes
}

function checkNumber(file: ProfileFile, path: Path, name: string): Mistake[] {
  const variable = file.variables[name]
  if (variable === undefined) return [unknown(path, 'variable', name, Object.keys(file.variables))]
  if (isNumber(variable) || variable.type === 'popcount' || variable.type === 'flags' || variable.type === 'bit') return []
  return [error(path, `"${name}" is of type ${variable.type} where a number is needed`)]
}

function checkWhen(file: ProfileFile, path: Path, when: When, below: ReadonlySet<string> = new Set()): Mistake[] {
  const known = conditionNames(file)
  return Object.entries(when).flatMap(([key, value]) => {
    const at = [...path, key]
    if (key === 'not') {
      if (Object.keys(whenOf(value)).length > 0) return checkWhen(file, at, whenOf(value), below)
      return [error(at, '"not" needs a condition')]
    }
    if (key === 'any' || key === 'all') {
      if (!Array.isArray(value)) return [error(at, `"${key}" needs a list of conditions`)]
      return whensOf(value).flatMap((one, i) => checkWhen(file, [...at, i], one, below))
    }
    if (!known.has(key)) return [{ ...unknown(at, 'variable', key, known), atName: true }]
    if (below.has(key)) return [error(at, `"${key}" stands below these rules; rules can use only what stands above them`, { atName: true })]
    return checkMatch(file, at, key, value)
  })
}

function checkMatch(file: ProfileFile, path: Path, name: string, value: When[string] | undefined): Mistake[] {
  const variable = file.variables[name]
  if (variable === undefined || value === undefined) return []
  const match = matchOf(value)
  if (!Array.isArray(match)) {
    return 'min' in match && match.min === undefined && match.max === undefined ? [error(path, 'bounds need "min" or "max"')] : []
  }
  const labels = labelsOf(file, variable)
  return match.flatMap((one) => {
    if (typeof one !== 'string' || variable.type === 'text') return []
    if (labels === null) return [error(path, `"${name}" is a number and cannot be "${one}"`)]
    if (labels.numbersOf(one).length > 0) return []
    const near = nearest(one, labels.texts)
    return [error(path, `"${name}" is never "${one}"`, near === null ? {} : { suggestion: near })]
  })
}

function labelsOf(file: ProfileFile, variable: Variable): Labels | null {
  if (isNumber(variable)) {
    const table = variable.table === undefined ? undefined : file.tables[variable.table]
    return table === undefined ? null : new Labels(table, 256)
  }
  if (variable.type !== 'rules') return null
  const texts = [...variable.rules.map(({ is }) => is), variable.otherwise]
  return new Labels(Object.fromEntries(texts.map((text, i) => [String(i), text])), texts.length)
}

function checkAddresses(file: ProfileFile): Mistake[] {
  return Object.entries(file.variables).flatMap(([name, variable]) => {
    const over = rangesOf(variable).find(({ address, length }) => address + length > 0x10000)
    return over === undefined ? [] : [error(['variables', name, 'address'], `"${name}" reaches past 0xFFFF`)]
  })
}

function checkOverlaps(file: ProfileFile): Mistake[] {
  const placed = Object.entries(file.variables).flatMap(([name, variable]) =>
    rangesOf(variable).flatMap((range) => (variable.shared === true ? [] : [{ name, variable, range }])),
  )
  placed.sort((a, b) => a.range.address - b.range.address)
  const mistakes: Mistake[] = []
  const told = new Set<string>()
  for (const [i, one] of placed.entries()) {
    for (const other of placed.slice(i + 1)) {
      if (other.range.address >= one.range.address + one.range.length) break
      const key = `${one.name} ${other.name}`
      if (one.name === other.name || told.has(key) || sharesByBits(one.variable, other.variable)) continue
      told.add(key)
      const message = `"${other.name}" lies over "${one.name}" at 0x${other.range.address.toString(16).toUpperCase()}`
      mistakes.push({ path: ['variables', other.name], atName: true, severity: 'error', message, expected: 'another address, or "shared": true if it is meant' })
    }
  }
  return mistakes
}

/** Bits of one byte are variables of their own. */
function sharesByBits(a: Variable, b: Variable): boolean {
  const [first, second] = [bitsOf(a), bitsOf(b)]
  return first !== 0 && second !== 0 && (first & second) === 0
}

function bitsOf(variable: Variable): number {
  if ('bit' in variable) return 1 << variable.bit
  if ('mask' in variable && variable.type === '|u1') return variable.mask ?? 0
  return 0
}

function checkSize(file: ProfileFile): Mistake[] {
  const bytes = mergeRanges(Object.values(file.variables).flatMap((variable): MemoryRange[] => rangesOf(variable)))
    .reduce((sum, { length }) => sum + length, 0)
  if (bytes <= MANY_BYTES) return []
  return [{ path: ['variables'], atName: true, severity: 'warning', message: `${bytes} bytes are read after each tick`, expected: `at most ${MANY_BYTES}` }]
}

function checkState(file: ProfileFile): Mistake[] {
  const { playing, screen, standing, dialog, battle } = file.state
  const mistakes: Mistake[] = []
  const when = (path: Path, condition: When | undefined): void => {
    if (condition !== undefined) mistakes.push(...checkWhen(file, ['state', ...path], condition))
  }
  when(['playing'], playing)
  when(['standing'], standing)
  for (const [i, rule] of screen.entries()) when(['screen', i, 'when'], rule.when)
  when(['dialog', 'when'], dialog?.when)
  if (dialog !== undefined && file.variables[dialog.text]?.type !== 'text') {
    mistakes.push(error(['state', 'dialog', 'text'], `"${dialog.text}" is no variable of type text`))
  }
  when(['battle', 'when'], battle?.when)
  for (const [i, rule] of (battle?.kind ?? []).entries()) when(['battle', 'kind', i, 'when'], rule.when)
  for (const field of ['turn', 'active', 'species', 'level', 'hp', 'maxHp', 'trainer'] as const) {
    const name = battle?.[field]
    if (name !== undefined) mistakes.push(...checkNumber(file, ['state', 'battle', field], name))
  }
  return mistakes
}

function checkGrid(file: ProfileFile): Mistake[] {
  const { grid } = file
  if (grid === undefined) return []
  const fields = grid.kind === 'collision-map' ? (['width', 'height'] as const) : (['x', 'y', 'width', 'height', 'listPointer', 'grassTile'] as const)
  return fields.flatMap((field) => {
    const name: unknown = Reflect.get(grid, field)
    if (typeof name !== 'string') return []
    const variable = file.variables[name]
    if (variable !== undefined && isNumber(variable)) return []
    return [unknown(['grid', field], 'number', name, Object.keys(file.variables))]
  })
}

function checkTiles(file: ProfileFile): Mistake[] {
  return (file.tiles?.meanings ?? []).flatMap(({ when, ids }, i) => {
    const path = ['tiles', 'meanings', i]
    const taken = new Map<number, string>()
    const mistakes = when === undefined ? [] : checkWhen(file, [...path, 'when'], when)
    for (const text of Object.keys(ids)) {
      const range = tileRange(text)
      if (range === null) mistakes.push(error([...path, 'ids', text], `"${text}" ends before it begins`, { atName: true }))
      for (let id = range?.from ?? 0; range !== null && id <= range.to; id++) {
        const other = taken.get(id)
        taken.set(id, text)
        if (other === undefined) continue
        mistakes.push(error([...path, 'ids', text], `tile 0x${id.toString(16).toUpperCase().padStart(2, '0')} of "${text}" is in "${other}" already`, { atName: true }))
        break
      }
    }
    return mistakes
  })
}

function checkGoals(file: ProfileFile): Mistake[] {
  return (['milestones', 'objectives'] as const).flatMap((list) => {
    const seen = new Set<string>()
    return file[list].flatMap((goal, i) => {
      const twice = seen.has(goal.id) ? [error([list, i, 'id'], `the id "${goal.id}" is taken`)] : []
      seen.add(goal.id)
      return [...twice, ...checkWhen(file, [list, i, 'when'], goal.when), ...checkShown(file, [list, i, 'when'], goal.when)]
    })
  })
}

/** Goals are judged by the game state, so they can use only what it shows. */
function checkShown(file: ProfileFile, path: Path, when: When): Mistake[] {
  return Object.entries(when).flatMap(([key, value]) => {
    const at = [...path, key]
    if (key === 'not') return checkShown(file, at, whenOf(value))
    if (key === 'any' || key === 'all') return whensOf(value).flatMap((one, i) => checkShown(file, [...at, i], one))
    const variable = file.variables[key]
    if (variable === undefined) return []
    if (variable.hidden === true) return [error(at, `"${key}" is hidden and cannot be a goal`, { atName: true })]
    const bounds = !Array.isArray(matchOf(value))
    return bounds && labelsOf(file, variable) !== null ? [error(at, `"${key}" is a text and has no bounds`, { atName: true })] : []
  })
}


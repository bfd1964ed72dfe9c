import type { MemoryExpression, MemoryRange, Value, ValueType } from '../../src-preload/contract/index.ts'
import { sumOf } from './expressions.ts'
import { Labels } from './labels.ts'
import type { Layout, Segment } from './layout.ts'
import { numberExpression, numberReader, numberType, type ReadNumber } from './numbers.ts'
import { compileRules } from './rules.ts'
import {
  isNumber, type NumberField, type NumberVariable, type ProfileFile, type TextField, type Variable,
} from './schema.ts'
import { structRanges } from './structs.ts'
import { BUILT_IN_ENCODINGS, readText, textCode, type TextCode } from './text.ts'

/** One value a profile reads: from the observed bytes, and as a question to an emulator. */
export interface Source {
  name: string
  doc: string
  type: ValueType
  hidden: boolean
  segments: readonly Segment[]
  /** the number in memory; for a text in memory always 0 */
  raw: ReadNumber
  /** the same number, as an emulator reads it; null for a text in memory */
  expression: MemoryExpression | null
  /** what the number stands for, where it is a text */
  labels: Labels | null
  value: (memory: Uint8Array) => Value
}

export type Sources = ReadonlyMap<string, Source>

/** The tables and encodings of a profile, ready for use. */
export interface Dictionary {
  table: (name: string) => Record<string, string>
  code: (name: string) => TextCode
}

/** @throws RangeError for a name that is not there; a checked profile has none */
export function dictionaryOf(file: ProfileFile): Dictionary {
  const codes = new Map(BUILT_IN_ENCODINGS)
  for (const [name, encoding] of Object.entries(file.encodings)) codes.set(name, textCode(encoding))
  return {
    table: (name) => found(file.tables[name], 'table', name),
    code: (name) => found(codes.get(name), 'encoding', name),
  }
}

function found<T>(value: T | undefined, what: string, name: string): T {
  if (value === undefined) throw new RangeError(`there is no ${what} "${name}"`)
  return value
}

/** @returns the bytes a variable stands on; none for rules, which stand on others */
export function rangesOf(variable: Variable): MemoryRange[] {
  if (isNumber(variable)) return [{ address: variable.address, length: numberType(variable.type).size }]
  switch (variable.type) {
    case 'bit':
      return [{ address: variable.address, length: 1 }]
    case 'flags':
      return [{ address: variable.address, length: Math.ceil(variable.names.length / 8) }]
    case 'popcount':
      return [{ address: variable.address, length: variable.length }]
    case 'text': {
      const { address, length, rows = 1, stride = length } = variable
      return Array.from({ length: rows }, (_, row) => ({ address: address + row * stride, length }))
    }
    case 'pairs':
      return [{ address: variable.address, length: variable.max * 2 + 1 }]
    case 'structs':
      return structRanges(variable)
    case 'rules':
      return []
  }
}

/** The single values of a profile by name: its variables, and the named bits of its flags. */
export function compileSources(file: ProfileFile, layout: Layout, dictionary: Dictionary): Sources {
  const sources = new Map<string, Source>()
  for (const [name, variable] of Object.entries(file.variables)) {
    for (const source of sourcesOf(name, variable, layout, dictionary, sources)) sources.set(source.name, source)
  }
  return sources
}

function sourcesOf(name: string, variable: Variable, layout: Layout, dictionary: Dictionary, above: Sources): Source[] {
  const common = {
    name,
    doc: variable.doc ?? '',
    hidden: variable.hidden ?? false,
    segments: layout.segments(rangesOf(variable)),
    labels: null,
  }
  if (isNumber(variable)) return [numberSource(common, variable, layout, dictionary)]
  switch (variable.type) {
    case 'bit': {
      const expression = bitExpression(variable.address, variable.bit)
      const raw = bitReader(layout.offset(variable.address), variable.bit)
      return [{ ...common, type: 'boolean', raw, expression, value: (memory) => raw(memory) !== 0 }]
    }
    case 'flags':
      return flagSources(common, variable, layout)
    case 'popcount': {
      const { address, length } = variable
      const raw = popcountReader(layout.offset(address), length)
      return [{ ...common, type: 'number', raw, expression: { op: 'popcount', address, size: length }, value: raw }]
    }
    case 'text': {
      const { length, rows = 1, stride = length } = variable
      const code = dictionary.code(variable.encoding)
      const offsets = Array.from({ length: rows }, (_, row) => layout.offset(variable.address + row * stride))
      const value = (memory: Uint8Array): string =>
        offsets.map((offset) => readText(memory, offset, length, code)).join(' ').trim()
      return [{ ...common, type: 'text', raw: () => 0, expression: null, value }]
    }
    case 'rules':
      return [compileRules(common, variable.rules, variable.otherwise, above)]
  }
  // Structs and pairs are no single values; the state's parts read them.
  return []
}

type Common = Pick<Source, 'name' | 'doc' | 'hidden' | 'segments'> & { labels: null }

function numberSource(common: Common, variable: NumberVariable, layout: Layout, dictionary: Dictionary): Source {
  const type = numberType(variable.type)
  const raw = numberReader(type, layout.offset(variable.address), variable.mask, variable.shift)
  const expression = numberExpression(type, variable.address, variable.mask, variable.shift)
  if (variable.table === undefined) return { ...common, type: 'number', raw, expression, value: raw }
  const labels = new Labels(dictionary.table(variable.table), 256 ** type.size)
  return { ...common, type: 'text', raw, expression, labels, value: (memory) => labels.text(raw(memory)) }
}

/** One field of one struct as a source of its own. */
export function fieldSource(
  name: string,
  field: NumberField | TextField,
  address: number,
  layout: Layout,
  dictionary: Dictionary,
): Source {
  const offset = layout.offset(address)
  const length = 'length' in field ? field.length : numberType(field.type).size
  const common = { name, doc: '', hidden: false, segments: [{ start: offset, end: offset + length }], labels: null }
  if ('length' in field) {
    const code = dictionary.code(field.encoding)
    return { ...common, type: 'text', raw: () => 0, expression: null, value: (memory) => readText(memory, offset, length, code) }
  }
  return numberSource(common, { ...field, address }, layout, dictionary)
}

function flagSources(common: Common, variable: Extract<Variable, { names: unknown }>, layout: Layout): Source[] {
  const bits: Source[] = []
  variable.names.forEach((bitName, index) => {
    if (bitName === '') return
    const address = variable.address + (index >> 3)
    const offset = layout.offset(address)
    const raw = bitReader(offset, index & 7)
    bits.push({
      ...common,
      name: common.name === 'badges' ? `badge.${bitName}` : bitName,
      type: 'boolean',
      segments: [{ start: offset, end: offset + 1 }],
      raw,
      expression: bitExpression(address, index & 7),
      value: (memory) => raw(memory) !== 0,
    })
  })
  const raw: ReadNumber = (memory) => bits.reduce((count, bit) => count + bit.raw(memory), 0)
  const expression = sumOf(bits.map((bit) => bit.expression ?? { op: 'const', value: 0 }))
  return [...bits, { ...common, type: 'number', raw, expression, value: raw }]
}

function bitReader(at: number, bit: number): ReadNumber {
  return (memory) => ((memory[at] ?? 0) >> bit) & 1
}

function bitExpression(address: number, bit: number): MemoryExpression {
  return { op: 'read', address, size: 1, endian: 'little', mask: 1 << bit, ...(bit === 0 ? {} : { shift: bit }) }
}

function popcountReader(at: number, length: number): ReadNumber {
  return (memory) => {
    let count = 0
    for (let i = at; i < at + length; i++) for (let byte = memory[i] ?? 0; byte !== 0; byte &= byte - 1) count++
    return count
  }
}

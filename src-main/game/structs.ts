import type { MemoryRange } from '../../src-preload/contract/index.ts'
import { numberType } from './numbers.ts'
import type { StructsVariable } from './schema.ts'

/** @returns the bytes the fields of all structs stand on, in order */
export function structRanges(variable: StructsVariable): MemoryRange[] {
  const ranges: MemoryRange[] = []
  for (const field of Object.values(variable.fields)) {
    if (field === undefined) continue
    for (let i = 0; i < variable.max; i++) ranges.push(...fieldRanges(variable, field, i))
  }
  return mergeNeighbours(ranges)
}

type Field = NonNullable<StructsVariable['fields'][keyof StructsVariable['fields']]>

function fieldRanges(variable: StructsVariable, field: Field, index: number): MemoryRange[] {
  if (field.type === 'moves' && 'pp' in field) {
    const base = variable.address + index * variable.stride
    return [
      { address: base + field.offset, length: field.count },
      { address: base + field.pp, length: field.count },
    ]
  }
  const length = 'length' in field ? field.length : numberType(field.type).size
  return [{ address: fieldAddress(variable, field, index), length }]
}

/** A field lies at an offset in its struct, or in an array of its own with an own stride. */
export function fieldAddress(
  variable: StructsVariable,
  field: { offset?: number | undefined; address?: number | undefined; stride?: number | undefined },
  index: number,
): number {
  const own = field.address
  if (own !== undefined) return own + (field.offset ?? 0) + index * (field.stride ?? variable.stride)
  return variable.address + (field.offset ?? 0) + index * variable.stride
}

function mergeNeighbours(ranges: readonly MemoryRange[]): MemoryRange[] {
  const merged: MemoryRange[] = []
  for (const range of [...ranges].sort((a, b) => a.address - b.address)) {
    const last = merged.at(-1)
    if (last !== undefined && range.address <= last.address + last.length) {
      last.length = Math.max(last.length, range.address + range.length - last.address)
    } else merged.push({ ...range })
  }
  return merged
}

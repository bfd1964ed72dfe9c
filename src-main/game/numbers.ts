import type { MemoryExpression } from '../../src-preload/contract/index.ts'
import { binary, constant, sumOf } from './expressions.ts'

/** How a number lies in memory: `<u2` is unsigned, 2 bytes, low byte first; `>d3` 3 bytes of BCD. */
export interface NumberType {
  kind: 'u' | 'i' | 'd'
  size: number
  endian: 'little' | 'big'
}

/** Wider integers than 4 bytes are not read by emulators; BCD goes to 8. */
export const MAX_INTEGER_SIZE = 4

/** @returns the type, or a sentence that says what is wrong with it */
export function parseNumberType(text: string): NumberType | string {
  const match = /^([|<>])([uid])([1-8])$/.exec(text)
  if (match === null) return `"${text}" is no number type`
  const size = Number(match[3])
  const kind = match[2] === 'i' ? 'i' : match[2] === 'd' ? 'd' : 'u'
  if (kind !== 'd' && size > MAX_INTEGER_SIZE) return `"${text}" is too wide: integers have 1 to ${MAX_INTEGER_SIZE} bytes`
  if (match[1] === '|' && size > 1) return `"${text}" has ${size} bytes and needs a byte order: "<" low byte first, ">" high byte first`
  return { kind, size, endian: match[1] === '<' ? 'little' : 'big' }
}

/** @throws RangeError for a text that is no number type; a checked profile has none */
export function numberType(text: string): NumberType {
  const type = parseNumberType(text)
  if (typeof type === 'string') throw new RangeError(type)
  return type
}

export type ReadNumber = (memory: Uint8Array) => number

/** @returns a reader of the number at an offset of the observed bytes */
export function numberReader(type: NumberType, at: number, mask?: number, shift = 0): ReadNumber {
  const { kind, size, endian } = type
  if (kind === 'd') return bcdReader(at, size, endian)
  const read = integerReader(at, size, endian)
  const bits = mask ?? 0xffffffff
  if (kind === 'u') {
    if (mask === undefined && shift === 0) return read
    return (memory) => ((read(memory) & bits) >>> 0) >>> shift
  }
  const half = 2 ** (8 * size - 1)
  return (memory) => {
    const value = read(memory)
    return value >= half ? value - 2 * half : value
  }
}

function integerReader(at: number, size: number, endian: 'little' | 'big'): ReadNumber {
  if (size === 1) return (memory) => memory[at] ?? 0
  if (size === 2) {
    const [low, high] = endian === 'little' ? [at, at + 1] : [at + 1, at]
    return (memory) => (memory[low] ?? 0) + (memory[high] ?? 0) * 256
  }
  return (memory) => {
    let value = 0
    for (let i = 0; i < size; i++) value = value * 256 + (memory[endian === 'big' ? at + i : at + size - 1 - i] ?? 0)
    return value
  }
}

function bcdReader(at: number, size: number, endian: 'little' | 'big'): ReadNumber {
  return (memory) => {
    let value = 0
    for (let i = 0; i < size; i++) {
      const byte = memory[endian === 'big' ? at + i : at + size - 1 - i] ?? 0
      value = value * 100 + (byte >> 4) * 10 + (byte & 15)
    }
    return value
  }
}

/** @returns the same number as a question to an emulator */
export function numberExpression(type: NumberType, address: number, mask?: number, shift = 0): MemoryExpression {
  const { kind, size, endian } = type
  if (kind === 'd') {
    if (endian === 'big') return { op: 'bcd', address, size }
    const digits = Array.from({ length: size }, (_, i) =>
      binary('*', { op: 'bcd', address: address + i, size: 1 }, constant(100 ** i)),
    )
    return sumOf(digits)
  }
  const read = integerExpression(address, size, endian, mask, shift)
  if (kind === 'u') return read
  const sign = binary('>=', read, constant(2 ** (8 * size - 1)))
  return binary('-', read, binary('*', sign, constant(2 ** (8 * size))))
}

function integerExpression(address: number, size: number, endian: 'little' | 'big', mask: number | undefined, shift: number): MemoryExpression {
  const bytes = size === 1 ? 1 : size === 2 ? 2 : size === 3 ? 3 : 4
  return {
    op: 'read',
    address,
    size: bytes,
    endian,
    ...(mask === undefined ? {} : { mask }),
    ...(shift === 0 ? {} : { shift }),
  }
}

import type { MemoryExpression } from '../../../src-preload/contract/index.ts'

/** Bytes of an instruction; what they mean stands in core/expression.ts. */
const INSTRUCTION = 16
/** Deepest stack a program may need. */
const DEEPEST = 500

const OPERATIONS: Record<MemoryExpression['op'], number> = {
  const: 0, read: 1, bcd: 2, popcount: 3, not: 4, neg: 5, and: 6, or: 7, '==': 8, '!=': 9, '<': 10, '<=': 11, '>': 12, '>=': 13,
  '+': 14, '-': 15, '*': 16, '/': 17, '%': 18,
}

/**
 * Writes an expression as a program for the core.
 * @param room instructions there is place for
 * @returns how many it takes, or null when it is too long or too deep
 */
export function encodeExpression(expression: MemoryExpression, program: DataView, room: number): number | null {
  let count = 0
  let fits = true

  function write(part: MemoryExpression, depth: number): void {
    if (!fits) return
    if ('of' in part) write(part.of, depth)
    else if ('left' in part) {
      write(part.left, depth)
      write(part.right, depth + 1)
    }
    if (count >= room || depth > DEEPEST) fits = false
    if (!fits) return
    const at = INSTRUCTION * count++
    program.setUint8(at, OPERATIONS[part.op])
    if (part.op === 'const') program.setFloat64(at + 8, part.value, true)
    else if ('address' in part) {
      if (part.size > 0xffff) fits = false
      program.setUint16(at + 4, part.address & 0xffff, true)
      program.setUint16(at + 6, part.size, true)
      if (part.op !== 'read') return
      program.setUint8(at + 1, (part.shift ?? 0) & 31)
      program.setUint8(at + 2, part.endian === 'big' ? 1 : 0)
      program.setInt32(at + 8, part.mask ?? -1, true)
    }
  }

  write(expression, 1)
  return fits ? count : null
}

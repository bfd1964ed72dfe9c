import type { MemoryExpression } from '../../../src-preload/contract/index.ts'

type ReadByte = (address: number) => number
/** An expression made ready to run: a closure over a byte reader. */
export type Test = (read: ReadByte) => number

/** @returns the expression as closures, so that asking after each frame allocates nothing */
export function compileExpression(expression: MemoryExpression): Test {
  switch (expression.op) {
    case 'const': {
      const { value } = expression
      return () => value
    }
    case 'read':
      return compileRead(expression)
    case 'bcd': {
      const { address, size } = expression
      return (read) => {
        let value = 0
        for (let i = 0; i < size; i++) {
          const byte = read((address + i) & 0xffff)
          value = value * 100 + (byte >> 4) * 10 + (byte & 15)
        }
        return value
      }
    }
    case 'popcount': {
      const { address, size } = expression
      return (read) => {
        let count = 0
        for (let i = 0; i < size; i++) for (let b = read((address + i) & 0xffff); b !== 0; b &= b - 1) count++
        return count
      }
    }
    case 'not':
    case 'neg': {
      const of = compileExpression(expression.of)
      return expression.op === 'not' ? (read) => (of(read) === 0 ? 1 : 0) : (read) => -of(read)
    }
    default:
      return compileBinary(expression.op, compileExpression(expression.left), compileExpression(expression.right))
  }
}

function compileRead(expression: Extract<MemoryExpression, { op: 'read' }>): Test {
  const { address, size, endian } = expression
  const mask = expression.mask ?? 2 ** (8 * size) - 1
  const shift = expression.shift ?? 0
  return (read) => {
    let value = 0
    for (let i = 0; i < size; i++) {
      const at = endian === 'big' ? i : size - 1 - i
      value = value * 256 + read((address + at) & 0xffff)
    }
    return ((value & mask) >>> 0) >>> shift
  }
}

type BinaryOp = Extract<MemoryExpression, { left: MemoryExpression }>['op']

function compileBinary(op: BinaryOp, left: Test, right: Test): Test {
  switch (op) {
    case 'and':
      return (read) => (left(read) !== 0 && right(read) !== 0 ? 1 : 0)
    case 'or':
      return (read) => (left(read) !== 0 || right(read) !== 0 ? 1 : 0)
    case '==':
      return (read) => (left(read) === right(read) ? 1 : 0)
    case '!=':
      return (read) => (left(read) !== right(read) ? 1 : 0)
    case '<':
      return (read) => (left(read) < right(read) ? 1 : 0)
    case '<=':
      return (read) => (left(read) <= right(read) ? 1 : 0)
    case '>':
      return (read) => (left(read) > right(read) ? 1 : 0)
    case '>=':
      return (read) => (left(read) >= right(read) ? 1 : 0)
    case '+':
      return (read) => left(read) + right(read)
    case '-':
      return (read) => left(read) - right(read)
    case '*':
      return (read) => left(read) * right(read)
    case '/':
      // Division by zero is 0, as everywhere in the script language: a condition never throws.
      return (read) => {
        const divisor = right(read)
        return divisor === 0 ? 0 : left(read) / divisor
      }
    case '%':
      return (read) => {
        const divisor = right(read)
        return divisor === 0 ? 0 : left(read) % divisor
      }
  }
}

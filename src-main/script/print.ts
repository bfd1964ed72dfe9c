import type { Condition } from '../../src-preload/contract/index.ts'

const BINDING: Record<string, number> = {
  or: 1, and: 2, not: 3, '==': 4, '!=': 4, '<': 4, '<=': 4, '>': 4, '>=': 4, '+': 5, '-': 5, '*': 6, '/': 6, '%': 6, neg: 7,
}

/** @returns a condition as one would write it in a script */
export function printCondition(condition: Condition): string {
  switch (condition.op) {
    case 'number':
    case 'boolean':
      return String(condition.value)
    case 'text':
      return JSON.stringify(condition.value)
    case 'name':
      return condition.path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('')
    case 'memory': {
      const { address } = condition
      return `mem[${address.op === 'number' ? `0x${address.value.toString(16).toUpperCase()}` : printCondition(address)}]`
    }
    case 'call':
      return `${condition.name}(${condition.args.map(printCondition).join(', ')})`
    case 'not':
      return `not ${inner(condition.of, 3)}`
    case 'neg':
      return `-${inner(condition.of, 7)}`
    default: {
      const binding = BINDING[condition.op] ?? 0
      return `${inner(condition.left, binding)} ${condition.op} ${inner(condition.right, binding + 1)}`
    }
  }
}

function inner(condition: Condition, binding: number): string {
  const text = printCondition(condition)
  return (BINDING[condition.op] ?? 8) < binding ? `(${text})` : text
}

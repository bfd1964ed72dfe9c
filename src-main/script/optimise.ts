import { constant } from './readExpression.ts'
import type { Amount, Statement } from './syntax.ts'

/**
 * Puts a statement behind others. A wait joins the wait before it, and what no one could notice
 * stays out: waits of 0 frames, loops of 0 rounds, blocks without content. Conditions stay as they
 * are: what they read is known only when they are reached.
 */
export function append(statements: Statement[], statement: Statement): void {
  if (isNothing(statement)) return
  const last = statements.at(-1)
  const joined = last === undefined ? null : join(last, statement)
  if (joined === null) statements.push(statement)
  else statements[statements.length - 1] = joined
}

function isNothing(statement: Statement): boolean {
  switch (statement.kind) {
    case 'wait':
    case 'hold':
      return isZero(statement.frames)
    case 'press':
    case 'step':
    case 'call':
      return isZero(statement.times)
    case 'repeat':
      return isZero(statement.times) || statement.body.length === 0
    // No frame passes in an empty body, so nothing could ever change in it.
    case 'while':
      return isZero(statement.max) || statement.body.length === 0
    case 'until':
      return isZero(statement.max)
    case 'if':
      return statement.otherwise.length === 0 && statement.branches.every((branch) => branch.body.length === 0)
    default:
      return false
  }
}

function join(first: Statement, second: Statement): Statement | null {
  if (first.kind !== 'wait' || second.kind !== 'wait') return null
  if (first.frames.value.op !== 'number' || second.frames.value.op !== 'number') return null
  const frames = constant(first.frames.value.value + second.frames.value.value, first.frames)
  return { kind: 'wait', frames, from: first.from, to: second.to }
}

function isZero({ value }: Amount): boolean {
  return value.op === 'number' && value.value === 0
}

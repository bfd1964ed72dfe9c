import type { Report } from './report.ts'
import type { Gathered, Statement } from './syntax.ts'

/** Warns of a ROLLBACK to what the script never keeps: the run may have it, from elsewhere. */
export function checkRollbacks(report: Report, { snapshots, rollbacks }: Gathered): void {
  for (const rollback of rollbacks) {
    if (!snapshots.has(rollback.text)) report.warn(rollback, `no SNAPSHOT of this script is called "${rollback.text}"`, { expected: 'a snapshot of that name in the run' })
  }
}

/** @returns whether any of the statements makes a frame pass */
export function letsGameGoOn(statements: readonly Statement[]): boolean {
  return statements.some((statement) => {
    switch (statement.kind) {
      case 'observe':
      case 'screenshot':
      case 'snapshot':
      case 'log':
      case 'expect':
        return false
      case 'if':
        return letsGameGoOn(statement.otherwise) || statement.branches.some((branch) => letsGameGoOn(branch.body))
      case 'repeat':
      case 'while':
        return letsGameGoOn(statement.body)
      default:
        return true
    }
  })
}

import { PtpError } from '../../../src-preload/contract/index.ts'
import { readMetadata } from '../../recorder/index.ts'
import { readProblem, recoverDatabase, type DatabaseRecovery } from '../../run/index.ts'
import { Workbench } from '../../workbench.ts'
import { log } from '../log.ts'
import { print } from '../output.ts'
import type { GlobalOptions } from '../flags.ts'

/** Mends the database of a run; exit code 3 when nothing could be saved. */
export async function repair(run: string, flags: GlobalOptions): Promise<void> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const dir = workbench.runDir(run)
  const recovery = recoverDatabase(dir)
  const { run_id } = readMetadata(dir)
  print(flags, { run_id, ...recovery }, describe(run_id, recovery))
  if (recovery.status === 'failed') process.exitCode = 3
}

/**
 * Mends a run that cannot be read before it goes on, and says so.
 * @throws PtpError `bad-run` when nothing could be saved
 */
export function mendIfDamaged(dir: string): void {
  if (readProblem(dir) === null) return
  const { run_id } = readMetadata(dir)
  const recovery = recoverDatabase(dir)
  for (const line of describe(run_id, recovery)) log().warning(line)
  if (recovery.status !== 'failed') return
  throw new PtpError('bad-run', `the database of run ${run_id} is damaged, and nothing of it could be saved`, { hint: 'take the run from a backup of your own; its snapshots and pictures are still there' })
}

function describe(run: string, { status, problems, lostTicks, kept }: DatabaseRecovery): string[] {
  const found = problems.slice(0, 3).map((problem) => `  ${problem.split('\n')[0] ?? ''}`)
  switch (status) {
    case 'false_alarm':
      return [`${run}: the database is whole`]
    case 'repaired':
      return [`${run}: the database was damaged; everything in it could be saved`, ...found, `  the damaged file is kept: ${kept ?? ''}`]
    case 'restored_from_snapshot':
      return [`${run}: the database was damaged; ${lostTicks} ticks are lost, and the run goes on from the last snapshot before them`, ...found, `  the damaged file is kept: ${kept ?? ''}`]
    case 'restored_from_backup':
      return [`${run}: the database was damaged; it is as it was at its last backup`, ...found, `  the damaged file is kept: ${kept ?? ''}`]
    case 'failed':
      return [`${run}: the database is damaged, and nothing of it could be saved: the run is marked as failed`, ...found]
  }
}

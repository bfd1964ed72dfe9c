import { PtpError } from '../../../src-preload/contract/index.ts'
import { verifyLine, type Verification } from '../../run/index.ts'
import { Workbench } from '../../workbench.ts'
import { print } from '../output.ts'
import { startProgress } from '../progress.ts'
import type { GlobalOptions } from '../flags.ts'
import { isVisible } from './run.ts'

interface VerifyFlags extends GlobalOptions {
  branch?: number
}

/** Plays all branches (or one) again and compares; exit code 3 when one differs. */
export async function verify(id: string, flags: VerifyFlags): Promise<void> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  await using archive = await workbench.openArchive(workbench.runDir(id))
  const game = await workbench.gameOf(archive.metadata)
  const wanted = archive.branches().filter(({ branch }) => flags.branch === undefined || flags.branch === branch)
  if (wanted.length === 0) throw new PtpError('not-found', `run ${archive.metadata.run_id} has no branch ${flags.branch}`)
  const branches: Verification[] = []
  for (const { branch, name } of wanted) {
    const progress = startProgress(`verifying ${name}`, 'ticks', isVisible(flags))
    branches.push(await verifyLine(archive, game, workbench.emulators, branch, (tick, end) => progress.update(tick, end, '')))
    progress.stop()
  }
  const ok = branches.every((each) => each.ok)
  print(
    flags,
    { run_id: archive.metadata.run_id, ok, branches },
    branches.map((each) =>
      each.ok
        ? `branch ${each.branch}: ok, ${each.ticks} ticks and ${each.snapshots} snapshots agree · ${each.final_state_hash}`
        : `branch ${each.branch}: DIVERGED at tick ${each.first_diverging_tick}: ${each.message}`,
    ),
  )
  if (!ok) process.exitCode = 3
}

import { asPtpError } from '../../../../src-preload/contract/index.ts'
import type { Shared } from '../../../dashboard/index.ts'
import type { Run } from '../../../run/index.ts'
import type { Workbench } from '../../../workbench.ts'
import { log } from '../../log.ts'
import { stopPlaying } from '../../playRun.ts'

/** A run that is over sooner is not worth being announced, ms. */
const WAIT_MS = 1_000

/** Plays a run so that other terminals can watch and steer it meanwhile: `ptp status`, `ptp rollback`… */
export async function watched<T>(workbench: Workbench, run: Run, play: () => Promise<T>): Promise<T> {
  let shared: Promise<Shared | null> = Promise.resolve(null)
  const timer = setTimeout(() => {
    shared = share(workbench, run).catch((error: unknown) => {
      // The run goes on, only unseen.
      log().warning(`other terminals cannot watch this run: ${asPtpError(error).message}`)
      return null
    })
  }, WAIT_MS)
  try {
    return await play()
  } finally {
    clearTimeout(timer)
    await (await shared)?.close()
  }
}

async function share(workbench: Workbench, run: Run): Promise<Shared> {
  const { shareRun } = await import('../../../dashboard/index.ts')
  return shareRun(workbench, run, await workbench.gameOf(run.files.metadata), () => stopPlaying(run))
}

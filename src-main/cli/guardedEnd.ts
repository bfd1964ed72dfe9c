import path from 'node:path'
import { asPtpError, PtpError } from '../../src-preload/contract/index.ts'
import type { Run, RunGuard } from '../run/index.ts'
import { log } from './log.ts'

/**
 * Waits until the guard of a run has done what it is about.
 * @throws PtpError why it ended the run: `cancelled` after an emergency, `disk-full` when clearing up was not enough
 */
export async function throwWhatGuardEnded(run: Run, guard: RunGuard): Promise<void> {
  const emergency = await guard.stop()
  if (emergency) {
    const { reason, data_saved: isSaved, failures } = emergency
    throw new PtpError('cancelled', `run ${run.id} was ended in an emergency (${reason})${isSaved ? '; everything is saved' : `; not everything could be saved: ${failures.join('; ')}`}`, {
      hint: `once the cause is gone: ptp run --resume ${run.id}`,
      details: { report: path.join(run.files.dir, 'logs', 'emergency.json') },
    })
  }
  if (!guard.trouble) return
  // Closes what can be closed; what is written already is safe.
  await run.close('failed').catch((error: unknown) => log().debug(asPtpError(error).message))
  throw guard.trouble
}

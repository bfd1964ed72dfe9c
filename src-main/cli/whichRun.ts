import { PtpError } from '../../src-preload/contract/index.ts'
import type { RunReader } from '../recorder/index.ts'
import type { Workbench } from '../workbench.ts'

/** So many of the newest runs are looked through for one that is live, or has a snapshot of some name. */
const LOOKED_THROUGH = 100

/**
 * @param id of a run, the beginning of one, or its directory; undefined: the run that is live, else the newest one
 * @returns its directory
 * @throws PtpError `not-found`
 */
export function whichRun(workbench: Workbench, id: string | undefined): string {
  if (id !== undefined) return workbench.runDir(id)
  const dirs = newestRuns(workbench)
  const dir = dirs.find((each) => workbench.isLive(each)) ?? dirs[0]
  if (dir === undefined) throw new PtpError('not-found', `there are no runs in ${workbench.home}`, { hint: 'make one: ptp run' })
  return dir
}

/** @returns directories of runs, live ones first, then the newest first */
export function newestRuns(workbench: Workbench): string[] {
  const dirs = workbench.library.list({ limit: LOOKED_THROUGH }).runs.map(({ dir }) => dir)
  return [...dirs.filter((dir) => workbench.isLive(dir)), ...dirs.filter((dir) => !workbench.isLive(dir))]
}

/**
 * @param branch undefined: the one that was played last
 * @returns the end of a branch @throws PtpError `not-found`
 */
export function endOf(reader: RunReader, branch?: number): { branch: number; tick: number } {
  const [last] = reader.query('SELECT branch FROM resume_points ORDER BY saved_at DESC LIMIT 1')
  const wanted = branch ?? Number(last?.['branch'] ?? 0)
  const found = reader.branches().find((each) => each.branch === wanted)
  if (!found) throw new PtpError('not-found', `the run has no branch ${wanted}`, { hint: '`ptp runs show RUN` lists them' })
  return { branch: wanted, tick: found.head_tick }
}

import { PtpError, type SnapshotSummary } from '../../../src-preload/contract/index.ts'
import { Desk } from '../../api/index.ts'
import { readMetadata, RunReader } from '../../recorder/index.ts'
import { Workbench } from '../../workbench.ts'
import { print } from '../output.ts'
import type { GlobalOptions } from '../shared.ts'
import { endOf, whichRun } from '../whichRun.ts'

interface CreateFlags extends GlobalOptions {
  name: string
  message?: string
  tick?: number
  branch?: number
}

/** Makes a named snapshot of any recorded tick; the run itself is not disturbed. */
export async function createSnapshot(run: string | undefined, flags: CreateFlags): Promise<void> {
  const workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const desk = new Desk(workbench, 'browser')
  try {
    const dir = whichRun(workbench, run)
    const { run_id } = readMetadata(dir)
    const place = placeOf(dir, flags)
    const known = await desk.call('snapshots.list', { run: run_id })
    if (known.some(({ name }) => name === flags.name)) {
      throw new PtpError('bad-input', `run ${run_id} has a snapshot "${flags.name}" already`, { hint: `take another name, or delete it: ptp snapshot delete ${run_id} "${flags.name}"` })
    }
    const made = await desk.call('snapshots.create', { run: run_id, ...place, name: flags.name, ...(flags.message === undefined ? {} : { note: flags.message }) })
    print(flags, made, [describe(made)])
  } finally {
    await desk.close()
  }
}

function describe({ id, name, run_id, tick }: SnapshotSummary): string {
  return `${id}: "${name ?? ''}", tick ${tick} of ${run_id}`
}

function placeOf(dir: string, { branch, tick }: CreateFlags): { branch: number; tick: number } {
  const reader = new RunReader(dir)
  try {
    const end = endOf(reader, branch)
    return { branch: end.branch, tick: tick ?? end.tick }
  } finally {
    reader.close()
  }
}

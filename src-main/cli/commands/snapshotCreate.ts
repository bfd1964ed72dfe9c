import { PtpError, type SnapshotSummary } from '../../../src-preload/contract/index.ts'
import { Desk } from '../../api/index.ts'
import { readMetadata, RunReader } from '../../recorder/index.ts'
import { Workbench } from '../../workbench.ts'
import { print } from '../output.ts'
import type { GlobalOptions } from '../flags.ts'
import { endOf, whichRun } from '../whichRun.ts'
import { withLiveEngine } from './live/engine.ts'

interface CreateFlags extends GlobalOptions {
  run?: string
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
    const dir = whichRun(workbench, flags.run ?? run)
    const { run_id } = readMetadata(dir)
    const known = await desk.call('snapshots.list', { run: run_id })
    if (known.some(({ name }) => name === flags.name)) {
      throw new PtpError('bad-input', `run ${run_id} has a snapshot "${flags.name}" already`, { hint: `take another name, or delete it: ptp snapshot delete ${run_id} "${flags.name}"` })
    }
    const wish = { name: flags.name, ...(flags.message === undefined ? {} : { note: flags.message }) }
    // Who plays the run knows better where it stands than what is on disk, and has to know of its snapshots.
    const made = workbench.isLive(dir)
      ? await withLiveEngine(flags, run_id, (engine) => engine.post<SnapshotSummary>('/snapshot', { ...wish, branch: flags.branch, tick: flags.tick }))
      : await desk.call('snapshots.create', { run: run_id, ...placeOf(dir, flags), ...wish })
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

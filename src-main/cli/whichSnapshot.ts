import { PtpError, type SnapshotMeta } from '../../src-preload/contract/index.ts'
import { readMetadata, type RunReader } from '../recorder/index.ts'
import type { RunArchive } from '../run/index.ts'
import type { Workbench } from '../workbench.ts'
import { newestRuns } from './whichRun.ts'

/** A run and one of its snapshots, as they were named. */
export interface NamedSnapshot {
  dir: string
  /** id or name of the snapshot, or id of a screenshot */
  snapshot: string
}

/**
 * @param words `RUN SNAPSHOT`, or `SNAPSHOT` alone: then the newest run that has one of that name or id is meant, live ones first
 * @throws PtpError `bad-input`, `not-found`
 */
export async function whichSnapshot(workbench: Workbench, words: readonly string[]): Promise<NamedSnapshot> {
  const [first, second, third] = words
  if (first === undefined || third !== undefined) {
    throw new PtpError('bad-input', 'expected a snapshot, or a run and a snapshot', { hint: 'names with blanks are put between quotes' })
  }
  if (second !== undefined) return { dir: workbench.runDir(first), snapshot: second }
  for (const dir of newestRuns(workbench)) if (await hasSnapshot(workbench, dir, first)) return { dir, snapshot: first }
  throw new PtpError('not-found', `no run has a snapshot "${first}"`, { hint: '`ptp snapshot list` shows those of the newest run, `ptp snapshot list RUN` those of another' })
}

/** The files are asked, and not the table: snapshots are also made while nobody records the run. */
async function hasSnapshot(workbench: Workbench, dir: string, wanted: string): Promise<boolean> {
  await using archive = await workbench.openArchive(dir)
  const { store, reader } = archive
  return (store.get(wanted) ?? store.findByName(wanted)) !== null || screenshotPlace(reader, wanted) !== null
}

/** @returns the tick of a screenshot, null when there is none of that id */
export function screenshotPlace(reader: RunReader, id: string): { branch: number; tick: number } | null {
  if (!id.startsWith('shot_')) return null
  const [row] = reader.query('SELECT branch, tick FROM screenshots WHERE screenshot_id = ?', id)
  return row ? { branch: Number(row['branch']), tick: Number(row['tick']) } : null
}

/** @throws PtpError `not-found` that says how to list them */
export function requireSnapshot(archive: RunArchive, idOrName: string): SnapshotMeta {
  const meta = archive.store.get(idOrName) ?? archive.store.findByName(idOrName)
  if (meta) return meta
  const { run_id } = readMetadata(archive.dir)
  throw new PtpError('not-found', `run ${run_id} has no snapshot "${idOrName}"`, { hint: `\`ptp snapshot list ${run_id}\` shows them` })
}

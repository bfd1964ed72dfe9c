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
 * @param run where the words name only the snapshot: the run it is of
 * @throws PtpError `bad-input`, `not-found`
 */
export async function whichSnapshot(workbench: Workbench, words: readonly string[], run?: string): Promise<NamedSnapshot> {
  const [first, second, third] = run === undefined ? words : [run, ...words]
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

/** @returns the tick of the run a snapshot is of @throws PtpError `bad-input` for one that was taken in from another run */
export function placeOnLine({ id, branch, tick, reason }: SnapshotMeta): { branch: number; tick: number } {
  if (reason !== 'imported') return { branch, tick }
  throw new PtpError('bad-input', `snapshot ${id} comes from another run, and stands on no line of this one`, { hint: `begin from it instead: ptp search --from RUN:${id}, or \`starts\` of an experiment` })
}

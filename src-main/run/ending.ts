import path from 'node:path'
import { asPtpError, type RunStatus, type SnapshotMeta } from '../../src-preload/contract/index.ts'
import { writeWhole } from '../wholeFile.ts'
import type { Head } from './head.ts'
import { finalReport, limitPlan, type LimitHit, type LimitKind } from './policies/index.ts'
import type { RunParts } from './run.ts'

/** How a run came to its end. */
export interface RunOutcome {
  status: RunStatus
  branch: number
  tick: number
  frame: number
  /** the core's hash of the machine at the end */
  finalStateHash: string
  snapshots: number
  screenshots: number
  /** why, for people; null after a plain end */
  message: string | null
  /** the limit it ended at, null when it was none */
  limit: LimitKind | null
  /** the report that was written at a limit, null where none was */
  report: string | null
}

export interface Ending {
  status: RunStatus
  message: string | null
  limit: LimitHit | null
  /** wall-clock seconds of this sitting */
  seconds: number
  /** dollars over the whole run */
  cost: number
}

/** Where a report of the run is written when it ended at a limit. */
export const REPORT_FILE = 'report.md'

/**
 * Ends a run as its settings say: the last snapshot, everything flushed, the report.
 * @param snapshot makes the last snapshot, under a name if one was asked for
 * @throws PtpError when the last snapshot or what waits cannot be written, except where a limit is to abort the run or
 *   the workbench is being closed and no emulator is to be had
 */
export async function endRun(parts: RunParts, head: Head, ending: Ending, snapshot: (name: string | null) => Promise<SnapshotMeta>): Promise<RunOutcome> {
  const { files, settings } = parts
  const { status, message, limit } = ending
  const plan = limitPlan(status === 'limit' ? settings.limits.on_limit : 'save-only')
  const { branch, tick, frame } = head
  const outcome: RunOutcome = { status, branch, tick, frame, message, limit: limit?.kind ?? null, finalStateHash: '', snapshots: 0, screenshots: 0, report: null }
  let last: SnapshotMeta | null = null
  try {
    last = await snapshot(settings.snapshot.name)
    outcome.finalStateHash = last.state_hash
  } catch (error) {
    const known = asPtpError(error)
    // Cancelled: the workbench is being closed, and there is no emulator to make it with. Every tick can be reached again without it.
    if (plan.snapshot === 'final' && known.code !== 'cancelled') throw error
    files.recorder.error({ type: known.code, message: known.message, stack: null, context: {}, recovered: false, recoveryAction: 'ended without a snapshot' }, head)
  }
  if (plan.flush) await files.flush()
  outcome.snapshots = files.store.list().length
  outcome.screenshots = files.screenshots
  files.recorder.updateRun(status, message === null ? {} : { errorMessage: message })
  if (status === 'limit' && plan.report) outcome.report = await writeReport(parts, head, ending, outcome, last)
  return outcome
}

async function writeReport(parts: RunParts, head: Head, ending: Ending, outcome: RunOutcome, last: SnapshotMeta | null): Promise<string> {
  const { files, settings } = parts
  const { metadata } = files
  const file = path.join(files.dir, REPORT_FILE)
  const text = finalReport({
    run_id: metadata.run_id,
    status: ending.status,
    reason: ending.message,
    started_at: metadata.created_at,
    ended_at: new Date().toISOString(),
    ticks: head.tick,
    frames: head.frame,
    wall_seconds: ending.seconds,
    cost: ending.cost,
    final_state: head.state,
    final_state_hash: outcome.finalStateHash,
    snapshot: last?.id ?? null,
    snapshots: outcome.snapshots,
    screenshots: outcome.screenshots,
    ...files.counts(),
    settings,
  })
  await writeWhole(file, text)
  return file
}

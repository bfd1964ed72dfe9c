import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { RunReader } from '../../recorder/index.ts'
import { finalReport, type FinalFacts } from '../policies/index.ts'
import { readSettings } from '../settings.ts'

/**
 * Writes `report.md` into the directory of a run that has ended, from what is recorded of it.
 * @param ending why it ended, and what only the process that played it knows
 * @returns the file
 */
export function writeFinalReport(dir: string, ending: { reason: string | null; finalStateHash: string; wallSeconds: number }): string {
  const file = path.join(dir, 'report.md')
  writeFileSync(file, finalReport(factsOf(dir, ending)))
  return file
}

/** @returns the report of a run, null when it has none */
export function finalReportOf(dir: string): string | null {
  const file = path.join(dir, 'report.md')
  return existsSync(file) ? file : null
}

function factsOf(dir: string, ending: { reason: string | null; finalStateHash: string; wallSeconds: number }): FinalFacts {
  const reader = new RunReader(dir)
  try {
    const summary = reader.summary()
    const [last] = reader.query('SELECT branch FROM resume_points ORDER BY saved_at DESC LIMIT 1')
    const branch = Number(last?.['branch'] ?? 0)
    const tick = reader.branches().find((each) => each.branch === branch)?.head_tick ?? 0
    const [cost] = reader.query('SELECT coalesce(sum(api_cost), 0) AS dollars FROM action_history')
    return {
      run_id: summary.run_id,
      status: summary.status,
      reason: ending.reason,
      started_at: summary.started_at,
      ended_at: summary.completed_at ?? new Date().toISOString(),
      ticks: summary.ticks,
      frames: summary.frames,
      wall_seconds: ending.wallSeconds,
      cost: Number(cost?.['dollars'] ?? 0),
      final_state: reader.stateAt(branch, tick),
      final_state_hash: ending.finalStateHash,
      snapshot: reader.snapshots().at(-1)?.id ?? null,
      snapshots: summary.snapshots,
      screenshots: summary.screenshots,
      events: summary.events,
      errors: reader.errors().length,
      settings: readSettings(dir),
    }
  } finally {
    reader.close()
  }
}

import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { asPtpError } from '../../../src-preload/contract/index.ts'
import type { Run, RunOutcome } from '../run.ts'
import { writeFinalReport } from './finalReport.ts'

/** What an emergency shutdown came to, as `logs/emergency.json` has it. */
export interface EmergencyReport {
  reason: string
  timestamp: string
  run_dir: string
  /** id of the emergency snapshot, null when none could be made */
  snapshot: string | null
  /** whether everything recorded is on disk and the databases are closed */
  data_saved: boolean
  outcome: RunOutcome | null
  /** what went wrong meanwhile */
  failures: string[]
}

/**
 * Ends a run in trouble with as much kept as can be: no new decisions, an emergency snapshot, everything flushed, the
 * databases closed, a report written. A step that fails is noted, and the next one is still done.
 */
export async function emergencyShutdown(run: Run, reason: string): Promise<EmergencyReport> {
  const { dir } = run.files
  const began = performance.now()
  const report: EmergencyReport = { reason, timestamp: new Date().toISOString(), run_dir: dir, snapshot: null, data_saved: false, outcome: null, failures: [] }
  const attempt = async (step: string, work: () => Promise<void> | void): Promise<void> => {
    try {
      await work()
    } catch (error) {
      report.failures.push(`${step}: ${asPtpError(error).message}`)
    }
  }
  await attempt('stop', () => run.pause())
  await attempt('emergency snapshot', async () => {
    report.snapshot = (await run.snapshot(`emergency-${run.present.tick}`, `emergency shutdown: ${reason}`)).id
  })
  await attempt('save', async () => {
    report.outcome = await run.close('crashed')
    report.data_saved = true
  })
  await attempt('report', () => {
    writeFinalReport(dir, { reason: `emergency shutdown: ${reason}`, finalStateHash: report.outcome?.finalStateHash ?? '', wallSeconds: (performance.now() - began) / 1000 })
  })
  await attempt('log', () => writeFileSync(path.join(dir, 'logs', 'emergency.json'), `${JSON.stringify(report, null, 2)}\n`))
  return report
}

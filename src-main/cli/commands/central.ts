import path from 'node:path'
import { CENTRAL_OFF, PtpError, type CentralStatus } from '../../../src-preload/contract/index.ts'
import type { Central } from '../../analytics/index.ts'
import { readMetadata, runDirectoryOf } from '../../recorder/index.ts'
import { Workbench } from '../../workbench.ts'
import { centralDbFor, describeDelivery } from '../delivery.ts'
import type { GlobalOptions } from '../flags.ts'
import { untilInterrupted } from '../interrupt.ts'
import { print, table } from '../output.ts'
import { startProgress } from '../progress.ts'

/** So many runs of a list are shown to people; --json has all. */
const SHOWN = 20
const HOW_TO_GIVE = 'give one with --central-db postgresql://USER@HOST/DATABASE, PTP_CENTRAL_DB, or system.central_db in config.yaml'

/** How the central database is and what waits for it; exit code 1 when it is away. */
export async function centralStatus(flags: GlobalOptions): Promise<void> {
  const workbench = workbenchFor(flags)
  try {
    const { central } = workbench
    if (!central) {
      print(flags, { ...CENTRAL_OFF, waiting_runs: [], refused_runs: [] }, ['no central database is given: runs stay on this machine', `  ${HOW_TO_GIVE}`])
      return
    }
    const status = await central.look()
    const { waiting, refused } = central.rows()
    print(flags, { ...status, waiting_runs: waiting, refused_runs: refused }, describe(status, waiting, refused))
    if (status.state === 'away') process.exitCode = 1
  } finally {
    await workbench.closed()
  }
}

/** Delivers what waits, or the runs that are named; exit code 1 when some wait on, 3 when some cannot be delivered as they are. */
export async function centralPush(names: readonly string[], flags: GlobalOptions & { all?: boolean }): Promise<void> {
  const workbench = workbenchFor(flags)
  const visible = !flags.json && !flags.quiet
  const interrupt = untilInterrupted(false)
  const bar = startProgress('delivering', 'runs', visible)
  try {
    const { central } = workbench
    if (!central) throw new PtpError('bad-input', 'no central database is given', { hint: HOW_TO_GIVE })
    const runs = names.map((name) => runToDeliver(workbench, name))
    central.add(flags.all ? [...new Set([...central.undelivered(), ...runs])] : runs)
    const report = await central.deliver({ ...(runs.length > 0 && !flags.all ? { runs } : {}), signal: interrupt.signal, progress: (done, total) => total > 0 && bar.update(done, total, central.status.delivering ?? '') })
    bar.stop()
    const lines = describeDelivery(report)
    const why = report.refused.slice(0, SHOWN).map(({ run_id, reason }) => `  ${run_id}: ${reason}`)
    print(flags, report, [...(lines.length === 0 ? ['nothing waits for the central database'] : lines), ...why, ...(report.hint === '' ? [] : [`  ${report.hint}`])])
    if (report.waiting > 0) process.exitCode = interrupt.signal.aborted ? 130 : 1
    else if (report.refused.length > 0) process.exitCode = 3
  } finally {
    bar.stop()
    interrupt.stop()
    await workbench.closed()
  }
}

function workbenchFor(flags: GlobalOptions): Workbench {
  return new Workbench({ ...(flags.home ? { home: flags.home } : {}), ...centralDbFor(flags) })
}

/** @throws PtpError `not-found`, `busy` while it is played, `bad-input` for a directory outside the home */
function runToDeliver(workbench: Workbench, name: string): string {
  const dir = workbench.runDir(name)
  const { run_id } = readMetadata(dir)
  if (path.resolve(dir) !== path.resolve(runDirectoryOf(workbench.home, run_id))) {
    throw new PtpError('bad-input', `${dir} lies outside of ${workbench.home}`, { hint: `only runs of one's own home are delivered: copy it to ${runDirectoryOf(workbench.home, run_id)}, or give --home` })
  }
  if (workbench.isLive(dir)) throw new PtpError('busy', `run ${run_id} is being played`, { hint: 'it is delivered when it ends, where its engine knows the central database; else push it then' })
  return run_id
}

function describe(status: CentralStatus, waiting: ReturnType<Central['rows']>['waiting'], refused: ReturnType<Central['rows']>['refused']): string[] {
  const { state, address, reason, hint, delivered } = status
  const rows = waiting.slice(0, SHOWN).map(({ run_id, since, attempts, error }) => [run_id, since, attempts, error])
  return [
    `${address || 'central database'}: ${state}${reason === '' ? '' : ` (${reason})`}`,
    ...(hint === '' ? [] : [`  ${hint}`]),
    `  delivered    ${delivered}`,
    `  waiting      ${waiting.length}`,
    `  refused      ${refused.length}`,
    ...(rows.length > 0 ? ['', ...table(['waiting', 'since', 'tries', 'last error'], rows), ...more(waiting.length)] : []),
    ...(refused.length > 0 ? ['', ...table(['refused', 'why'], refused.slice(0, SHOWN).map(({ run_id, reason: why }) => [run_id, why])), ...more(refused.length)] : []),
  ]
}

function more(count: number): string[] {
  return count > SHOWN ? [`… and ${count - SHOWN} more; --json has all`] : []
}

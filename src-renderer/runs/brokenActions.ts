import type { BrokenRun, OutputOf } from '../api/contract.ts'
import { call } from '../api/transport.ts'
import { useSelection } from '../state/selection.ts'
import { formatPlural, toast, toastError, toastUndo, type MenuItem } from '../ui/index.ts'

/** What can be done with a run that cannot be read. */
export function brokenMenuItems(run: BrokenRun): MenuItem[] {
  return [
    ...(run.can_repair ? [{ title: 'Repair', icon: 'restart', onSelect: () => void repairRun(run) } as const] : []),
    { title: 'Copy its path', icon: 'copy', onSelect: () => copyPath(run) },
    'line',
    { title: 'Delete', icon: 'trash', danger: true, onSelect: () => void deleteBroken(run) },
  ]
}

/** @returns why a run cannot be read, with its files named within its directory: the row says which that is */
export function shortReason({ dir, message }: Pick<BrokenRun, 'dir' | 'message'>): string {
  return message.replaceAll(`${dir}/`, '').replaceAll(`${dir}\\`, '').replaceAll(dir, 'It')
}

/** Mends what can be mended, says what came of it, and looks at the run. */
export async function repairRun({ run_id: run }: BrokenRun): Promise<void> {
  try {
    const result = await call('runs.repair', { run })
    toast({ level: result.status === 'false_alarm' ? 'info' : 'good', text: `${run}: ${repairText(result)}`, ...(result.status === 'false_alarm' ? {} : { hint: 'The damaged file is kept beside it.' }) })
    if (result.status !== 'false_alarm') useSelection.getState().select(run)
  } catch (error) {
    toastError(error)
  }
}

/** @returns what a repair came to, in one sentence */
export function repairText({ status, lost_ticks: lost }: OutputOf<'runs.repair'>): string {
  switch (status) {
    case 'false_alarm':
      return 'the database is whole; something else keeps it from being read'
    case 'repaired':
      return 'everything in its database could be saved'
    case 'restored_from_snapshot':
      return lost === 0 ? 'what could be read of its database was saved' : `${formatPlural(lost, 'tick')} lost; it goes on from the last snapshot before`
    case 'restored_from_backup':
      return 'its database is as it was at its last backup'
  }
}

/** Moves a run that cannot be read to the bin, with a way back. */
export async function deleteBroken({ run_id: run }: BrokenRun): Promise<void> {
  try {
    await call('runs.delete', { run })
  } catch (error) {
    toastError(error)
    return
  }
  toastUndo(`Deleted the damaged run ${run}`, () => {
    call('runs.restore', { run }).catch(toastError)
  })
}

export function copyPath({ dir }: BrokenRun): void {
  navigator.clipboard.writeText(dir).then(() => toast({ level: 'good', text: `Copied ${dir}` }), toastError)
}

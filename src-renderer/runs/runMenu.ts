import type { RunSummary } from '../api/contract.ts'
import { runCommand } from '../state/commands.ts'
import type { MenuItem } from '../ui/index.ts'
import { openRunDialog } from './dialogs.ts'
import { bundleRun, copyRunPath, deleteRun } from './runActions.ts'

/** What can be done with a run as a whole. */
export function runMenuItems(run: RunSummary): MenuItem[] {
  return [
    { title: 'Tags…', icon: 'tag', onSelect: () => openRunDialog({ kind: 'tags', run }) },
    { title: run.note === '' ? 'Add a note…' : 'Edit the note…', icon: 'note', onSelect: () => openRunDialog({ kind: 'note', run }) },
    { title: 'Export tables…', icon: 'download', onSelect: () => openRunDialog({ kind: 'export', run: run.run_id }) },
    { title: 'Save as a bundle', icon: 'folder', onSelect: () => bundleRun(run) },
    { title: 'Copy its path', icon: 'copy', onSelect: () => copyRunPath(run) },
    'line',
    { title: 'New run…', icon: 'plus', keys: 'Alt+N', onSelect: () => runCommand('runs.new') },
    { title: 'Open a run or bundle…', icon: 'folder', onSelect: () => runCommand('runs.open') },
    'line',
    { title: 'Delete', icon: 'trash', danger: true, onSelect: () => void deleteRun(run) },
  ]
}

import { fileUrl, type SnapshotSummary } from '../api/contract.ts'
import { isBrowserFace } from '../api/desktopTransport.ts'
import { call } from '../api/transport.ts'
import { fileName, folderOf } from '../exporting/written.ts'
import { rollBack } from '../stage/play.ts'
import { toast, toastError, toastUndo, type MenuItem } from '../ui/index.ts'
import { openSnapshotDialog } from './dialogs.ts'
import { snapshotTitle } from './snapshotTitle.ts'

export function pinSnapshot(run: string, snapshot: SnapshotSummary): void {
  call('snapshots.edit', { run, id: snapshot.id, pinned: !snapshot.pinned }).catch(toastError)
}

export function deleteSnapshot(run: string, snapshot: SnapshotSummary): void {
  call('snapshots.delete', { run, id: snapshot.id }).then(() => {
    toastUndo(`Deleted the snapshot ${snapshotTitle(snapshot)}`, () => void call('snapshots.restore', { run, id: snapshot.id }).catch(toastError))
  }, toastError)
}

function exportSnapshot(run: string, snapshot: SnapshotSummary, format: 'ptp' | 'bess'): void {
  call('snapshots.export', { run, id: snapshot.id, format }).then(
    ({ file }) =>
      toast({
        level: 'good',
        text: `Exported the snapshot as ${fileName(file)}`,
        hint: folderOf([file]),
        ...(isBrowserFace() ? { action: { title: 'Download', run: () => download(fileUrl.ofRun(run, fileName(file)), fileName(file)) } } : {}),
      }),
    toastError,
  )
}

/** What can be done with one snapshot. */
export function snapshotMenuItems(run: string, snapshot: SnapshotSummary): MenuItem[] {
  return [
    { title: 'Roll back to it', icon: 'rollback', onSelect: () => void rollBack({ branch: snapshot.branch, tick: snapshot.tick }).catch(toastError) },
    { title: 'Name and note…', icon: 'edit', onSelect: () => openSnapshotDialog({ kind: 'edit', snapshot }) },
    { title: snapshot.pinned ? 'Unpin' : 'Pin (never pruned)', icon: 'pin', onSelect: () => pinSnapshot(run, snapshot) },
    'line',
    { title: 'Export as a snapshot file', icon: 'download', onSelect: () => exportSnapshot(run, snapshot, 'ptp') },
    { title: 'Export as BESS, for other emulators', icon: 'download', onSelect: () => exportSnapshot(run, snapshot, 'bess') },
    'line',
    { title: 'Delete', icon: 'trash', danger: true, onSelect: () => deleteSnapshot(run, snapshot) },
  ]
}

function download(url: string, name: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
}

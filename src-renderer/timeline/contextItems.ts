import { rollBack } from '../stage/play.ts'
import { openSnapshotDialog } from '../snapshots/dialogs.ts'
import { useSelection } from '../state/selection.ts'
import { formatCount, toastError, type MenuItem } from '../ui/index.ts'
import { fitAll, setView } from './viewStore.ts'

/** What can be done at a tick of a line, for the menu of the right button. */
export function contextItems(branch: number, tick: number): MenuItem[] {
  const { window, goTo, setWindow } = useSelection.getState()
  const at = formatCount(tick)
  return [
    { title: `Go to tick ${at}`, icon: 'chevronRight', onSelect: () => goTo(tick, branch) },
    { title: `Roll back to tick ${at}`, icon: 'rollback', onSelect: () => void rollBack({ branch, tick }).catch(toastError) },
    {
      title: 'Name a snapshot of it…',
      icon: 'snapshot',
      onSelect: () => {
        goTo(tick, branch)
        openSnapshotDialog({ kind: 'new' })
      },
    },
    'line',
    { title: 'Window starts here', onSelect: () => setWindow({ from: tick, to: Math.max(tick, window?.to ?? tick) }) },
    { title: 'Window ends here', onSelect: () => setWindow({ from: Math.min(tick, window?.from ?? tick), to: tick }) },
    ...(window === null
      ? []
      : [
          { title: 'Zoom to the window', icon: 'zoomIn' as const, keys: 'W', onSelect: () => setView(window) },
          { title: 'Clear the window', icon: 'close' as const, keys: 'Escape', onSelect: () => setWindow(null) },
        ]),
    'line',
    { title: 'Show the whole run', icon: 'fit', keys: '0', onSelect: fitAll },
  ]
}

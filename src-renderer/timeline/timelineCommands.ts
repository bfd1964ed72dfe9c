import { useCommands, type Command } from '../state/commands.ts'
import { useSelection } from '../state/selection.ts'
import { fitAll, setView, useView, zoom } from './viewStore.ts'
import { tickToX } from './view.ts'

const hasRun = (): boolean => useSelection.getState().run !== null
const hasWindow = (): boolean => useSelection.getState().window !== null

function zoomAtHead(factor: number): void {
  const { view, width } = useView.getState()
  const x = tickToX(view, width, useSelection.getState().tick)
  zoom(factor, x >= 0 && x <= width ? x : undefined)
}

function setEdge(edge: 'from' | 'to'): void {
  const { window, tick, setWindow } = useSelection.getState()
  const other = window ?? { from: tick, to: tick }
  setWindow(edge === 'from' ? { from: tick, to: Math.max(tick, other.to) } : { from: Math.min(tick, other.from), to: tick })
}

const COMMANDS: readonly Command[] = [
  { id: 'timeline.zoomIn', title: 'Zoom in', group: 'Timeline', keys: ['+', '='], when: hasRun, run: () => zoomAtHead(0.5) },
  { id: 'timeline.zoomOut', title: 'Zoom out', group: 'Timeline', keys: ['-'], when: hasRun, run: () => zoomAtHead(2) },
  { id: 'timeline.fit', title: 'Show the whole run', group: 'Timeline', keys: ['0'], when: hasRun, run: fitAll },
  { id: 'timeline.windowFrom', title: 'Window starts at the play head', group: 'Timeline', keys: ['['], when: hasRun, run: () => setEdge('from') },
  { id: 'timeline.windowTo', title: 'Window ends at the play head', group: 'Timeline', keys: [']'], when: hasRun, run: () => setEdge('to') },
  {
    id: 'timeline.zoomWindow',
    title: 'Zoom to the window',
    group: 'Timeline',
    keys: ['W'],
    when: hasWindow,
    run: () => {
      const { window } = useSelection.getState()
      if (window !== null) setView(window)
    },
  },
  { id: 'timeline.clearWindow', title: 'Clear the window', group: 'Timeline', keys: ['Escape'], when: hasWindow, run: () => useSelection.getState().setWindow(null) },
]

export function useTimelineCommands(): void {
  useCommands(COMMANDS)
}

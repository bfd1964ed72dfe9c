import type { JSX } from 'react'
import { useSelection } from '../state/selection.ts'
import { Icon, formatCount } from '../ui/index.ts'
import './WindowChip.css'

/** The selected window of ticks, and the way back to all of them; nothing while none is selected. */
export function WindowChip(): JSX.Element | null {
  const window = useSelection((state) => state.window)
  const setWindow = useSelection((state) => state.setWindow)
  if (window === null) return null
  return (
    <button type="button" className="window-chip" title="Show all ticks again" onClick={() => setWindow(null)}>
      {formatCount(window.from)}–{formatCount(window.to)} <Icon name="close" size={12} />
    </button>
  )
}

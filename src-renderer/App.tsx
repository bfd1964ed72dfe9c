// First, so that each view's own rules come after these.
import './ui/tokens.css'
import './ui/base.css'
import './shell/shell.css'
import { useEffect, useState, type JSX } from 'react'
import { startRunStore } from './state/live.ts'
import { startShotStore } from './state/shots.ts'
import { startTheme } from './state/theme.ts'
import { startTickStore } from './state/tick.ts'
import { AppViews } from './shell/AppViews.tsx'
import { ConnectionBar } from './shell/ConnectionBar.tsx'
import { KeySheet } from './shell/KeySheet.tsx'
import { Palette } from './shell/Palette.tsx'
import { startSearches } from './search/searches.ts'
import { startMessages } from './shell/messages.ts'
import { TopBar } from './shell/TopBar.tsx'
import { useShellCommands } from './shell/shellCommands.ts'
import { useGlobalKeys } from './shell/useGlobalKeys.ts'
import { openFirstRun } from './runs/firstRun.ts'
import { RunDialogs } from './runs/RunDialogs.tsx'
import { SnapshotDialogs } from './snapshots/SnapshotDialogs.tsx'
import { ContextMenu } from './ui/index.ts'

startTheme()

/** The workbench. The transport must be installed before it is drawn. */
export function App(): JSX.Element {
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null)
  useEffect(() => {
    const stops = [startRunStore(), startTickStore(), startShotStore(), startMessages(), startSearches(), openFirstRun()]
    return () => {
      for (const stop of stops) stop()
    }
  }, [])
  useGlobalKeys()
  useShellCommands(setOpen)
  return (
    <div className="app">
      <TopBar onPalette={() => setOpen('palette')} onKeys={() => setOpen('keys')} />
      <ConnectionBar />
      <main className="layout">
        <AppViews />
      </main>
      <RunDialogs />
      <SnapshotDialogs />
      {open === 'palette' && <Palette onClose={() => setOpen(null)} />}
      {open === 'keys' && <KeySheet onClose={() => setOpen(null)} />}
      <ContextMenu />
    </div>
  )
}

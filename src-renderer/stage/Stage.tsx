import { useCallback, useState, type JSX } from 'react'
import { buttonsOf } from '../api/contract.ts'
import { useCall } from '../api/useCall.ts'
import { openRunDialog } from '../runs/dialogs.ts'
import { useFirstRun } from '../runs/firstRun.ts'
import { bundledChoice } from '../runs/bundled.ts'
import { runBundledScript } from '../runs/runActions.ts'
import { SearchBand } from '../search/SearchBand.tsx'
import { SearchScreen } from '../search/SearchScreen.tsx'
import { useExploring } from '../search/searches.ts'
import { useLive } from '../state/live.ts'
import { useRun, refreshRun } from '../state/run.ts'
import { useSelection } from '../state/selection.ts'
import { Button, EmptyState, ErrorState, Spinner, toastError } from '../ui/index.ts'
import { Controls } from './Controls.tsx'
import { giveBack } from './play.ts'
import { Screen } from './Screen.tsx'
import './stage.css'
import { usePlayCommands } from './playCommands.ts'
import { useConsoleKeys } from './useConsoleKeys.ts'

/** The game picture with what moves it. */
export function Stage(): JSX.Element {
  const run = useSelection((state) => state.run)
  const looking = useFirstRun((state) => state.looking)
  const isThere = useRun((state) => state.detail !== null)
  const error = useRun((state) => (state.detail === null ? state.error : null))
  // Until lines are recorded the run itself has nothing to show but where it was switched on.
  const isExploring = useExploring(run)
  const explores = useSelection((state) => state.following) && isExploring
  usePlayCommands()
  return (
    <section className="panel stage" aria-label="Game">
      {run === null ? (
        looking ? (
          <Spinner label="Looking for runs" />
        ) : (
          <FirstStart />
        )
      ) : error !== null ? (
        <ErrorState error={error} onRetry={() => refreshRun(run)} />
      ) : (
        <>
          <div className="stage-sight">
            {!isThere ? <Spinner label="Opening the run" /> : explores ? <SearchScreen key={run} run={run} /> : <Screen key={run} run={run} />}
            <SearchBand key={`search ${run}`} run={run} />
          </div>
          {!explores && <Controls />}
          <TakenOver />
        </>
      )}
    </section>
  )
}

function FirstStart(): JSX.Element {
  const games = useCall('games.list', {})
  const scripts = useCall('scripts.list', {})
  const choice = games.data === null || scripts.data === null ? null : bundledChoice(games.data, scripts.data)
  const [busy, setBusy] = useState(false)
  const start = (): void => {
    setBusy(true)
    void runBundledScript().finally(() => setBusy(false))
  }
  return (
    <EmptyState
      icon="game"
      title="No run is open"
      actions={
        <>
          <Button kind="primary" icon="play" disabled={busy} onClick={start}>
            Run the bundled script
          </Button>
          <Button onClick={() => openRunDialog({ kind: 'new' })}>New run…</Button>
          <Button onClick={() => openRunDialog({ kind: 'open' })}>Open a run…</Button>
        </>
      }
    >
      {choice === null
        ? 'A script plays a game; every tick of it is recorded, and you can go back to any of them.'
        : `${choice.script.name} plays ${choice.game.title}. Every tick of it is recorded, and you can go back to any of them.`}
    </EmptyState>
  )
}

/** Says that the keyboard is the console's now, which keys do what, and how to give it back. */
function TakenOver(): JSX.Element | null {
  const run = useLive((state) => (state.live?.driver === 'keyboard' ? state.live.run : null))
  const [buttons, setButtons] = useState(0)
  useConsoleKeys(
    run,
    useCallback((mask: number) => setButtons(mask), []),
  )
  if (run === null) return null
  const held = new Set<string>(buttonsOf(buttons))
  const key = (cap: string, what: string): JSX.Element => (
    <span className={held.has(what) ? 'taken-over-key taken-over-held' : 'taken-over-key'}>
      <kbd>{cap}</kbd> {what}
    </span>
  )
  return (
    <div className="taken-over" role="status">
      <strong>You play.</strong>
      <span className="taken-over-key">
        <kbd>↑</kbd>
        <kbd>↓</kbd>
        <kbd>←</kbd>
        <kbd>→</kbd>
      </span>
      {key('Z', 'A')}
      {key('X', 'B')}
      {key('⏎', 'START')}
      {key('⌫', 'SELECT')}
      <Button className="taken-over-back" onClick={() => void giveBack().catch(toastError)}>
        <kbd>Esc</kbd> Give back
      </Button>
    </div>
  )
}

import { useEffect, useRef, useState, type JSX } from 'react'
import { call } from '../api/transport.ts'
import { GoOnSearching } from '../search/GoOnSearching.tsx'
import { isLoaded, useLive } from '../state/live.ts'
import { runCommand } from '../state/commands.ts'
import { useBranches, headOf, useRun } from '../state/run.ts'
import { useSelection } from '../state/selection.ts'
import { Button, formatCount, formatSpeed, IconButton, type IconName, Icon, Menu, toastError } from '../ui/index.ts'
import { openSnapshotDialog } from '../snapshots/dialogs.ts'
import { useSpeed } from '../state/speed.ts'
import { parseTick, useGoTo } from './goTo.ts'
import { usePlayback } from './playback.ts'
import { lineEnd, rollBack, rollBackBy, setSpeed } from './play.ts'
import { SPEEDS } from './speeds.ts'

/** A click takes no focus, so that Space goes on to mean run and pause; and it ends typing elsewhere. */
function keepFocus(event: { preventDefault: () => void }): void {
  event.preventDefault()
  const { activeElement } = document
  if (activeElement instanceof HTMLElement && activeElement.closest('input, textarea, [contenteditable="true"]') !== null) activeElement.blur()
}

/** What moves the run and the play head. */
export function Controls(): JSX.Element {
  return (
    <div className="controls" role="toolbar" aria-label="Transport" aria-orientation="vertical">
      <PlayRow />
      <JumpRow />
      <Speeds />
      <GoTo />
      <Actions />
    </div>
  )
}

function Command({ id, icon, label, keys, disabled, pressed }: { id: string; icon: IconName; label: string; keys?: string; disabled?: boolean; pressed?: boolean }): JSX.Element {
  return <IconButton icon={icon} label={label} keys={keys} disabled={disabled} pressed={pressed} onMouseDown={keepFocus} onClick={() => runCommand(id)} />
}

function PlayRow(): JSX.Element {
  const filming = usePlayback((state) => state.playing)
  const running = useLive((state) => state.live?.status === 'running') || filming
  const loaded = useLive((state) => isLoaded(state.live))
  const isThere = useLive((state) => state.live !== null)
  const recorded = useRun((state) => state.detail?.summary.status ?? null)
  const ended = (useLive((state) => state.live?.status ?? null) ?? recorded) === 'completed'
  const following = useSelection((state) => state.following)
  const canStepOn = useCanStepOn()
  const canStepBack = useSelection((state) => state.tick > 0)
  return (
    <div className="controls-row">
      <Command id="play.stepBack" icon="stepBack" label="Step a tick back" keys="ArrowLeft" disabled={!canStepBack} />
      <IconButton
        className="controls-play"
        icon={running ? 'pause' : 'play'}
        label={running ? 'Pause' : loaded ? 'Run' : ended ? 'Play the record' : 'Load the run and go on'}
        keys="Space"
        onMouseDown={keepFocus}
        onClick={() => runCommand('play.toggle')}
      />
      <Command id="play.step" icon="stepForward" label="Step a tick forward" keys="ArrowRight" disabled={!canStepOn} />
      <Command id="play.stop" icon="stop" label={loaded || !isThere ? 'Stop the run' : 'Close the run: its emulator is free again'} disabled={!isThere} />
      <Command id="go.end" icon="follow" label={loaded ? 'Follow the live run' : 'To the end of the line'} keys="End" pressed={loaded && following} />
    </div>
  )
}

function useCanStepOn(): boolean {
  const branches = useBranches()
  const tick = useSelection((state) => state.tick)
  const branch = useSelection((state) => state.branch)
  const loaded = useLive((state) => isLoaded(state.live))
  return loaded || tick < headOf(branches, branch)
}

function JumpRow(): JSX.Element {
  return (
    <div className="controls-row controls-jump">
      <span className="controls-group" role="group" aria-label="Events">
        <Command id="go.previousEvent" icon="previousEvent" label="Previous event" keys="Shift+ArrowLeft" />
        <span className="controls-caption">event</span>
        <Command id="go.nextEvent" icon="nextEvent" label="Next event" keys="Shift+ArrowRight" />
      </span>
      <span className="controls-group" role="group" aria-label="Snapshots">
        <Command id="go.previousSnapshot" icon="previousEvent" label="Previous snapshot" keys="Alt+ArrowLeft" />
        <span className="controls-caption">
          <Icon name="snapshot" size={12} />
        </span>
        <Command id="go.nextSnapshot" icon="nextEvent" label="Next snapshot" keys="Alt+ArrowRight" />
      </span>
    </div>
  )
}

function Speeds(): JSX.Element {
  const live = useLive((state) => (isLoaded(state.live) ? (state.live?.speed ?? null) : null))
  const chosen = useSpeed((state) => state.speed)
  const speed = live ?? chosen
  const what = live === null ? 'Speed of playing the record' : 'Speed of the run'
  return (
    <div className="controls-speed">
      <span className="controls-caption" title={live === null ? 'No emulator plays: the record is shown like a film' : 'How fast the emulator plays; 1× is the console’s own speed'}>
        {live === null ? 'record speed' : 'run speed'}
      </span>
      <div className="controls-speeds" role="group" aria-label={what}>
        {SPEEDS.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === speed}
            title={`${what}: ${one === 0 ? 'as fast as possible' : `${formatSpeed(one)} the console’s own`}`}
            onMouseDown={keepFocus}
            onClick={() => setSpeed(one)}
          >
            {formatSpeed(one)}
          </button>
        ))}
      </div>
    </div>
  )
}

function GoTo(): JSX.Element {
  const field = useRef<HTMLInputElement>(null)
  const tick = useSelection((state) => state.tick)
  const goTo = useSelection((state) => state.goTo)
  const [text, setText] = useState<string | null>(null)
  const [wrong, setWrong] = useState(false)
  useEffect(() => {
    useGoTo.setState({
      focus: () => {
        field.current?.focus()
        field.current?.select()
      },
    })
    return () => useGoTo.setState({ focus: null })
  }, [])
  const leave = (): void => {
    setText(null)
    setWrong(false)
    field.current?.blur()
  }
  return (
    <form
      className="controls-goto"
      onSubmit={(event) => {
        event.preventDefault()
        const to = parseTick(text ?? '', tick, lineEnd())
        if (text === null) leave()
        else if (to === null) setWrong(true)
        else {
          goTo(to)
          leave()
        }
      }}
    >
      <label htmlFor="go-to-tick">tick</label>
      <input
        ref={field}
        id="go-to-tick"
        className="field"
        inputMode="numeric"
        value={text ?? formatCount(tick)}
        title="A tick, or +10 or −10 from here (G)"
        aria-invalid={wrong}
        onFocus={(event) => {
          // The same text as before, or the selection would be lost.
          setText(formatCount(tick))
          event.target.select()
        }}
        onChange={(event) => {
          setText(event.target.value)
          setWrong(false)
        }}
        onBlur={() => {
          setText(null)
          setWrong(false)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') leave()
        }}
      />
    </form>
  )
}

function RollBackMenu(): JSX.Element {
  const back = (ticks: number): { title: string; onSelect: () => void; keys?: string } => ({
    title: `${formatCount(ticks)} ticks back`,
    onSelect: () => void rollBackBy(ticks).catch(toastError),
    ...(ticks === 10 ? { keys: 'Shift+B' } : {}),
  })
  const toSnapshot = async (): Promise<void> => {
    const { run, branch, tick } = useSelection.getState()
    if (run === null) return
    const found = await call('timeline.jump', { run, branch, tick, to: 'snapshot', direction: -1 })
    await rollBack({ branch, tick: found?.tick ?? 0 })
  }
  return (
    <Menu label="Roll back by" className="controls-more" align="end" items={[back(1), back(10), back(100), back(1000), 'line', { title: 'To the snapshot before', icon: 'snapshot', onSelect: () => void toSnapshot().catch(toastError) }]}>
      <Icon name="chevronDown" size={12} />
    </Menu>
  )
}

function Actions(): JSX.Element {
  const byHand = useLive((state) => state.live?.driver === 'keyboard')
  const isLive = useLive((state) => isLoaded(state.live))
  return (
    <div className="controls-actions">
      <div className="controls-split">
        <Button icon="rollback" title="Puts the run back to the play head; what comes next is a new branch" keys="B" onMouseDown={keepFocus} onClick={() => runCommand('play.rollback')}>
          Roll back here
        </Button>
        <RollBackMenu />
      </div>
      <Button icon="keyboard" keys={byHand ? 'Escape' : 'T'} pressed={byHand} title="Play by hand from here" onMouseDown={keepFocus} onClick={() => runCommand(byHand ? 'play.giveback' : 'play.takeover')}>
        {byHand ? 'Give back' : 'Take over'}
      </Button>
      <Button icon="snapshot" keys="N" title="Name a snapshot of this tick" onMouseDown={keepFocus} onClick={() => openSnapshotDialog({ kind: 'new' })}>
        Snapshot…
      </Button>
      {isLive && (
        <Button icon="settings" title="Limits, rates, pictures, snapshots and commands of the live run" onMouseDown={keepFocus} onClick={() => runCommand('runs.settings')}>
          Settings…
        </Button>
      )}
      <GoOnSearching />
    </div>
  )
}

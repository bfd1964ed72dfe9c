import { useLive, isLoaded } from '../state/live.ts'
import { useCommands, type Command } from '../state/commands.ts'
import { useSelection } from '../state/selection.ts'
import { chosenSpeed } from '../state/speed.ts'
import { toastError } from '../ui/index.ts'
import { useGoTo } from './goTo.ts'
import * as play from './play.ts'
import { stopPlayback, togglePlayback, usePlayback } from './playback.ts'
import { SPEEDS } from './speeds.ts'

const hasRun = (): boolean => useSelection.getState().run !== null
const loaded = (): boolean => isLoaded(useLive.getState().live)
const byHand = (): boolean => useLive.getState().live?.driver === 'keyboard'
const doing = (work: () => Promise<void>): (() => void) => () => void work().catch(toastError)

/** A step ends a film that plays. */
function stepping(step: () => Promise<void>): () => void {
  return () => {
    stopPlayback()
    void step().catch(toastError)
  }
}

/** Space: pause what plays, else play on; of a run that has ended, its record. */
function toggle(): void {
  if (play.isRunning()) void play.pause().catch(toastError)
  else if (usePlayback.getState().playing || (!loaded() && play.hasEnded())) togglePlayback()
  else void play.playOn().catch(toastError)
}

function speedStep(by: 1 | -1): void {
  const { live } = useLive.getState()
  const at = SPEEDS.indexOf(isLoaded(live) ? (live?.speed ?? 1) : chosenSpeed())
  const next = SPEEDS[(at < 0 ? 1 : at) + by]
  if (next !== undefined) play.setSpeed(next)
}

const COMMANDS: readonly Command[] = [
  { id: 'play.toggle', title: 'Run or pause', group: 'Play', keys: ['Space'], when: hasRun, run: toggle },
  { id: 'play.record', title: 'Play the record from here, or stop', group: 'Play', keys: ['P'], when: () => hasRun() && !play.isRunning(), run: togglePlayback },
  { id: 'play.step', title: 'Step a tick forward', group: 'Play', keys: ['ArrowRight'], when: hasRun, run: stepping(play.stepForward) },
  { id: 'play.stepBack', title: 'Step a tick back', group: 'Play', keys: ['ArrowLeft'], when: hasRun, run: stepping(play.stepBack) },
  { id: 'play.stop', title: 'Stop the run', group: 'Play', when: () => useLive.getState().live !== null, run: play.stop },
  { id: 'play.faster', title: 'Faster', group: 'Play', keys: ['.'], when: hasRun, run: () => speedStep(1) },
  { id: 'play.slower', title: 'Slower', group: 'Play', keys: [','], when: hasRun, run: () => speedStep(-1) },
  { id: 'play.rollback', title: 'Roll back here', group: 'Play', keys: ['B'], when: hasRun, run: doing(() => play.rollBack()) },
  { id: 'play.rollback10', title: 'Roll back 10 ticks', group: 'Play', keys: ['Shift+B'], when: hasRun, run: doing(() => play.rollBackBy(10)) },
  { id: 'play.takeover', title: 'Take over by keyboard', group: 'Play', keys: ['T'], when: () => hasRun() && !byHand(), run: doing(play.takeOver) },
  { id: 'play.giveback', title: 'Give the keys back', group: 'Play', when: byHand, run: doing(play.giveBack) },
  { id: 'go.tick', title: 'Go to a tick', group: 'Go', keys: ['G'], when: hasRun, run: () => useGoTo.getState().focus?.() },
  { id: 'go.nextEvent', title: 'Next event', group: 'Go', keys: ['Shift+ArrowRight'], when: hasRun, run: doing(() => play.jump('event', 1)) },
  { id: 'go.previousEvent', title: 'Previous event', group: 'Go', keys: ['Shift+ArrowLeft'], when: hasRun, run: doing(() => play.jump('event', -1)) },
  { id: 'go.nextSnapshot', title: 'Next snapshot', group: 'Go', keys: ['Alt+ArrowRight'], when: hasRun, run: doing(() => play.jump('snapshot', 1)) },
  { id: 'go.previousSnapshot', title: 'Previous snapshot', group: 'Go', keys: ['Alt+ArrowLeft'], when: hasRun, run: doing(() => play.jump('snapshot', -1)) },
  { id: 'go.start', title: 'To the start of the line', group: 'Go', keys: ['Home'], when: hasRun, run: () => useSelection.getState().goTo(0) },
  {
    id: 'go.end',
    title: 'To the end of the line, following the live run',
    group: 'Go',
    keys: ['End', 'F'],
    when: hasRun,
    run: () => (loaded() ? useSelection.getState().follow(true) : useSelection.getState().goTo(play.lineEnd())),
  },
]

/** What moves the run and the play head, for keys and palette. */
export function usePlayCommands(): void {
  useCommands(COMMANDS)
}

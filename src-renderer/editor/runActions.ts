import { call } from '../api/transport.ts'
import { isLoaded, useLive } from '../state/live.ts'
import { useSelection } from '../state/selection.ts'
import { chosenSpeed } from '../state/speed.ts'
import { toast, toastError } from '../ui/index.ts'

export interface Playable {
  script: string
  source: string
  breakpoints: number[]
}

/** Starts a new run of a script and looks at it. */
export async function runScript({ script, source, breakpoints }: Playable, game: string): Promise<void> {
  try {
    const { run } = await call('run.start', { game, script, source, speed: chosenSpeed(), seed: null, breakpoints })
    useSelection.getState().select(run)
  } catch (error) {
    toastError(error)
  }
}

/** Rolls the selected run back to the play head and runs a script from there, on a new branch. */
export async function runFromHere(playable: Playable): Promise<void> {
  const { run, branch, tick, follow } = useSelection.getState()
  if (run === null) return
  const wasLoaded = isLoaded(useLive.getState().live)
  try {
    await call('run.script', { run, from: { branch, tick }, ...playable })
    if (!wasLoaded) await call('run.speed', { run, speed: chosenSpeed() })
    follow(true)
    toast({ level: 'info', text: `${playable.script} runs from tick ${tick} on a new branch` })
  } catch (error) {
    toastError(error)
  }
}

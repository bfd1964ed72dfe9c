import { PtpError, type RunSummary } from '../api/contract.ts'
import { call } from '../api/transport.ts'
import { openScript, useScript } from '../editor/document.ts'
import { useSelection } from '../state/selection.ts'
import { chosenSpeed } from '../state/speed.ts'
import { toast, toastError, toastUndo } from '../ui/index.ts'
import { changeCount, mutable, type SettingChanges } from '../settings/values.ts'
import { bundledChoice } from './bundled.ts'
import { runTitle } from './runTitle.ts'

/** Moves a run to the bin, with a way back. */
export async function deleteRun(run: RunSummary): Promise<void> {
  try {
    await call('runs.delete', { run: run.run_id })
  } catch (error) {
    toastError(error)
    return
  }
  const wasSelected = useSelection.getState().run === run.run_id
  if (wasSelected) useSelection.getState().select(null)
  toastUndo(`Deleted the run ${runTitle(run)}`, () => {
    call('runs.restore', { run: run.run_id }).then(() => {
      if (wasSelected) useSelection.getState().select(run.run_id)
    }, toastError)
  })
}

/** Writes a bundle of the run; its progress is shown at the top. */
export function bundleRun(run: RunSummary): void {
  call('runs.bundle', { run: run.run_id }).catch(toastError)
}

/** Copies where a run lies on disk. */
export function copyRunPath(run: RunSummary): void {
  navigator.clipboard.writeText(run.dir).then(() => toast({ level: 'good', text: `Copied ${run.dir}` }), toastError)
}

export interface NewRun {
  game: string
  /** null: played by an agent or by hand */
  script: string | null
  /** what plays where there is no script; null: a person */
  agent?: 'random' | null
  /** 0 = as fast as possible */
  speed: number
  seed: number | null
  /** settings that are not as they come, by section */
  settings?: SettingChanges
}

/**
 * Starts a run and looks at it. One that is played by hand begins taken over.
 * @throws PtpError as the engine gives it
 */
export async function startRun({ game, script, agent = null, speed, seed, settings = {} }: NewRun): Promise<string> {
  const source = script === null ? null : (await call('scripts.read', { name: script })).source
  const { run } = await call('run.start', { game, script: script ?? agent ?? 'by hand', source, agent, speed, seed, ...(changeCount(settings) === 0 ? {} : { settings: mutable(settings) }) })
  useSelection.getState().select(run)
  return run
}

/**
 * Starts a search in a new run and looks at it.
 * @param seconds it may take, null: without end
 * @throws PtpError as the engine gives it
 */
export async function startSearch(game: string, goal: string, seed: number | null, seconds: number | null): Promise<string> {
  const { run } = await call('search.start', { game, goal, seed, max_seconds: seconds })
  useSelection.getState().select(run)
  return run
}

/** Runs the script that comes with the workbench on the game that comes with it, and shows it in the editor. */
export async function runBundledScript(): Promise<void> {
  try {
    const [games, scripts] = await Promise.all([call('games.list', {}), call('scripts.list', {})])
    const choice = bundledChoice(games, scripts)
    if (choice === null) {
      throw new PtpError('not-found', 'No bundled game or script is there.', { hint: 'Start a new run and choose a game and a script yourself.' })
    }
    await startRun({ game: choice.game.id, script: choice.script.name, speed: chosenSpeed(), seed: null })
    if (useScript.getState().name !== choice.script.name) await openScript(choice.script.name)
  } catch (error) {
    toastError(error)
  }
}

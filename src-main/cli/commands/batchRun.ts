import type { PtpError } from '../../../src-preload/contract/index.ts'
import { RunGuard, type LoadedGame, type Run, type RunOutcome, type RunSettings } from '../../run/index.ts'
import type { LoadedScript, Workbench } from '../../workbench.ts'
import { throwWhatGuardEnded } from '../guardedEnd.ts'
import { log } from '../log.ts'

export interface BatchRunParts {
  workbench: Workbench
  game: LoadedGame
  script: LoadedScript
  settings: RunSettings
  signal: AbortSignal | undefined
  /** the run is there, whatever becomes of it */
  begun: (run: Run) => void
  told: (share: number, note: string) => void
}

/**
 * Plays one run of a batch to its end, guarded as a run that is played alone: a full disk is cleaned up, a failure of the
 * memory or of the database ends this run cleanly and none of the others.
 * @throws PtpError why it could not be played; `disk-full` when clearing up was not enough, `cancelled` after an emergency
 */
export async function playOfBatch({ workbench, game, script, settings, signal, begun, told }: BatchRunParts): Promise<RunOutcome> {
  let guard: RunGuard | null = null
  const onError = (error: PtpError): void => {
    log().warning(error.message)
    guard?.heard(error)
  }
  const run = await workbench.startRun({
    game, script, settings, experiment: settings.experiment.name, seed: settings.system.random_seed, inTurn: true, onError, ...(signal ? { signal } : {}),
  })
  begun(run)
  const guarding = (guard = new RunGuard(run, { say: (level, text) => (level === 'info' ? log().info(`${run.id}: ${text}`) : log().warning(`${run.id}: ${text}`)) }))
  const stop = (): void => {
    guarding.letStop()
    void run.pause()
  }
  signal?.addEventListener('abort', stop, { once: true })
  const deaf = run.listen((news) => {
    if (news.kind === 'live') told(run.progress ?? 0, `tick ${run.present.tick}`)
    if (news.kind === 'message') log().debug(`${run.id} tick ${news.tick}: ${news.text}`)
  })
  try {
    await run.resume()
    if (signal?.aborted) stop()
    let status = await run.until((now) => now !== 'running')
    // The guard pauses a run to make room, and lets it go on.
    while (status === 'paused' && !signal?.aborted && (await guarding.hasLetGoOn())) status = await run.until((now) => now !== 'running')
    await throwWhatGuardEnded(run, guarding)
    return await run.close(status === 'paused' ? 'manual_stop' : status)
  } finally {
    await guarding.stop()
    deaf()
    signal?.removeEventListener('abort', stop)
  }
}

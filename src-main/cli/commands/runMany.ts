import path from 'node:path'
import { serializeError, type RunStatus, type SerializedError } from '../../../src-preload/contract/index.ts'
import { defaultHome } from '../../places.ts'
import { makeBackend, runBatch, type BatchStatistics, type TaskResult } from '../../pool/index.ts'
import type { LoadedGame, Run, RunOutcome } from '../../run/index.ts'
import { Workbench, type LoadedScript } from '../../workbench.ts'
import { startBars, type BatchBars } from '../batchBars.ts'
import { untilInterrupted } from '../interrupt.ts'
import { log } from '../log.ts'
import { print, table } from '../output.ts'
import { attached, namesBackend, poolThatIsUp, wishOf, type PoolFlags } from '../poolWish.ts'
import { settingsFor } from '../settingFlags.ts'
import type { GlobalOptions } from '../flags.ts'

interface RunManyFlags extends GlobalOptions, PoolFlags {
  script: string[]
  game: string
  repeat: number
}

/** One task of the batch, as --json prints it. */
interface TaskReport {
  index: number
  script: string
  run_id: string | null
  dir: string | null
  status: RunStatus | 'cancelled'
  message: string | null
  ticks: number
  frames: number
  final_state_hash: string | null
  wall_seconds: number
  error: SerializedError | null
}

interface Task {
  script: LoadedScript
  name: string
}

/** Plays many scripts side by side over a pool. */
export async function runMany(flags: RunManyFlags): Promise<void> {
  const visible = !flags.json && !flags.quiet
  const { settings } = settingsFor(flags)
  const home = flags.home ?? defaultHome()
  // A pool that is up serves whoever says nothing else.
  const card = namesBackend(flags) ? null : poolThatIsUp(home)
  const workbench = new Workbench({ home, makeBackend: (wish) => (card ? attached(card) : makeBackend(wish)) })
  const end = untilInterrupted(visible)
  let bars: BatchBars | null = null
  try {
    const game = await workbench.loadGame(flags.game)
    // All are read before the first is played: a mistake in the last is told at once.
    const scripts = flags.script.map((file) => ({ script: workbench.loadScript(file, game), name: path.basename(file, '.ptp') }))
    const tasks = Array.from({ length: flags.repeat }, () => scripts).flat()
    const pool = await workbench.pools.open({ ...wishOf(flags), ...(card ? { backend: 'gym' } : {}) }, end.signal)
    const stop = pool.listen({ changed: () => undefined, logged: () => undefined, event: ({ level, emulator, text, run }) => level !== 'info' && log().debug(`${emulator ?? 'pool'}${run ? ` (${run})` : ''}: ${text}`) })
    const shown = (bars = startBars(tasks.map(({ name }, index) => `${index + 1} ${name}`), visible))
    const { results, statistics } = await runBatch(tasks, (task, index, signal) => play(workbench, game, task, { settings, signal, told: (share, note) => shown.update(index, share, note) }), {
      width: pool.size,
      signal: end.signal,
      onProgress: (result) => {
        if (result.ok !== null) shown.ended(result.index, lineOf(reportOf(tasks, result)))
      },
    })
    stop()
    bars.stop()
    const reports = results.map((result) => reportOf(tasks, result))
    print(flags, { tasks: reports, statistics: { ...statistics, ...speedOf(reports, statistics) }, pool: pool.status.statistics }, flags.quiet ? [] : describe(reports, statistics))
    if (reports.some(({ status, error }) => status === 'failed' || error !== null)) process.exitCode = end.signal.aborted ? 130 : 3
  } finally {
    bars?.stop()
    end.stop()
    await workbench.closed()
  }
}

interface PlayParts {
  settings: ReturnType<typeof settingsFor>['settings']
  signal: AbortSignal | undefined
  told: (share: number, note: string) => void
}

async function play(workbench: Workbench, game: LoadedGame, { script }: Task, { settings, signal, told }: PlayParts): Promise<{ run: Run; outcome: RunOutcome }> {
  const run = await workbench.startRun({ game, script, settings, experiment: settings.experiment.name, seed: settings.system.random_seed, inTurn: true, onError: (error) => log().warning(error.message), ...(signal ? { signal } : {}) })
  const stop = (): void => void run.pause()
  signal?.addEventListener('abort', stop, { once: true })
  const deaf = run.listen((news) => {
    if (news.kind === 'live') told(run.progress ?? 0, `tick ${run.present.tick}`)
    if (news.kind === 'message') log().debug(`${run.id} tick ${news.tick}: ${news.text}`)
  })
  try {
    await run.resume()
    if (signal?.aborted) await run.pause()
    const status = await run.until((now) => now !== 'running')
    return { run, outcome: await run.close(status === 'paused' ? 'manual_stop' : status) }
  } finally {
    deaf()
    signal?.removeEventListener('abort', stop)
  }
}

function reportOf(tasks: readonly Task[], result: TaskResult<{ run: Run; outcome: RunOutcome }>): TaskReport {
  const common = { index: result.index, script: tasks[result.index]?.name ?? '', wall_seconds: Math.round(result.ms) / 1000 }
  if (!result.ok) {
    const status = result.error.code === 'cancelled' ? 'cancelled' : 'failed'
    return { ...common, run_id: null, dir: null, status, message: result.error.message, ticks: 0, frames: 0, final_state_hash: null, error: serializeError(result.error) }
  }
  const { run, outcome } = result.value
  const { status, message, tick: ticks, frame: frames, finalStateHash } = outcome
  return { ...common, run_id: run.id, dir: run.files.dir, status, message, ticks, frames, final_state_hash: finalStateHash, error: null }
}

function speedOf(reports: readonly TaskReport[], { wall_ms }: BatchStatistics): { frames: number; frames_per_second: number } {
  const frames = reports.reduce((sum, report) => sum + report.frames, 0)
  return { frames, frames_per_second: wall_ms > 0 ? Math.round((1000 * frames) / wall_ms) : 0 }
}

function lineOf({ index, script, status, message, ticks }: TaskReport): string {
  return `${index + 1} ${script}: ${status}, ${ticks} ticks${message ? ` (${message})` : ''}`
}

function describe(reports: readonly TaskReport[], statistics: BatchStatistics): string[] {
  const { completed, tasks, failed, cancelled, wall_ms } = statistics
  const rows = reports.map((report) => [report.index + 1, report.script, report.status, report.ticks, report.frames, report.wall_seconds, report.final_state_hash ?? '', report.run_id ?? ''])
  const { frames_per_second } = speedOf(reports, statistics)
  return [
    '',
    ...table(['#', 'script', 'status', 'ticks', 'frames', 's', 'state hash', 'run'], rows),
    '',
    `${completed} of ${tasks} played${failed > 0 ? `, ${failed} failed` : ''}${cancelled > 0 ? `, ${cancelled} not begun` : ''} in ${(wall_ms / 1000).toFixed(1)} s: ${frames_per_second} frames/s`,
    ...reports.flatMap(({ index, error }) => (error ? [`${index + 1}: ${error.message}${error.hint ? `; ${error.hint}` : ''}`] : [])),
  ]
}

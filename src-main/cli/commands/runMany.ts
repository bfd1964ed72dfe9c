import path from 'node:path'
import { asPtpError, serializeError, type RunStatus, type SerializedError } from '../../../src-preload/contract/index.ts'
import { defaultHome } from '../../places.ts'
import { makeBackend, notExact, runBatch, type BatchStatistics, type Pool, type TaskResult } from '../../pool/index.ts'
import type { Run, RunOutcome } from '../../run/index.ts'
import { Workbench, type LoadedScript } from '../../workbench.ts'
import { startBars, type BatchBars } from '../batchBars.ts'
import { centralDbFor, showAndDeliver } from '../delivery.ts'
import { untilInterrupted } from '../interrupt.ts'
import { log } from '../log.ts'
import { print, table } from '../output.ts'
import { order, type PaceReport, type PoolCard } from '../poolDoor.ts'
import { attached, namesBackend, poolThatIsUp, wishOf, type PoolFlags } from '../poolWish.ts'
import { settingsFor } from '../settingFlags.ts'
import type { GlobalOptions } from '../flags.ts'
import { playOfBatch } from './batchRun.ts'

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
  const workbench = new Workbench({ home, ...centralDbFor(flags), makeBackend: (wish) => (card ? attached(card, wish.sla) : makeBackend(wish)) })
  const end = untilInterrupted(visible)
  let bars: BatchBars | null = null
  try {
    const game = await workbench.loadGame(flags.game)
    // All are read before the first is played: a mistake in the last is told at once.
    const scripts = flags.script.map((file) => ({ script: workbench.loadScript(file, game), name: path.basename(file, '.ptp') }))
    const tasks = Array.from({ length: flags.repeat }, () => scripts).flat()
    const pool = await workbench.pools.open({ ...wishOf(flags), ...(card ? { backend: 'gym' } : {}) }, end.signal)
    const plain = pool.seats.find(({ host }) => host?.isPlain)?.host?.url
    if (plain) throw notExact(plain)
    const runs = new Map<number, Run>()
    const stop = hear(pool, card)
    const shown = (bars = startBars(tasks.map(({ name }, index) => `${index + 1} ${name}`), visible))
    const { results, statistics } = await runBatch(tasks, ({ script }, index, signal) => playOfBatch({ workbench, game, script, settings, signal, begun: (run) => runs.set(index, run), told: (share, note) => shown.update(index, share, note) }), {
      width: pool.size,
      signal: end.signal,
      onProgress: (result) => {
        if (result.ok !== null) shown.ended(result.index, lineOf(reportOf(tasks, result, runs)))
      },
    })
    stop()
    bars.stop()
    const reports = results.map((result) => reportOf(tasks, result, runs))
    const result = { tasks: reports, statistics: { ...statistics, ...speedOf(reports, statistics) }, pool: pool.status.statistics }
    await showAndDeliver(workbench, flags, (central) => print(flags, central ? { ...result, central } : result, flags.quiet ? [] : describe(reports, statistics)))
    if (reports.some(({ status, error }) => status === 'failed' || error !== null)) process.exitCode = end.signal.aborted ? 130 : 3
  } finally {
    bars?.stop()
    end.stop()
    await workbench.closed()
  }
}

/** Slow answers are told to whoever keeps the pool up. */
function hear(pool: Pool, card: PoolCard | null): () => void {
  return pool.listen({
    changed: () => undefined,
    logged: () => undefined,
    event: ({ level, kind, emulator, text, run }) => {
      if (level !== 'info') log().debug(`${emulator ?? 'pool'}${run ? ` (${run})` : ''}: ${text}`)
      const url = pool.seats.find(({ id }) => id === emulator)?.host?.url
      if (!card || !url || kind !== 'slow') return
      const report: PaceReport = { url, run, is_slow: level === 'warning', text }
      order(card, 'pace', report).catch((error: unknown) => log().debug(asPtpError(error).message))
    },
  })
}

function reportOf(tasks: readonly Task[], result: TaskResult<RunOutcome>, runs: ReadonlyMap<number, Run>): TaskReport {
  const run = runs.get(result.index)
  const common = { index: result.index, script: tasks[result.index]?.name ?? '', run_id: run?.id ?? null, dir: run?.files.dir ?? null, wall_seconds: Math.round(result.ms) / 1000 }
  if (!result.ok) {
    // One that was begun has failed, also when it was an emergency.
    const status = result.error.code === 'cancelled' && !run ? 'cancelled' : 'failed'
    const { tick: ticks = 0, frame: frames = 0 } = run?.present ?? {}
    return { ...common, status, message: result.error.message, ticks, frames, final_state_hash: null, error: serializeError(result.error) }
  }
  const { status, message, tick: ticks, frame: frames, finalStateHash } = result.value
  return { ...common, status, message, ticks, frames, final_state_hash: finalStateHash, error: null }
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

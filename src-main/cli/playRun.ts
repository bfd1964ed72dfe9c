import { FRAMES_PER_SECOND, type PtpError, type EventKind, type GameEvent, type GameState, type RunStatus } from '../../src-preload/contract/index.ts'
import type { DeliveryReport } from '../analytics/index.ts'
import { describeState } from '../game/index.ts'
import { RunGuard, type Run, type RunNews, type RunOutcome } from '../run/index.ts'
import { throwWhatGuardEnded } from './guardedEnd.ts'
import { log } from './log.ts'
import { gameTime } from './output.ts'
import { startProgress } from './progress.ts'
import { Stopping } from './stopping.ts'

/** A pause that others asked for is told of when it lasts so long, ms. */
const PAUSE_TOLD_MS = 1_000

/** What a run came to: the one object that --json prints. */
export interface RunReport {
  run_id: string
  dir: string
  status: RunStatus
  message: string | null
  branch: number
  ticks: number
  frames: number
  game_seconds: number
  wall_seconds: number
  final_state_hash: string
  final_state: GameState
  snapshots: number
  screenshots: number
  events: Partial<Record<EventKind, number>>
  /** the report written at a limit, null where none was */
  report: string | null
  exports: string[]
  /** what came of delivering it, where there is a central database */
  central?: DeliveryReport
}

/**
 * Lets a loaded run go until it ends, a limit or Ctrl-C stops it, then closes it. Meanwhile it is guarded: a full disk is cleaned
 * up, and in an emergency everything is saved first.
 * @param visible whether to show a bar and what the script says
 * @throws PtpError `cancelled` after an emergency shutdown, `disk-full` when clearing up was not enough
 */
export async function playRun(run: Run, visible: boolean): Promise<RunReport> {
  const began = performance.now()
  const guard = new RunGuard(run, { say: sayAs })
  const events: Partial<Record<EventKind, number>> = {}
  const progress = startProgress(`playing ${run.id}`, '%', visible)
  let last: GameEvent | null = null
  let furthest = 0
  const stopListening = run.listen((news) => {
    if (news.kind === 'events') {
      for (const event of news.events) {
        events[event.kind] = (events[event.kind] ?? 0) + 1
        log().debug(`tick ${event.tick}: ${event.title}`)
      }
      last = news.events.at(-1) ?? last
    }
    if (news.kind === 'message') say(news)
    if (news.kind === 'live' || news.kind === 'events') {
      const { frame, tick } = run.present
      // Loops go back in a script; the bar does not.
      furthest = Math.max(furthest, run.progress ?? 0)
      progress.update(Math.round(100 * furthest), 100, `tick ${tick}, frame ${frame}${last ? ` · ${last.title}` : ''}`)
    }
  })
  using stopping = new Stopping(run, guard)
  playing.set(run, { guard, stopping })
  try {
    await run.resume()
    const status = await untilOver(run, guard, stopping)
    await throwWhatGuardEnded(run, guard)
    const finalState = run.live.state
    const outcome = await run.close(status === 'paused' ? 'manual_stop' : status)
    return reportOf(run, outcome, finalState, events, began)
  } finally {
    playing.delete(run)
    progress.stop()
    stopListening()
  }
}

/** Waits until the run has ended or is to end. One that is paused from another terminal, or to clear up the disk, is waited for. */
async function untilOver(run: Run, guard: RunGuard, stopping: Stopping): Promise<RunStatus> {
  for (;;) {
    const status = await run.until((now) => now !== 'running')
    if (status !== 'paused') return status
    if (await guard.hasLetGoOn()) continue
    if (guard.isEnding || stopping.isAsked) return run.status
    const timer = setTimeout(() => log().warning(`paused from elsewhere; \`ptp resume ${run.id}\` lets it go on, Ctrl-C ends it`), PAUSE_TOLD_MS)
    await Promise.race([run.until((now) => now !== 'paused'), stopping.wanted, guard.gaveUp])
    clearTimeout(timer)
  }
}

function say({ level, tick, text }: Extract<RunNews, { kind: 'message' }>): void {
  const line = `tick ${tick}: ${text}`
  if (level === 'info') log().info(line)
  else log().warning(`${level}: ${line}`, false)
}

function sayAs(level: 'info' | 'warning' | 'error', text: string): void {
  if (level === 'info') log().info(text)
  else log().warning(text)
}

/** The runs that this process plays now. */
const playing = new Map<Run, { guard: RunGuard; stopping: Stopping }>()

/** Has a run that this process plays end cleanly, as Ctrl-C does. */
export function stopPlaying(run: Run): void {
  playing.get(run)?.stopping.ask()
}

/** The files of a run failed at something: a full disk is seen to, everything is told. */
export function filesFailed(error: PtpError): void {
  log().warning(error.message)
  for (const { guard } of playing.values()) guard.heard(error)
}

function reportOf(run: Run, outcome: RunOutcome, finalState: GameState, events: RunReport['events'], began: number): RunReport {
  return {
    run_id: run.id,
    dir: run.files.dir,
    status: outcome.status,
    message: outcome.message,
    branch: outcome.branch,
    ticks: outcome.tick,
    frames: outcome.frame,
    game_seconds: round(outcome.frame / FRAMES_PER_SECOND),
    wall_seconds: round((performance.now() - began) / 1000),
    final_state_hash: outcome.finalStateHash,
    final_state: finalState,
    snapshots: outcome.snapshots,
    screenshots: outcome.screenshots,
    events,
    report: outcome.report,
    exports: [],
  }
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100
}

/** The report for people. */
export function describeReport(report: RunReport): string[] {
  const events = Object.entries(report.events).map(([kind, count]) => `${count} ${kind}`)
  const speed = report.wall_seconds > 0 ? Math.round(report.game_seconds / report.wall_seconds) : 0
  return [
    '',
    `${report.run_id}: ${report.status}${report.message ? ` (${report.message})` : ''}`,
    `  played       ${report.ticks} ticks, ${report.frames} frames: ${gameTime(report.frames, FRAMES_PER_SECOND)} of game time in ${report.wall_seconds} s (${speed}×)`,
    `  events       ${events.length > 0 ? events.join(', ') : 'none'}`,
    `  kept         ${report.snapshots} snapshots, ${report.screenshots} screenshots`,
    `  final state  ${describeState(report.final_state)}`,
    `               ${partyLine(report.final_state)}`,
    `  state hash   ${report.final_state_hash}`,
    `  run          ${report.dir}`,
    ...(report.report === null ? [] : [`  report       ${report.report}`]),
    ...report.exports.map((file) => `               ${file}`),
  ]
}

function partyLine({ party, badges, caught, money }: GameState): string {
  const members = party.map(({ nickname, species, level, hp, maxHp }) => `${nickname || species} Lv ${level} (${hp}/${maxHp})`)
  return `${members.length > 0 ? members.join(', ') : 'no party'} · ${badges} badges · ${caught} caught · money ${money}`
}

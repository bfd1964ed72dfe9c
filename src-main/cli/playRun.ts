import { FRAMES_PER_SECOND, type EventKind, type GameEvent, type GameState, type RunStatus } from '../../src-preload/contract/index.ts'
import { describeState } from '../game/index.ts'
import type { Run, RunOutcome } from '../run/index.ts'
import { gameTime } from './output.ts'
import { startProgress } from './progress.ts'

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
  exports: string[]
}

/**
 * Lets a loaded run go until it ends, a limit or Ctrl-C stops it, then closes it.
 * @param visible whether to show a bar and what the script says
 */
export async function playRun(run: Run, visible: boolean): Promise<RunReport> {
  const began = performance.now()
  const events: Partial<Record<EventKind, number>> = {}
  const progress = startProgress(`playing ${run.id}`, '%', visible)
  let last: GameEvent | null = null
  let furthest = 0
  const stopListening = run.listen((news) => {
    if (news.kind === 'events') {
      for (const event of news.events) events[event.kind] = (events[event.kind] ?? 0) + 1
      last = news.events.at(-1) ?? last
    }
    if (news.kind === 'message' && visible) process.stderr.write(`\n${news.level === 'info' ? '' : `${news.level}: `}tick ${news.tick}: ${news.text}\n`)
    if (news.kind === 'live' || news.kind === 'events') {
      const { frame, tick } = run.present
      // Loops go back in a script; the bar does not.
      furthest = Math.max(furthest, run.progress ?? 0)
      progress.update(Math.round(100 * furthest), 100, `tick ${tick}, frame ${frame}${last ? ` · ${last.title}` : ''}`)
    }
  })
  const interrupt = onInterrupt(run)
  try {
    await run.resume()
    const status = await run.until((now) => now !== 'running')
    const finalState = run.live.state
    const outcome = await run.close(status === 'paused' ? 'manual_stop' : status)
    return reportOf(run, outcome, finalState, events, began)
  } finally {
    progress.stop()
    stopListening()
    interrupt.stop()
  }
}

/** The first Ctrl-C stops the run cleanly; a second one gives up at once. */
function onInterrupt(run: Run): { stop: () => void } {
  let asked = false
  const stop = (): void => {
    if (asked) process.exit(130)
    asked = true
    process.stderr.write('\nstopping: everything is being written (Ctrl-C again to give up)\n')
    void run.pause()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return {
    stop: () => {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
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
    ...report.exports.map((file) => `               ${file}`),
  ]
}

function partyLine({ party, badges, caught, money }: GameState): string {
  const members = party.map(({ nickname, species, level, hp, maxHp }) => `${nickname || species} Lv ${level} (${hp}/${maxHp})`)
  return `${members.length > 0 ? members.join(', ') : 'no party'} · ${badges} badges · ${caught} caught · money ${money}`
}

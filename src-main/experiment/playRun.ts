import { rmSync } from 'node:fs'
import { asPtpError, PtpError, type EventKind, type GameState, type RunResult, type RunStatus, type RunUnderWay } from '../../src-preload/contract/index.ts'
import type { GameProfile } from '../game/index.ts'
import { RunReader } from '../recorder/index.ts'
import type { Run, RunOutcome } from '../run/index.ts'
import type { PlannedRun } from './expand.ts'
import { Milestones } from './milestones.ts'
import type { Turns } from './turns.ts'

/** What an experiment needs of the engine to play a run. */
export interface ExperimentHost {
  readonly profile: GameProfile
  /** where a run is recorded */
  dirOf(runId: string): string
  /** Makes a run, paused at tick 0. */
  start(planned: PlannedRun, runId: string): Promise<Run>
  /**
   * Finds out what has to be known before the run can be played, once its turn has come; where nothing has to be, it does nothing.
   * The run is closed when this fails.
   */
  explore(planned: PlannedRun, run: Run, signal: AbortSignal): Promise<void>
}

/** What one attempt came to; `retry` says whether another one could come out differently. */
export interface Attempt {
  result: RunResult
  retry: boolean
}

/**
 * Plays one run of an experiment to its end, in a directory of its own. What an earlier attempt left there goes.
 * @param note what is known of it while it is under way; kept up to date
 * @param turns how many may play at the same time: others get ready or finish meanwhile
 * @throws PtpError `cancelled` when the signal is given
 */
export async function playRun(host: ExperimentHost, planned: PlannedRun, runId: string, note: RunUnderWay, turns: Turns, signal: AbortSignal): Promise<Attempt> {
  const began = performance.now()
  rmSync(host.dirOf(runId), { recursive: true, force: true })
  const blank: RunResult = {
    index: planned.index, run: runId, arm: planned.arm, seed: planned.seed, start: planned.start, repeat: planned.repeat, params: { ...planned.params },
    status: 'failed', ok: false, attempts: note.attempt, error: null, ticks: 0, frames: 0, wall_seconds: 0, final_state_hash: '', final_state: null, events: {}, milestones: {},
  }
  const seconds = (): number => Math.round(performance.now() - began) / 1000
  try {
    const run = await host.start(planned, runId)
    const milestones = new Milestones(host.profile, run.live.state)
    run.watch((at) => milestones.see(at))
    const { outcome, state, events } = await played(run, note, turns, signal, () => host.explore(planned, run, signal))
    const ok = outcome.status === 'completed' || outcome.status === 'limit'
    const dir = host.dirOf(runId)
    const result: RunResult = {
      ...blank, status: outcome.status, ok, error: ok ? null : (outcome.message ?? outcome.status), ticks: outcome.tick, frames: outcome.frame, wall_seconds: seconds(),
      final_state_hash: outcome.finalStateHash, final_state: state, events, milestones: milestones.reached ?? readMilestones(dir, outcome, host.profile),
    }
    return { result, retry: !ok && !isOwnFault(dir) }
  } catch (error) {
    const known = asPtpError(error)
    if (signal.aborted || known.code === 'cancelled') throw new PtpError('cancelled', 'the experiment was stopped', { cause: error })
    return { result: { ...blank, error: known.message, wall_seconds: seconds() }, retry: known.kind !== 'fatal' || known.code === 'internal' || known.code === 'storage' }
  }
}

async function played(run: Run, note: RunUnderWay, turns: Turns, signal: AbortSignal, explore: () => Promise<void>): Promise<{ outcome: RunOutcome; state: GameState; events: RunResult['events'] }> {
  const events: Partial<Record<EventKind, number>> = {}
  const stopListening = run.listen((news) => {
    note.tick = run.present.tick
    note.progress = run.progress
    if (news.kind !== 'events') return
    for (const { kind } of news.events) events[kind] = (events[kind] ?? 0) + 1
  })
  const onAbort = (): void => void run.pause()
  let status: RunStatus
  await turns.take()
  try {
    await explore()
    signal.addEventListener('abort', onAbort)
    await run.resume()
    if (signal.aborted) await run.pause()
    status = await run.until((now) => now !== 'running')
  } finally {
    turns.giveBack()
    signal.removeEventListener('abort', onAbort)
    stopListening()
  }
  const { state } = run.live
  const outcome = await run.close(status === 'paused' ? 'manual_stop' : status)
  if (signal.aborted) throw new PtpError('cancelled', 'the experiment was stopped')
  return { outcome, state, events }
}

/** @returns the first tick at which each milestone held, on the line the run ended on */
function readMilestones(dir: string, { branch, tick }: RunOutcome, { milestones }: GameProfile): RunResult['milestones'] {
  const reached: RunResult['milestones'] = Object.fromEntries(milestones.map(({ id }) => [id, null]))
  if (milestones.length === 0) return reached
  const left = new Set(milestones)
  const reader = new RunReader(dir)
  try {
    for (const { state, tick: at } of reader.statesBetween(branch, 0, tick)) {
      for (const goal of left) {
        if (!goal.reached(state)) continue
        reached[goal.id] = at
        left.delete(goal)
      }
      if (left.size === 0) break
    }
  } finally {
    reader.close()
  }
  return reached
}

/** @returns whether the script itself failed: played again with the same seed it would again */
function isOwnFault(dir: string): boolean {
  const reader = new RunReader(dir)
  try {
    return reader.errors().at(-1)?.error_type === 'script-failed'
  } finally {
    reader.close()
  }
}

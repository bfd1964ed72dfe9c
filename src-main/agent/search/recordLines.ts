import { PtpError } from '../../../src-preload/contract/index.ts'
import type { Effect, Run } from '../../run/index.ts'
import type { Action } from '../actionSet.ts'
import { RecordedTree } from './recordedTree.ts'
import { TrailAgent } from './trailAgent.ts'

/** A way through the game that is to be recorded. */
export interface TrailLine {
  actions: readonly Action[]
  /** said at its end */
  title: string
  /** name of a snapshot to make there, null for none */
  snapshot: string | null
}

/**
 * Plays lines in a run, so that every tick of them is recorded: each goes on from where it leaves what is recorded already.
 * Lines that are there, whole or in part, are not played again, so it can be done anew after a crash.
 * @returns where each line ended, as far as there was time
 * @throws PtpError `diverged` when the game played out another way than when the line was found
 */
export async function recordLines(run: Run, lines: readonly TrailLine[], signal: AbortSignal, onLine: (done: number) => void): Promise<{ branch: number; tick: number }[]> {
  const tree = new RecordedTree(run)
  const ends: { branch: number; tick: number }[] = []
  for (const line of lines) {
    if (signal.aborted && ends.length > 0) break
    const { done, branch, tick } = tree.follow(line.actions)
    if (done < line.actions.length) {
      await run.rollback(branch, tick)
      await run.give(new TrailAgent(line.actions.slice(done), effectsOf(run, line)), false)
      await run.resume()
      const status = await run.until((now) => now !== 'running')
      if (status !== 'completed') throw new PtpError('internal', `a line of the search could not be recorded: ${run.live.message ?? status}`, { kind: 'fatal' })
      tree.refresh()
      ends.push({ branch: run.present.branch, tick: run.present.tick })
    } else {
      ends.push({ branch, tick })
    }
    onLine(ends.length)
  }
  return ends
}

function effectsOf(run: Run, { title, snapshot }: TrailLine): Effect[] {
  const log: Effect = { kind: 'log', text: title, line: null }
  return snapshot === null || run.files.findSnapshot(snapshot) ? [log] : [log, { kind: 'snapshot', name: snapshot, line: null }]
}

import os from 'node:os'
import { FRAMES_PER_SECOND, PtpError } from '../../../src-preload/contract/index.ts'
import type { Search, SearchOutcome, SearchProgress } from '../../agent/index.ts'
import { Workbench } from '../../workbench.ts'
import { centralDbFor, showAndDeliver } from '../delivery.ts'
import { untilInterrupted } from '../interrupt.ts'
import { gameTime, print } from '../output.ts'
import { startProgress } from '../progress.ts'
import type { GlobalOptions } from '../flags.ts'

interface SearchFlags extends GlobalOptions {
  game: string
  goal?: string
  resume?: string
  seed?: number
  randomSeed?: number
  workers?: number
  maxTime?: number
  maxRestores?: number
  cell?: string[]
  prefer?: string
  actions?: number
  maxCells?: number
  lines?: number
  from?: string
  id?: string
  experimentName: string
}

/** Searches a way to a goal, and records it with what else was promising; exit code 3 when the goal was not reached. */
export async function search(flags: SearchFlags): Promise<void> {
  if ((flags.goal === undefined) === (flags.resume === undefined)) {
    throw new PtpError('bad-input', 'give either --goal CONDITION or --resume RUN', { hint: "ptp search --goal 'badges >= 1' --seed 7" })
  }
  const visible = !flags.json && !flags.quiet
  using workbench = new Workbench({ ...(flags.home ? { home: flags.home } : {}), ...centralDbFor(flags) })
  const interrupt = untilInterrupted(visible)
  const bar = startProgress('searching', '%', visible)
  let shownAt = -Infinity
  try {
    const begun = await begin(workbench, flags)
    const limits = { seconds: flags.maxTime ?? null, restores: flags.maxRestores ?? null, signal: interrupt.signal }
    const outcome = await begun.carryOut(limits, (progress) => {
      if (performance.now() - shownAt < 100 && progress.phase === 'exploring') return
      shownAt = performance.now()
      bar.update(shareOf(progress, flags), 100, describeProgress(progress))
    })
    bar.stop()
    await showAndDeliver(workbench, flags, (central) => print(flags, central ? { ...outcome, central } : outcome, describe(outcome)))
    if (!outcome.found) process.exitCode = 3
  } finally {
    bar.stop()
    interrupt.stop()
  }
}

async function begin(workbench: Workbench, flags: SearchFlags): Promise<Search> {
  const workers = Math.max(1, Math.min(flags.workers ?? os.availableParallelism(), os.availableParallelism()))
  if (flags.resume !== undefined) return workbench.resumeSearch(workbench.runDir(flags.resume), workers, warn)
  const [run, snapshot] = flags.from?.split(/:(.*)/, 2) ?? []
  const given = <T extends object>(values: T): Partial<T> => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>
  return workbench.startSearch({
    game: await workbench.loadGame(flags.game),
    plan: {
      goal: flags.goal ?? '',
      ...given({ seed: flags.seed ?? flags.randomSeed, cells: flags.cell, prefer: flags.prefer, actions: flags.actions, max_cells: flags.maxCells, lines: flags.lines }),
    },
    workers,
    experiment: flags.experimentName,
    from: run === undefined ? null : await workbench.stateAt(run, snapshot === undefined || snapshot === '' ? { tick: 0 } : { snapshot }),
    onError: warn,
    ...(flags.id ? { runId: flags.id } : {}),
  })
}

/** A search does not know how far it has to go; only a limit tells how much of it is over. */
function shareOf({ seconds, restores }: SearchProgress, { maxTime, maxRestores }: SearchFlags): number {
  const shares = [maxTime === undefined ? 0 : seconds / maxTime, maxRestores === undefined ? 0 : restores / maxRestores]
  return Math.min(100, Math.round(100 * Math.max(...shares)))
}

function describeProgress({ phase, cells, restores, restores_per_second, best, lines }: SearchProgress): string {
  if (phase === 'recording') return `recording line ${lines}`
  return `${cells} cells · ${restores} restores, ${restores_per_second}/s · best ${Math.round(best * 100) / 100}`
}

function describe(outcome: SearchOutcome): string[] {
  const { found, end, ticks, frames, lines, run, dir, branch } = outcome
  const why = end === 'stopped' ? 'was stopped' : 'reached its limit'
  return [
    '',
    found ? `${run}: the goal is reached` : `${run}: the search ${why} before the goal was reached; \`ptp search --resume ${run}\` goes on`,
    `  ${found ? 'way there' : 'best line'}    ${ticks} ticks, ${gameTime(frames, FRAMES_PER_SECOND)} of game time, on branch ${branch}`,
    `  explored     ${outcome.restores} restores, ${outcome.cells} cells, in ${Math.round(outcome.seconds * 10) / 10} s (${Math.round(outcome.restores_per_second)} a second on ${outcome.workers} emulators)`,
    `  recorded     ${lines} lines, each a branch of the run: look at them on the timeline`,
    `  tree hash    ${outcome.tree_hash}`,
    `  state hash   ${outcome.final_state_hash}`,
    `  run          ${dir}`,
  ]
}

function warn(error: PtpError): void {
  process.stderr.write(`ptp: ${error.message}\n`)
}

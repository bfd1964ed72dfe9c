import { defaultSettings, type RunOutcome } from '../../src-main/run/index.ts'
import { runBatch } from '../../src-main/pool/index.ts'
import type { Workbench } from '../../src-main/workbench.ts'

/** A script that walks, talks and waits for about as many frames as it says. */
export function longScript(rounds: number): string {
  return `WAIT 60\nSTART\nWAIT 60\nREPEAT ${rounds} TIMES\n  MOVE LEFT 2\n  MOVE UP 2\n  A\n  MOVE RIGHT 3\n  MOVE DOWN 2\n  A\n  B\n  WAIT 8\nEND\n`
}

/** Plays a script as a run of the pool, to its end. */
export async function playOnPool(workbench: Workbench, runId: string, text: string): Promise<RunOutcome> {
  const game = await workbench.loadGame('pocket-quest')
  const script = workbench.compileScript('chaos.ptp', text, game)
  const run = await workbench.startRun({ game, script, runId, settings: defaultSettings(), inTurn: true })
  await run.resume()
  return run.close(await run.until((status) => status !== 'running'))
}

/** Plays the same script in many runs at once. @returns their outcomes, in order */
export async function playMany(workbench: Workbench, prefix: string, count: number, text: string, width: number): Promise<RunOutcome[]> {
  const { results } = await runBatch(Array.from({ length: count }, (_, i) => `${prefix}-${i}`), (id) => playOnPool(workbench, id, text), { width })
  return results.map((result) => {
    if (result.ok) return result.value
    throw result.error
  })
}

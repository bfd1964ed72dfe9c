import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Workbench, type WorkbenchConfig } from '../../src-main/workbench.ts'
import type { Run, RunSettings } from '../../src-main/run/index.ts'

/** Walks about, talks to whoever is there and fights what comes: never ends, never stands still for long. */
export const WANDER = `
WAIT 60
START
WAIT 60
REPEAT 100000 TIMES
  MOVE LEFT 2
  MOVE UP 2
  A
  MOVE RIGHT 3
  MOVE DOWN 2
  A
  B
  WAIT 8
END
`

/** A workbench in a folder of its own, gone afterwards. */
export async function inWorkbench<T>(config: WorkbenchConfig, work: (workbench: Workbench) => Promise<T>): Promise<T> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'ptp-bench-'))
  const workbench = new Workbench({ ...config, home })
  try {
    return await work(workbench)
  } finally {
    workbench.close()
    rmSync(home, { recursive: true, force: true })
  }
}

/** Loads a run of the bundled game under a script, paused at tick 0. */
export async function wander(workbench: Workbench, script: string, settings: RunSettings): Promise<Run> {
  const game = await workbench.loadGame('pocket-quest')
  return workbench.startRun({ game, script: workbench.compileScript('wander.ptp', script, game), settings })
}

/** Plays until a limit of the settings. @returns milliseconds */
export async function playOut(run: Run): Promise<number> {
  const began = performance.now()
  await run.resume()
  await run.until((status) => status !== 'running')
  return performance.now() - began
}

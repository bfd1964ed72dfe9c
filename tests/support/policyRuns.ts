import { truncateSync } from 'node:fs'
import path from 'node:path'
import { defaultSettings, withSettings, type SettingsChanges } from '../../src-preload/contract/index.ts'
import { RunReader } from '../../src-main/recorder/index.ts'
import { createRun, resumeRun, type ActEffect, type Agent, type Effect, type Run, type RunNews, type RunOutcome, type View } from '../../src-main/run/index.ts'
import type { Workbench } from '../../src-main/workbench.ts'
import { makeHome, openWorkbench, removeHome } from './engine.ts'

export interface Played extends RunOutcome {
  id: string
  dir: string
  messages: string[]
  ms: number
}

/** Plays runs of the bundled game under settings, in a folder of its own. */
export class PolicyRuns {
  readonly home = makeHome()
  readonly workbench: Workbench = openWorkbench(this.home)
  #runs = 0

  /** Loads a run of a script or an agent, paused; `messages` grows with what it tells. */
  readonly start = async (script: string | Agent, changes: SettingsChanges): Promise<{ run: Run; messages: string[] }> => {
    const { home, workbench } = this
    const game = await workbench.loadGame('pocket-quest')
    const settings = withSettings(defaultSettings(), changes)
    const runId = `policy-${++this.#runs}`
    const run = typeof script === 'string'
      ? await workbench.startRun({ game, script: workbench.compileScript('policy.ptp', script, game), settings, runId })
      : await createRun({ home, game, emulators: workbench.emulators, settings, agent: script, source: null, workbenchVersion: '0', runId })
    const messages: string[] = []
    run.listen((news: RunNews) => {
      if (news.kind === 'message') messages.push(news.text)
    })
    return { run, messages }
  }

  /** Plays it until it ends, and closes it. */
  readonly finish = async (run: Run, messages: string[] = []): Promise<Played> => {
    const began = performance.now()
    await run.resume()
    const status = await run.until((each) => each !== 'running')
    const ms = performance.now() - began
    const outcome = await run.close(status)
    return { ...outcome, id: run.id, dir: run.files.dir, messages, ms }
  }

  readonly play = async (script: string | Agent, changes: SettingsChanges): Promise<Played> => {
    const { run, messages } = await this.start(script, changes)
    return this.finish(run, messages)
  }

  /** Goes on with a recorded run under the settings it was started with, and plays it to its end. */
  readonly goOn = async (dir: string, agent: Agent): Promise<Played> => {
    const { workbench } = this
    const run = await resumeRun({ dir, game: await workbench.loadGame('pocket-quest'), emulators: workbench.emulators, revive: () => agent })
    const messages: string[] = []
    run.listen((news: RunNews) => {
      if (news.kind === 'message') messages.push(news.text)
    })
    return this.finish(run, messages)
  }

  close(): void {
    this.workbench.close()
    removeHome(this.home)
  }
}

/** Reads in the records of a run. */
export function read<T>(dir: string, work: (reader: RunReader) => T): T {
  const reader = new RunReader(dir)
  try {
    return work(reader)
  } finally {
    reader.close()
  }
}

/** Has everything lost that a run keeps on the disk to seek from, but the state it started in. @returns the tick it would be sought from now */
export async function soughtFromMemory(run: Run): Promise<number | undefined> {
  await run.files.flush()
  truncateSync(path.join(run.files.dir, 'snapshots', 'anchors.pack'), 64)
  return (await run.files.nearest(run.files.line(0), run.present.tick))?.tick
}

/** A stand-in for a model: it plans what it is told, a few acts ahead, each at a price. */
export class Planner implements Agent {
  readonly name = 'planner'
  readonly isModel = true
  readonly memory: readonly number[] = []
  readonly needsState = false
  readonly line = null
  readonly dropped_: string[] = []
  #at = 0
  readonly #acts: (at: number, view: View) => Partial<ActEffect> | null

  constructor(acts: (at: number, view: View) => Partial<ActEffect> | null) {
    this.#acts = acts
  }

  next(view: View): Effect {
    const act = this.#acts(this.#at, view)
    if (!act) return { kind: 'end' }
    const title = `act ${this.#at++}`
    return { kind: 'act', buttons: 0, hold: 0, frames: 4, instruction: null, line: null, title, type: 'WAIT', ...act }
  }

  dropped(acts: readonly ActEffect[], reason: string): void {
    for (const { title } of acts) this.dropped_.push(`${title}: ${reason}`)
  }

  advanced(): void { /* its acts are as long as they say */ }
  pathFound(): void { /* it asks for no path */ }
  save(): null {
    return null
  }
}


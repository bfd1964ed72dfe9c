import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import { PtpError } from '../../../src-preload/contract/index.ts'
import type { Emulator } from '../../emulator/index.ts'
import type { LoadedGame, Run } from '../../run/index.ts'
import { actionsOf, type Action } from '../actionSet.ts'
import type { Cell } from './archive.ts'
import type { ExploreEnd, Explorer, ExploreLimits } from './explorer.ts'
import { exploreRun } from './exploreRun.ts'
import { foundLines } from './foundLines.ts'
import { Journal } from './journal.ts'
import { SEARCH_METHOD, searchPlanSchema, type SearchPlan } from './plan.ts'
import { recordLines } from './recordLines.ts'
import { Valuation } from './valuation.ts'

/** How a search stands. */
export interface SearchProgress {
  phase: 'exploring' | 'recording'
  seconds: number
  /** explorations, each a restore of a state and some actions from there */
  restores: number
  restores_per_second: number
  frames_per_second: number
  cells: number
  /** cells found, those counted that were dropped since */
  seen: number
  /** the most progress of any cell */
  best: number
  /** lines of the tree that are recorded */
  lines: number
}

/** What a search came to. */
export interface SearchOutcome {
  run: string
  dir: string
  end: ExploreEnd
  found: boolean
  /** of the line that reaches the goal, or comes nearest to it */
  branch: number
  ticks: number
  frames: number
  /** lines in the recorded tree */
  lines: number
  /** hash of all cells and the ways to them: the same for the same plan, however many workers there were */
  tree_hash: string
  final_state_hash: string
  cells: number
  restores: number
  rounds: number
  seconds: number
  restores_per_second: number
  workers: number
}

export interface SearchParts {
  /** loaded, paused: its start is where the search begins, and it records what is found */
  run: Run
  game: LoadedGame
  plan: SearchPlan
  workers: number
  /** gives emulators of the core the run is played on */
  start: () => Promise<Emulator>
}

export interface SearchLimits {
  seconds: number | null
  restores: number | null
  signal: AbortSignal
}

/** Plans of the first method do not tell which they are of. */
const methodSchema = z.object({ method: z.number().optional() })

/** Lets many emulators explore a game until a goal is reached, then records the way there and the most promising others as a run. */
export class Search {
  readonly #parts: SearchParts
  readonly #actions: readonly Action[]
  #explorer: Explorer | null = null
  #began = 0
  #lines = 0

  constructor(parts: SearchParts) {
    this.#parts = parts
    this.#actions = actionsOf(parts.game.profile.timing)
  }

  /** The run it records into. */
  get run(): Run {
    return this.#parts.run
  }

  get game(): LoadedGame {
    return this.#parts.game
  }

  get plan(): SearchPlan {
    return this.#parts.plan
  }

  /** What is worth looking at while it explores: the cell with the most progress, and the one found last. Null before the first round. */
  get sights(): { best: Cell; newest: Cell } | null {
    const { foremost, newest } = this.#explorer?.archive ?? { foremost: null, newest: null }
    return foremost && newest ? { best: foremost, newest } : null
  }

  /** @throws PtpError `bad-input` when an expression of the plan has mistakes */
  static check(game: LoadedGame, plan: SearchPlan): void {
    void new Valuation(game.profile, plan)
  }

  /** Writes the plan beside the run, so that the search can be gone on with. */
  static keepPlan(dir: string, plan: SearchPlan): void {
    mkdirSync(path.join(dir, 'search'), { recursive: true })
    writeFileAtomic.sync(planFile(dir), `${JSON.stringify(plan, null, 2)}\n`)
  }

  /** Whether the run in `dir` is one that a search records into. */
  static isIn(dir: string): boolean {
    return existsSync(planFile(dir))
  }

  /** @throws PtpError `bad-run` when the run in `dir` is none of a search */
  static planOf(dir: string): SearchPlan {
    let plan: unknown
    try {
      plan = JSON.parse(readFileSync(planFile(dir), 'utf8'))
    } catch (cause) {
      throw new PtpError('bad-run', `${planFile(dir)} cannot be read: the run is none of a search, or is damaged`, { hint: 'begin a new search with --goal', cause })
    }
    const method = methodSchema.safeParse(plan).data?.method ?? 1
    if (method !== SEARCH_METHOD) {
      const which = method < SEARCH_METHOD ? 'an older' : 'a newer'
      throw new PtpError('bad-run', `${planFile(dir)} is of ${which} way of searching, which this workbench does not go on with`, { hint: 'what it found is in its run; begin a new search with --goal, if need be --from one of its snapshots' })
    }
    const parsed = searchPlanSchema.safeParse(plan)
    if (parsed.success) return parsed.data
    throw new PtpError('bad-run', `${planFile(dir)} is no plan of a search`, { hint: 'begin a new search with --goal', cause: parsed.error })
  }

  /** Explores, records and closes the run. @throws PtpError when emulators fail again and again, or the disk does */
  async carryOut(limits: SearchLimits, onProgress: (progress: SearchProgress) => void): Promise<SearchOutcome> {
    const { run, workers } = this.#parts
    this.#began = performance.now()
    const timeout = limits.seconds === null ? limits.signal : AbortSignal.any([limits.signal, AbortSignal.timeout(limits.seconds * 1000)])
    try {
      const end = await this.#explore({ restores: limits.restores, signal: timeout }, () => onProgress(this.#progress('exploring')))
      const explorer = this.#explored()
      const seconds = (performance.now() - this.#began) / 1000
      const lines = foundLines(explorer, this.#parts.plan, this.#actions)
      const ends = await recordLines(run, lines, limits.signal, (done) => {
        this.#lines = done
        onProgress(this.#progress('recording'))
      })
      const [best = { branch: 0, tick: 0 }] = ends
      await run.rollback(best.branch, best.tick)
      const isOver = end === 'stopped' && !limits.signal.aborted ? 'limit' : end
      const outcome = await run.close(isOver === 'goal' ? 'completed' : isOver === 'limit' ? 'limit' : 'manual_stop')
      return {
        run: run.id, dir: run.files.dir, end: isOver, found: end === 'goal', branch: best.branch, ticks: outcome.tick, frames: outcome.frame, lines: ends.length,
        tree_hash: explorer.archive.hash(), final_state_hash: outcome.finalStateHash, cells: explorer.archive.size, restores: explorer.restores,
        rounds: explorer.rounds, seconds, restores_per_second: explorer.played / Math.max(seconds, 0.001), workers,
      }
    } catch (error) {
      await run.close('failed')
      throw error
    }
  }

  async #explore(limits: ExploreLimits, onRound: () => void): Promise<ExploreEnd> {
    const { run, game, plan, start, workers } = this.#parts
    const journal = Journal.open(path.join(run.files.dir, 'search', 'journal.ndjson'))
    try {
      const { explorer, end } = await exploreRun(run, { game, plan, actions: this.#actions, workers, start, journal }, limits, (now) => {
        this.#explorer = now
        onRound()
      })
      this.#explorer = explorer
      return end
    } finally {
      journal.close()
    }
  }

  #explored(): Explorer {
    if (!this.#explorer) throw new PtpError('internal', 'nothing was explored')
    return this.#explorer
  }

  #progress(phase: SearchProgress['phase']): SearchProgress {
    const { archive, restores, played, frames } = this.#explored()
    const seconds = (performance.now() - this.#began) / 1000
    const rate = (count: number): number => Math.round(count / Math.max(seconds, 0.001))
    return {
      phase, seconds, restores, cells: archive.size, seen: archive.seen, best: archive.best, lines: this.#lines,
      restores_per_second: rate(played), frames_per_second: rate(frames),
    }
  }
}

function planFile(dir: string): string {
  return path.join(dir, 'search', 'plan.json')
}

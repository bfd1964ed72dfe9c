import type { z } from 'zod'
import { PtpError, withSettings } from '../../src-preload/contract/index.ts'
import { Search, searchPlanSchema, TrailAgent, type SearchPlan } from '../agent/index.ts'
import { defaultSettings, newRunId, type LoadedGame, type Run } from '../run/index.ts'
import type { Bench, StartState } from './bench.ts'

export interface SearchWish {
  game: LoadedGame
  plan: z.input<typeof searchPlanSchema>
  /** emulators that explore side by side */
  workers: number
  runId?: string
  experiment?: string
  /** where it begins; default: as the console is switched on */
  from?: StartState | null
  onError?: (error: PtpError) => void
}

/**
 * Makes the run of a search; `carryOut` of what it gives explores, records and closes it.
 * @throws PtpError `bad-input` for a plan with mistakes
 */
export async function startSearch(bench: Bench, { game, workers, runId, experiment, from, onError, ...wish }: SearchWish): Promise<Search> {
  const plan = parsedPlan(wish.plan)
  Search.check(game, plan)
  const run = await bench.startRun({
    game, script: null, agent: new TrailAgent([], []), from: from ?? null, runId: runId ?? newRunId('search'), experiment: experiment ?? 'default', seed: plan.seed,
    settings: withSettings(defaultSettings(), { screenshot: { on_change: true } }), ...(onError ? { onError } : {}),
  })
  Search.keepPlan(run.files.dir, plan)
  return searchOf(bench, run, game, plan, workers)
}

/** Goes on with a search that was stopped or killed. @throws PtpError `bad-run` when the run is none of a search */
export async function resumeSearch(bench: Bench, dir: string, workers: number, onError?: (error: PtpError) => void): Promise<Search> {
  const plan = Search.planOf(dir)
  const run = await bench.resumeRun(dir, onError ? { onError } : {})
  return searchOf(bench, run, await bench.gameOf(run.files.metadata), plan, workers)
}

function searchOf(bench: Bench, run: Run, game: LoadedGame, plan: SearchPlan, workers: number): Search {
  return new Search({ run, game, plan, workers, start: () => bench.explorers.start(game, run.files.metadata) })
}

/** @throws PtpError `bad-input` */
export function parsedPlan(plan: z.input<typeof searchPlanSchema>): SearchPlan {
  const parsed = searchPlanSchema.safeParse(plan)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new PtpError('bad-input', `the search cannot be carried out: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
}

import { PtpError } from '../../../src-preload/contract/index.ts'
import type { Emulator } from '../../emulator/index.ts'
import type { LoadedGame, Run } from '../../run/index.ts'
import type { Action } from '../actionSet.ts'
import { Explorer, type ExploreEnd, type ExploreLimits } from './explorer.ts'
import type { Journal } from './journal.ts'
import { Lanes } from './lanes.ts'
import type { SearchPlan } from './plan.ts'
import { Valuation } from './valuation.ts'

export interface ExploreWish {
  game: LoadedGame
  plan: SearchPlan
  actions: readonly Action[]
  /** emulators side by side */
  workers: number
  /** gives emulators of the core the run is played on */
  start: () => Promise<Emulator>
  journal: Journal | null
}

/**
 * Explores from the start of a run, on emulators of its own: the run itself stays where it is.
 * @throws PtpError when emulators fail again and again
 */
export async function exploreRun(run: Run, wish: ExploreWish, limits: ExploreLimits, onRound: (explorer: Explorer) => void): Promise<{ explorer: Explorer; end: ExploreEnd }> {
  const { game, plan, actions, workers, start, journal } = wish
  const valuation = new Valuation(game.profile, plan)
  const anchor = await run.files.nearest(run.files.line(0), 0)
  if (!anchor) throw new PtpError('bad-run', `run ${run.id} has lost its start state`, { hint: 'its snapshots/ folder is damaged; begin a new search' })
  const first = await start()
  await first.load(anchor.state)
  const memory = await first.read(valuation.observe)
  await first.close()
  await using lanes = new Lanes(workers, start, valuation.observe)
  const explorer = new Explorer({ plan, actions, start: { state: anchor.state, memory }, lanes, valuation, journal })
  const end = await explorer.explore(limits, () => onRound(explorer))
  return { explorer, end }
}

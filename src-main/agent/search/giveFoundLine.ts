import type { Emulator } from '../../emulator/index.ts'
import type { LoadedGame, Run } from '../../run/index.ts'
import { actionsOf } from '../actionSet.ts'
import type { ExploreEnd, ExploreLimits } from './explorer.ts'
import { exploreRun } from './exploreRun.ts'
import { foundLines } from './foundLines.ts'
import type { SearchPlan } from './plan.ts'
import { TrailAgent } from './trailAgent.ts'

/**
 * Searches a way from the start of a run, where it stands, and gives the run to who goes it: to the goal, or else as far
 * as the search came. The run then plays and records it like any other agent's.
 * @returns why the search ended
 */
export async function giveFoundLine(run: Run, wish: { game: LoadedGame; plan: SearchPlan; workers: number; start: () => Promise<Emulator> }, limits: ExploreLimits): Promise<ExploreEnd> {
  const actions = actionsOf(wish.game.profile.timing)
  const { explorer, end } = await exploreRun(run, { ...wish, actions, journal: null }, limits, () => undefined)
  const [line] = foundLines(explorer, wish.plan, actions)
  await run.give(new TrailAgent(line.actions, [{ kind: 'log', text: line.title, line: null }]), false)
  return end
}

import os from 'node:os'
import type { SearchOutcome } from '../../src-main/agent/index.ts'
import { median, result, saying, type BenchResult } from './bench.ts'
import { inWorkbench } from './play.ts'

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]
/** A search that does not find the badge in this time counts as never done, s. */
const PATIENCE = 600
const NEVER = 1e6

/** Restores a second with everything that belongs to a search: choosing, playing, reading states, keeping cells and the journal. */
export async function benches(): Promise<BenchResult[]> {
  const workers = Math.min(2, os.availableParallelism())
  return inWorkbench({}, async (workbench) => {
    const game = await workbench.loadGame('pocket-quest')
    const search = async (seed: number, seconds: number | null, restores: number | null): Promise<SearchOutcome> => {
      const begun = await workbench.startSearch({ game, workers, plan: { goal: 'badges >= 1', seed, lines: 0 } })
      return begun.carryOut({ seconds, restores, signal: new AbortController().signal }, () => undefined)
    }
    saying('warming up')
    await search(1, null, 2000)
    saying('restores a second')
    const before = process.cpuUsage()
    const { restores, restores_per_second } = await search(7, null, 20_000)
    const { user, system } = process.cpuUsage(before)
    const times: number[] = []
    for (const seed of SEEDS) {
      const { found, seconds } = await search(seed, PATIENCE, null)
      times.push(found ? seconds : NEVER)
      saying(`the first badge of Pocket Quest, seed ${seed}: ${found ? `${Math.round(seconds)} s` : 'not found'}`)
    }
    return [
      // By the time the cores really worked on it, all threads together: what else the machine does is left out.
      result('search, restores a second of a core, bookkeeping included', restores / ((user + system) / 1e6), 'restores/s', '>= 1000'),
      result('search, restores a second by the clock, for each core', restores_per_second / workers, 'restores/s', '>= 1000'),
      result('search, first badge of Pocket Quest by itself, two cores: median of seeds 1-8', median(times), 's', '<= 120'),
      result('search, first badge of Pocket Quest by itself, two cores: slowest of seeds 1-8', Math.max(...times), 's', '<= 300'),
    ]
  })
}

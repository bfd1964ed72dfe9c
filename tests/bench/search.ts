import os from 'node:os'
import { result, saying, type BenchResult } from './bench.ts'
import { inWorkbench } from './play.ts'

/** Restores a second with everything that belongs to a search: choosing, playing, reading states, keeping cells and the journal. */
export async function benches(): Promise<BenchResult[]> {
  const workers = Math.min(2, os.availableParallelism())
  return inWorkbench({}, async (workbench) => {
    const game = await workbench.loadGame('pocket-quest')
    const search = async (seed: number, seconds: number | null, restores: number | null) => {
      const begun = await workbench.startSearch({ game, workers, plan: { goal: 'badges >= 1', seed, lines: 0 } })
      return begun.carryOut({ seconds, restores, signal: new AbortController().signal }, () => undefined)
    }
    saying('warming up')
    await search(1, null, 2000)
    saying('restores a second')
    const before = process.cpuUsage()
    const { restores } = await search(7, null, 20_000)
    const { user, system } = process.cpuUsage(before)
    saying('the first badge of Pocket Quest, at most five minutes')
    const { found, seconds } = await search(7, 300, null)
    return [
      // By the time the cores really worked on it, all threads together: what else the machine does is left out.
      result('search, restores a second of a core, bookkeeping included', restores / ((user + system) / 1e6), 'restores/s', '>= 1000'),
      result('search, first badge of Pocket Quest by itself, two cores', found ? seconds : 1e6, 's', '<= 300'),
    ]
  })
}

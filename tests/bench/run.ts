import { Worker } from 'node:worker_threads'
import { DEFAULT_CORE } from '../../src-main/emulator/index.ts'
import { defaultSettings, RunArchive } from '../../src-main/run/index.ts'
import type { TickInput } from '../../src-preload/contract/index.ts'
import { median, result, saying, type BenchResult } from './bench.ts'
import { playOut, wander, withWorkbench } from './play.ts'

const ROUNDS = 5
const TICKS = 1500

/** A recorded run against the bare core with the same inputs, in turns. */
export async function benches(): Promise<BenchResult[]> {
  return withWorkbench(async (workbench) => {
    const base = defaultSettings()
    const settings = { ...base, limits: { ticks: TICKS, seconds: null } }
    const ratios: number[] = []
    const speeds: number[] = []
    let inputs: TickInput[] | null = null
    const game = await workbench.loadGame('pocket-quest')
    const bare = new Worker(new URL('./bareWorker.js', import.meta.url), { workerData: { rom: game.file, core: DEFAULT_CORE } })
    try {
      for (let round = 0; round <= ROUNDS; round++) {
        saying(`recorded run against the bare core, round ${round} of ${ROUNDS}`)
        const run = await wander(workbench, settings)
        const recordedMs = await playOut(run)
        const { frame: frames } = run.present
        await run.close()
        inputs ??= await inputsOf(run.files.dir)
        const bareMs = await playBare(bare, inputs)
        // The first round warms both up.
        if (round === 0) continue
        ratios.push(bareMs / recordedMs)
        speeds.push((frames / recordedMs) * 1000)
      }
    } finally {
      await bare.terminate()
    }
    return [
      result('recorded run / bare core, frames/s', median(ratios), 'ratio', '>= 0.85'),
      result('recorded run', median(speeds), 'frames/s', '>= 500'),
    ]
  })
}

async function inputsOf(dir: string): Promise<TickInput[]> {
  await using archive = await RunArchive.open(dir)
  const line = archive.line(0)
  return [...archive.inputs(line, 1, archive.branches()[0]?.head_tick ?? 0)].map(({ buttons, hold, frames }) => ({ buttons, hold, frames }))
}

function playBare(bare: Worker, inputs: readonly TickInput[]): Promise<number> {
  return new Promise((resolve, reject) => {
    bare.once('message', resolve)
    bare.once('error', reject)
    bare.postMessage(inputs)
  })
}

import { Worker } from 'node:worker_threads'
import { RunArchive } from '../../src-main/run/index.ts'
import { configOf } from '../../src-main/experiment/index.ts'
import type { TickInput } from '../../src-preload/contract/index.ts'
import { median, result, saying, type BenchResult } from './bench.ts'
import { inWorkbench, WANDER } from './play.ts'

const RUNS = 200
const TICKS = 600
const WORKERS = 2

/** A whole experiment, from its start to its last result on disk, against bare cores that play the same inputs. */
export async function benches(): Promise<BenchResult[]> {
  return inWorkbench({}, async (workbench) => {
    const play = async (runs: number): Promise<{ frames: number; seconds: number; run: string }> => {
      const config = configOf(
        { arms: [{ name: 'wander', source: WANDER }], seeds: runs, start_wait: 60 },
        { experiment: { name: `bench-${runs}`, parallel_workers: WORKERS }, limits: { max_ticks: TICKS }, system: { random_seed: 1 } },
      )
      const began = performance.now()
      const { id } = await workbench.experiments.start(config)
      const { results } = await workbench.experiments.over(id)
      const seconds = (performance.now() - began) / 1000
      return { seconds, frames: results.reduce((sum, { frames }) => sum + frames, 0), run: results[0]?.run ?? '' }
    }
    saying('warming up')
    const { run } = await play(10)
    const inputs = await inputsOf(workbench.runDir(run))
    const game = await workbench.loadGame('pocket-quest')
    const before = await bareSpeed(game.file, inputs)
    saying(`${RUNS} runs of ${TICKS} ticks on ${WORKERS} workers`)
    const cpu = process.cpuUsage()
    const { frames, seconds } = await play(RUNS)
    const { user, system } = process.cpuUsage(cpu)
    // The machine may be slower or faster by now, so the bare cores are measured on both sides.
    const bare = (before + (await bareSpeed(game.file, inputs))) / 2
    saying(`${((user + system) / 1000 / RUNS).toFixed(1)} ms of processor time a run, ${Math.round(frames / RUNS)} frames each`)
    return [
      result(`experiment, ${RUNS} runs of ${TICKS} ticks on ${WORKERS} workers / ${WORKERS} bare cores, frames/s`, frames / seconds / bare, 'ratio', '>= 0.8'),
      result('experiment, runs a second', RUNS / seconds, 'runs/s', '>= 5'),
    ]
  })
}

async function inputsOf(dir: string): Promise<TickInput[]> {
  await using archive = await RunArchive.open(dir)
  return [...archive.inputs(archive.line(0), 1, TICKS)].map(({ buttons, hold, frames }) => ({ buttons, hold, frames }))
}

/** Frames a second of as many bare cores as there are workers, side by side. */
async function bareSpeed(rom: string, inputs: readonly TickInput[]): Promise<number> {
  saying('bare cores')
  const frames = inputs.reduce((sum, input) => sum + input.frames, 0)
  const bare = Array.from({ length: WORKERS }, () => new Worker(new URL('./bareWorker.js', import.meta.url), { workerData: { rom, core: 'ptp-core' } }))
  const speeds: number[] = []
  try {
    for (let round = 0; round <= 10; round++) {
      const began = performance.now()
      await Promise.all(bare.map((worker) => played(worker, inputs)))
      if (round > 0) speeds.push((WORKERS * frames) / ((performance.now() - began) / 1000))
    }
  } finally {
    await Promise.all(bare.map((worker) => worker.terminate()))
  }
  return median(speeds)
}

function played(worker: Worker, inputs: readonly TickInput[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (message) => {
      worker.off('error', reject)
      resolve(message)
    })
    worker.postMessage(inputs)
  })
}

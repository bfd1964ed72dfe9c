import { Worker } from 'node:worker_threads'
import { defaultSettings, RunArchive } from '../../src-main/run/index.ts'
import type { Workbench } from '../../src-main/workbench.ts'
import { withSettings, type TickInput } from '../../src-preload/contract/index.ts'
import { median, result, saying, type BenchResult } from './bench.ts'
import { inWorkbench, playOut, wander, WANDER } from './play.ts'

const ROUNDS = 5

/** Ticks of 8 frames for ever, the keys changing: through the title and about. */
const STEADY = `
WAIT 60
START
REPEAT 100000 TIMES
  HOLD LEFT 8
  HOLD A 8
  WAIT 8
  HOLD UP 8
  HOLD B 8
  WAIT 8
END
`

/** Looks at the state before every step or two, so that hardly anything can be planned ahead. */
const WATCHFUL = `
WAIT 60
START
WAIT 60
REPEAT 100000 TIMES
  WHILE x > 2 MAX 6
    MOVE LEFT
  END
  IF y > 3 THEN
    MOVE UP 2
  END
  A
  WHILE x < 6 MAX 6
    MOVE RIGHT
  END
  MOVE DOWN 2
  B
  WAIT UNTIL standing MAX 20
END
`

/** Recorded runs: against the bare core with the same inputs, and on one core against the other. */
export async function benches(): Promise<BenchResult[]> {
  const slow = await againstBare('boytacean', WANDER, 1500)
  const own = await againstBare('ptp-core', WANDER, 12_000)
  const watchful = await againstBare('ptp-core', WATCHFUL, 12_000)
  return [
    result('recorded run / bare core (boytacean), frames/s', slow.ratio, 'ratio', '>= 0.85'),
    result('recorded run / bare core (ptp-core), frames/s', own.ratio, 'ratio', '>= 0.85'),
    result('recorded run that looks at the state all the time / bare core (ptp-core)', watchful.ratio, 'ratio', '>= 0.5'),
    result('recorded run (ptp-core)', own.speed, 'frames/s', '>= 10000'),
    result('recorded run, ptp-core / boytacean', await coreAgainstCore(), 'ratio', '>= 8'),
  ]
}

async function againstBare(core: string, script: string, ticks: number): Promise<{ ratio: number; speed: number }> {
  return inWorkbench({ core }, async (workbench) => {
    const settings = withSettings(defaultSettings(), { limits: { max_ticks: ticks } })
    const game = await workbench.loadGame('pocket-quest')
    const bare = new Worker(new URL('./bareWorker.js', import.meta.url), { workerData: { rom: game.file, core } })
    const ratios: number[] = []
    const speeds: number[] = []
    let inputs: TickInput[] | null = null
    try {
      for (let round = 0; round <= ROUNDS; round++) {
        saying(`recorded run against the bare core (${core}), round ${round} of ${ROUNDS}`)
        const run = await wander(workbench, script, settings)
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
    return { ratio: median(ratios), speed: median(speeds) }
  })
}

/** State each tick of 8 frames, a picture each 100 ticks, a snapshot each 100 ticks. */
async function coreAgainstCore(): Promise<number> {
  const base = defaultSettings()
  const ratios: number[] = []
  for (let round = 0; round <= 3; round++) {
    saying(`recorded run on both cores, round ${round} of 3`)
    const speed = (core: string, ticks: number): Promise<number> =>
      inWorkbench({ core }, async (workbench: Workbench) => {
        const run = await wander(workbench, STEADY, withSettings(base, {
          limits: { max_ticks: ticks },
          screenshot: { interval: 100, battle_turn: 0 },
          snapshot: { disk: 100, on_event: [] },
        }))
        const ms = await playOut(run)
        const { frame } = run.present
        await run.close()
        return frame / ms
      })
    const own = await speed('ptp-core', 12_000)
    const other = await speed('boytacean', 1000)
    if (round > 0) ratios.push(own / other)
  }
  return median(ratios)
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

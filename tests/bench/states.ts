import { statSync } from 'node:fs'
import path from 'node:path'
import { startEmbedded } from '../../src-main/emulator/index.ts'
import { defaultSettings, RunArchive, seek } from '../../src-main/run/index.ts'
import { FRAMES_PER_HOUR, SnapshotRing } from '../../src-main/snapshot/index.ts'
import { FRAMES_PER_SECOND, withSettings } from '../../src-preload/contract/index.ts'
import { percentile, result, saying, type BenchResult } from './bench.ts'
import { inWorkbench, playOut, wander, WANDER } from './play.ts'

const FRAMES = 100_000
/** The slower core: what holds for it holds for the other. */
const CORE = 'boytacean'
const SEEKS = 200
const SAVES = 200

/** How fast any tick can be reached, and what that costs on disk; how fast states are kept. */
export function benches(): Promise<BenchResult[]> {
  return inWorkbench({ core: CORE }, async (workbench) => {
    saying(`playing ${FRAMES} frames`)
    const settings = withSettings(defaultSettings(), { limits: { max_ticks: Math.round(FRAMES / 28) } })
    const run = await wander(workbench, WANDER, settings)
    await playOut(run)
    const { frame: frames, tick: ticks } = run.present
    const saves = await durableSaves(run)
    await run.close()

    saying(`${SEEKS} seeks over ${ticks} ticks, ${frames} frames`)
    await using archive = await RunArchive.open(run.files.dir)
    await using emulator = await startEmbedded((await workbench.loadGame('pocket-quest')).rom, { core: CORE })
    const line = archive.line(0)
    const times: number[] = []
    for (let i = 0; i < SEEKS; i++) {
      const tick = Math.floor((ticks * ((i * 0.618034) % 1)) + 1)
      const began = performance.now()
      await seek(emulator, archive, line, tick, { observe: [], picture: true })
      times.push(performance.now() - began)
    }

    const states: number[] = []
    const ring = new SnapshotRing(10)
    for (let i = 0; i < 500; i++) {
      const began = performance.now()
      const { state } = await emulator.save()
      ring.push({ branch: 0, tick: i, frame: i, state, agent: null })
      const back = ring.latest(3) ?? ring.latest()
      if (back) await emulator.load(back.state)
      if (i >= 50) states.push(performance.now() - began)
    }

    const interval = archive.store.list().filter(({ reason }) => reason === 'interval')
    const bytes = statSync(path.join(run.files.dir, 'snapshots', 'anchors.pack')).size
      + interval.reduce((sum, { id }) => sum + statSync(path.join(run.files.dir, 'snapshots', `${id}.ptpsnap`)).size, 0)
    const hours = frames / FRAMES_PER_HOUR
    return [
      result(`seek to ${SEEKS} random ticks of ${Math.round(frames / FRAMES_PER_SECOND / 60)} min, p95`, percentile(times, 0.95), 'ms', '<= 150'),
      result('snapshots an hour of game time', bytes / hours / 1e6, 'MB', '<= 60'),
      result('save + restore in memory, through the worker, median', percentile(states, 0.5), 'ms', '<= 1'),
      result('durable save, p95', percentile(saves, 0.95), 'ms', '<= 20'),
    ]
  })
}

async function durableSaves(run: Awaited<ReturnType<typeof wander>>): Promise<number[]> {
  saying(`${SAVES} durable saves`)
  const times: number[] = []
  for (let i = 0; i < SAVES; i++) {
    const began = performance.now()
    await run.snapshot(`bench ${i}`)
    await run.files.store.flush()
    times.push(performance.now() - began)
  }
  return times
}

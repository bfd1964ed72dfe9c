import { setTimeout as sleep } from 'node:timers/promises'
import { Desk } from '../../src-main/api/index.ts'
import { createProgram } from '../../src-main/cli/program.ts'
import { settingsFor } from '../../src-main/cli/settingFlags.ts'
import { startDashboard } from '../../src-main/dashboard/index.ts'
import { RunReader, RunRecorder, ScreenshotWriter } from '../../src-main/recorder/index.ts'
import { defaultSettings } from '../../src-main/run/index.ts'
import { Workbench } from '../../src-main/workbench.ts'
import { withSettings } from '../../src-preload/contract/index.ts'
import { syntheticMetadata, syntheticRun } from '../support/syntheticRun.ts'
import { median, percentile, result, saying, timed, type BenchResult } from './bench.ts'
import { inWorkbench, playOut, wander, WANDER } from './play.ts'
import { inHome } from './uiPage.ts'

const ROUNDS = 40
const TICKS = 1_000_000
const SEED = 0.618034

/** A long command line, with flags of every section and of every kind. */
const LINE = [
  '--script', 'wander.ptp', '--tick-rate-base', '4', '--tick-rate-battle', '2', '--screenshot-interval', '10', '--screenshot-quality', '90',
  '--screenshot-on-error', '3', '--command-buffer-size', '20', '--max-time', '3600', '--max-ticks', '1000', '--snapshot-memory', '50',
  '--snapshot-disk', '500', '--snapshot-on-event', 'badge,catch', '--experiment-name', 'figures', '--random-seed', '7', '--verbose',
]

/** What somebody who works with the tool waits for, each within a tenth of what is commonly held to be good. */
export async function benches(): Promise<BenchResult[]> {
  return [...(await flags()), ...(await ofARun()), await screenshots(), ...(await queries()), await dashboardLatency()]
}

async function flags(): Promise<BenchResult[]> {
  saying('reading a command line')
  const times: number[] = []
  for (let round = 0; round < 200; round++) {
    times.push(
      await timed(() => {
        const run = createProgram().commands.find((command) => command.name() === 'run')
        run?.parseOptions(LINE)
        settingsFor(run?.opts() ?? {})
      }),
    )
  }
  return [
    result('flags of a command line to settings, first of a process', times[0] ?? Number.NaN, 'ms', '<= 50'),
    result('flags of a command line to settings, the later ones, p95', percentile(times.slice(1), 0.95), 'ms', '<= 10'),
  ]
}

function ofARun(): Promise<BenchResult[]> {
  return inWorkbench({}, async (workbench) => {
    const starts: number[] = []
    for (let round = 0; round < 12; round++) {
      saying(`starting a run, round ${round}`)
      const began = performance.now()
      const run = await wander(workbench, WANDER, defaultSettings())
      await run.step()
      starts.push(performance.now() - began)
      await run.close()
    }
    const run = await wander(workbench, WANDER, withSettings(defaultSettings(), { limits: { max_ticks: 5000 } }))
    await playOut(run)
    saying('snapshots and roll-backs')
    const kept: number[] = []
    const backs: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      kept.push(await timed(() => run.snapshot(`mark-${round}`)))
      backs.push(await timed(() => run.rollback(0, 1 + Math.floor(4999 * ((round * SEED) % 1)))))
    }
    await run.close()
    await using emulator = await workbench.emulators.start(await workbench.loadGame('pocket-quest'))
    const saves: number[] = []
    for (let round = 0; round < 200; round++) saves.push(await timed(() => emulator.save()))
    return [
      result('run start: from the wish to its first recorded tick, first of a process', starts[0] ?? Number.NaN, 'ms', '<= 500'),
      result('run start, the later ones, p95', percentile(starts.slice(1), 0.95), 'ms', '<= 500'),
      result('snapshot in memory, p95', percentile(saves.slice(5), 0.95), 'ms', '<= 10'),
      result('snapshot on disk, p95', percentile(kept, 0.95), 'ms', '<= 100'),
      result('recovery: back to any of 5,000 ticks, p95', percentile(backs, 0.95), 'ms', '<= 500'),
    ]
  })
}

/** From the wish to the file, one after the other, of pictures that are hard to compress. */
function screenshots(): Promise<BenchResult> {
  return inHome(async (home) => {
    saying('screenshots')
    const recorder = RunRecorder.create(home, syntheticMetadata('pictures'), 'version: "3.0"\n')
    let told = (): void => undefined
    const writer = new ScreenshotWriter(recorder, { onDone: () => told() })
    const rgb = new Uint8Array(160 * 144 * 3)
    const times: number[] = []
    for (let tick = 1; tick <= 200; tick++) {
      for (let i = 0; i < rgb.length; i += 3) rgb.fill(((i * tick * 31) >> 7) & 0xff, i, i + 3)
      const done = new Promise<void>((resolve) => (told = resolve))
      const began = performance.now()
      writer.capture({ branch: 0, tick, frame: tick * 8, screenType: 'overworld', reason: 'interval', label: null, rgb })
      await done
      times.push(performance.now() - began)
    }
    await writer.flush()
    recorder.close()
    return result('screenshot: from the wish to the file, p95', percentile(times.slice(10), 0.95), 'ms', '<= 5')
  })
}

/** Questions to a run of a million actions, each kind at its slowest place. */
function queries(): Promise<BenchResult[]> {
  return inHome(async (home) => {
    saying(`recording a run of ${TICKS} ticks`)
    const { dir } = await syntheticRun(home, { ticks: TICKS })
    const reader = new RunReader(dir)
    const simple: Record<string, (tick: number) => unknown> = {
      summary: () => reader.summary(),
      state: (tick) => reader.stateAt(0, tick),
      page: (tick) => reader.actions({ line: 0, after: tick }),
      picture: (tick) => reader.nearestScreenshot(0, tick),
    }
    const complex: Record<string, () => unknown> = {
      series: () => [...reader.series(0, 'money', 1, TICKS, 1000)],
      buckets: () => reader.eventBuckets(0, 0, TICKS, 1000),
      battles: () => reader.battles(),
      text: () => reader.actions({ line: 0, text: 'caught' }),
      pictures: () => reader.screenshotIndex(0),
    }
    const results: BenchResult[] = []
    const quick: number[] = []
    for (const [name, ask] of Object.entries(simple)) {
      saying(`asking for ${name}`)
      for (let i = 0; i < ROUNDS; i++) quick.push(await timed(() => ask(1 + Math.floor((TICKS - 1) * ((i * SEED) % 1)))))
    }
    results.push(result('simple question to 1,000,000 actions, p95', percentile(quick, 0.95), 'ms', '<= 10'))
    const slowest: number[] = []
    for (const [name, ask] of Object.entries(complex)) {
      saying(`asking for ${name}`)
      slowest.push(median([await timed(ask), await timed(ask), await timed(ask)]))
    }
    results.push(result('complex question to 1,000,000 actions, the slowest', Math.max(...slowest), 'ms', '<= 1000'))
    reader.close()
    return results
  })
}

/** From a tick that is recorded to the message about it, at four times the console's speed. */
function dashboardLatency(): Promise<BenchResult> {
  return inHome(async (home) => {
    saying('updates of a run that plays at 4x')
    const desk = new Desk(new Workbench({ home }), 'browser')
    const dashboard = await startDashboard(desk, { page: null, maxRequests: 1e6 })
    try {
      const game = (await desk.call('games.list', {})).find(({ bundled }) => bundled)
      const { run } = await desk.call('run.start', { game: game?.id ?? '', script: 'wander.ptp', source: WANDER, speed: 4, seed: null })
      const heard: { tick: number; at: number }[] = []
      const socket = new WebSocket(`${dashboard.origin.replace('http', 'ws')}/api/v1/live?run=${run}&token=${dashboard.token ?? ''}`)
      socket.addEventListener('message', ({ data }) => {
        const told = JSON.parse(String(data)) as { event: string; data: { tick: number } }
        if (told.event === 'status') heard.push({ tick: told.data.tick, at: Date.now() })
      })
      await sleep(8000)
      socket.close()
      await desk.call('run.stop', { run })
      const reader = new RunReader(`${home}/runs/${run}`)
      const played = reader.actions({ line: 0, limit: 5000 }).rows.map(({ tick, timestamp }) => ({ tick, at: Date.parse(timestamp) }))
      reader.close()
      const first = heard[1]?.tick ?? 0
      const delays = played.filter(({ tick }) => tick > first).flatMap(({ tick, at }) => {
        const message = heard.find((each) => each.tick >= tick)
        return message ? [message.at - at] : []
      })
      return result('dashboard: from a recorded tick to the message about it, p95', percentile(delays, 0.95), 'ms', '<= 100')
    } finally {
      await dashboard.close()
      await desk.close()
    }
  })
}

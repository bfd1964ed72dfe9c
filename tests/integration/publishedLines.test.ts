import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readMetadata } from '../../src-main/recorder/index.ts'
import { readSettings } from '../../src-main/run/index.ts'
import type { Settings, SnapshotSummary } from '../../src-preload/contract/index.ts'
import { answerOf, makeHome, ptpBundle, recordedTicks, removeHome, startPtp, type Answer } from '../support/engine.ts'
import { InProcess, pressCtrlC } from '../support/inProcess.ts'
import { read } from '../support/policyRuns.ts'
import { PUBLISHED_RUNS, words } from '../support/publishedLines.ts'

const WALK = 'WAIT UNTIL mode == "title" MAX 120\nSTART\nWAIT UNTIL standing MAX 120\nREPEAT 100000 TIMES\n  MOVE DOWN 1\n  MOVE UP 1\nEND\n'
/** So many ticks of a published line are played, then it is stopped with Ctrl-C. */
const TICKS = 25
const PACED_TICKS = 4

const home = makeHome()
const before = { cwd: process.cwd(), home: process.env['PTP_HOME'] }
let ptp: InProcess

beforeAll(async () => {
  await ptpBundle()
  process.env['PTP_HOME'] = home
  mkdirSync(path.join(home, 'config'))
  writeFileSync(path.join(home, 'config', 'experiment-001.yaml'), 'version: "3.0"\nplan:\n  arms: [walk]\nlimits:\n  max_ticks: 9\n')
  // Published lines name files that lie where one is.
  process.chdir(home)
  ptp = new InProcess()
})

afterAll(() => {
  ptp.close()
  process.chdir(before.cwd)
  if (before.home === undefined) delete process.env['PTP_HOME']
  else process.env['PTP_HOME'] = before.home
  removeHome(home)
})

const runIds = (): string[] => (existsSync(path.join(home, 'runs')) ? readdirSync(path.join(home, 'runs')) : [])

function ticksOf(id: string): number {
  try {
    return recordedTicks(home, id)
  } catch {
    // Its files are being made.
    return 0
  }
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 90_000; !isSo(); ) {
    if (Date.now() > end) throw new Error(`waited too long: ${what}; ${ptp.printed}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Carries a line out in a process of its own until its run has so many ticks, or has ended. @returns the directory of the run, and what was said */
async function played(line: string, ticks: number): Promise<Answer & { dir: string }> {
  const known = new Set(runIds())
  const newest = (): string | undefined => runIds().find((id) => !known.has(id))
  const child = await startPtp(home, words(line))
  const ended = answerOf(child)
  await until('the run plays', () => child.exitCode !== null || ticksOf(newest() ?? '') >= ticks)
  child.kill('SIGINT')
  return { ...(await ended), dir: path.join(home, 'runs', newest() ?? '') }
}

/** What the records of any run have to show of its settings. */
function expectKept(dir: string, { screenshot, snapshot, experiment, limits }: Settings): void {
  const { shots, snapshots, head } = read(dir, (reader) => ({
    shots: reader.query('SELECT tick, reason, quality FROM screenshots').map((row) => ({ tick: Number(row['tick']), reason: String(row['reason']), quality: Number(row['quality']) })),
    snapshots: reader.snapshots(),
    head: reader.branches()[0]?.head_tick ?? 0,
  }))
  const byInterval = shots.filter(({ reason }) => reason === 'interval').map(({ tick }) => tick)
  expect(byInterval.every((tick) => tick % screenshot.interval === 0)).toBe(true)
  expect(byInterval.length).toBeLessThanOrEqual(Math.floor(head / screenshot.interval))
  expect(shots.every(({ quality }) => quality === screenshot.quality)).toBe(true)
  if (!screenshot.on_change) expect(shots.some(({ reason }) => reason === 'change')).toBe(false)
  const states = snapshots.filter(({ reason }) => reason === 'interval').map(({ tick }) => tick)
  expect(states.every((tick, i) => tick - (states[i - 1] ?? 0) >= snapshot.disk)).toBe(true)
  expect(snapshots.at(-1)).toMatchObject({ reason: 'final', name: snapshot.name })
  expect(readMetadata(dir).experiment_name).toBe(experiment.name)
  if (limits.max_ticks !== null) expect(head).toBeLessThanOrEqual(limits.max_ticks)
}

describe('the published lines of ptp run', () => {
  it.each(PUBLISHED_RUNS)('should be carried out as they are written: ptp run %s', async (line, meaning) => {
    const isPaced = line.includes('--tick-rate-base')
    const { dir, code, stdout } = await played(`run ${line}`, isPaced ? PACED_TICKS : TICKS)
    expect(code).toBe(0)
    expect(stdout).toContain(dir)
    const settings = readSettings(dir)
    // The settings of the experiment's file hold too; it names itself only on the line.
    expect(settings).toMatchObject(meaning)
    expectKept(dir, settings)
  })
})

describe('the published lines of ptp experiment run', () => {
  /** Carries one out until so many runs are done, or it has ended. @returns the folder of its results */
  async function carriedOut(line: string, name: string, runs: number): Promise<{ folder: string; done: number; code: number; out: string }> {
    const parent = path.join(home, 'experiment_results', name)
    const known = new Set(existsSync(parent) ? readdirSync(parent) : [])
    const folder = (): string => path.join(parent, (existsSync(parent) ? readdirSync(parent) : []).find((each) => !known.has(each)) ?? 'none')
    const done = (): number => (existsSync(path.join(folder(), 'runs.ndjson')) ? readFileSync(path.join(folder(), 'runs.ndjson'), 'utf8').trimEnd().split('\n').length : 0)
    let isOver = false
    const running = ptp.run(line).finally(() => {
      isOver = true
    })
    const known_ = new Set(runIds())
    await until('runs are done', () => isOver || (runs > 0 ? done() >= runs : runIds().some((id) => !known_.has(id) && ticksOf(id) > 2)))
    if (!isOver) pressCtrlC()
    const told = await running
    return { folder: folder(), done: done(), ...told }
  }
  const recordOf = (folder: string): { state: string; config: { settings: Settings } } => JSON.parse(readFileSync(path.join(folder, 'experiment.json'), 'utf8')) as { state: string; config: { settings: Settings } }

  it.each([
    ['--parallel-workers 4 --aggregate-stats', { parallel_workers: 4, aggregate_stats: true }, 'report.html'],
    ['--parallel-workers 1 --sequential-retry 3', { parallel_workers: 1, sequential_retry: 3 }, 'experiment.json'],
    ['--parallel-workers 8 --checkpoint-frequency 10 --export-results --results-format parquet', { parallel_workers: 8, checkpoint_frequency: 10, export_results: true }, 'results.parquet'],
  ])('should be carried out as they are written: ptp experiment run %s', async (line, meaning, file) => {
    const { folder, code } = await carriedOut(`experiment run ${line}`, 'demo', line.includes('checkpoint') ? 10 : 2)
    expect([0, 130]).toContain(code)
    expect(recordOf(folder)).toMatchObject({ state: code === 0 ? 'completed' : 'stopped', config: { settings: { experiment: meaning } } })
    expect(statSync(path.join(folder, file)).size).toBeGreaterThan(100)
    if (line.includes('checkpoint')) expect(readdirSync(path.join(home, 'experiment_checkpoints', 'demo'))).toEqual(expect.arrayContaining(['10.checkpoint', 'latest']))
  })

  it('should go on from a checkpoint: ptp experiment run --resume-from experiment_checkpoints/my-exp/latest', async () => {
    const { folder, done } = await carriedOut('experiment run --experiment-name my-exp --checkpoint-frequency 1', 'my-exp', 3)
    const resumed = ptp.run('experiment run --resume-from experiment_checkpoints/my-exp/latest')
    const rows = (): string[] => readFileSync(path.join(folder, 'runs.ndjson'), 'utf8').trimEnd().split('\n')
    await until('more runs are done', () => rows().length > done)
    pressCtrlC()
    await resumed
    const indexes = rows().map((row) => (JSON.parse(row) as { index: number }).index)
    // What was done is not played again.
    expect(new Set(indexes).size).toBe(indexes.length)
  })

  it.each([
    [
      '--experiment-name "gpt-4o-benchmark-001" --parallel-workers 4 --max-time 7200 --max-cost 50.00 --tick-rate-base 10 --tick-rate-adaptive --screenshot-interval 500 --screenshot-compress --snapshot-disk 5000 --aggregate-stats --export-results --results-format parquet',
      { experiment: { name: 'gpt-4o-benchmark-001', parallel_workers: 4, aggregate_stats: true }, limits: { max_time: 7200, max_cost: 50 }, tick_rate: { normal: 10, adaptive: true, pace: 'ticks' }, screenshot: { interval: 500, compress: true } },
    ],
    [
      '--experiment-name "pokedex-complete-001" --parallel-workers 2 --max-pokemon-caught 150 --max-time 259200 --max-cost 200.00 --tick-rate-base 12 --screenshot-interval 200 --snapshot-disk 2000 --snapshot-on-event catch --aggregate-stats --fail-mode continue --export-results',
      { experiment: { name: 'pokedex-complete-001', fail_mode: 'continue', export_results: true }, limits: { max_pokemon_caught: 150, max_time: 259_200 }, snapshot: { disk: 2000, on_event: ['catch'] } },
    ],
  ])('should begin, and stop cleanly at Ctrl-C: ptp experiment run %s', async (line, meaning) => {
    const name = /--experiment-name "([^"]*)"/.exec(line)?.[1] ?? ''
    const { folder, code, out } = await carriedOut(`experiment run ${line}`, name, 0)
    expect([code, out]).toEqual([130, expect.stringContaining(`--resume-from ${name}`)])
    expect(recordOf(folder)).toMatchObject({ state: 'stopped', config: { settings: meaning } })
  })
})

describe('the published lines about a live run', () => {
  let playing: Promise<{ code: number }>

  beforeAll(async () => {
    const script = path.join(home, 'steps.ptp')
    writeFileSync(script, WALK)
    playing = ptp.run(`run --script ${script} --id live --speed 8 --screenshot-interval 10 --quiet`)
    await until('the run is announced', () => existsSync(path.join(home, 'engines', `${process.pid}.json`)) && ticksOf('live') > 40)
  })

  afterAll(async () => {
    pressCtrlC()
    await playing
  })

  it.each([
    ['status', /live: running, tick \d+ of branch 0/],
    ['screenshot latest', /shot_b\d_\d+: tick \d+, \w+/],
    ['screenshot list --page 1 --page-size 20', /page 1 of \d+, \d+ screenshots/],
    ['metrics', /tick_rate_actual +\d/],
    ['snapshot create --name "before-gym-2" --message "Ready for gym battle"', /snap_\S+: "before-gym-2", tick \d+ of live/],
    ['snapshot create --name "pre-elite-four" --message "Ready for elite four"', /snap_\S+: "pre-elite-four"/],
    ['snapshot list', /before-gym-2 +Ready for gym battle/],
    ['snapshot restore "before-gym-2"', /live stands at tick \d+ of branch \d+ \(snap_\S+\), running/],
    ['snapshot restore shot_b0_00000020', /live stands at tick 20 of branch 0 \(shot_b0_00000020\), running/],
    ['snapshot delete "before-gym-2"', /snap_\S+ is in the bin of the run for a week/],
    ['config show', /normal +10 +default/],
  ])('should be carried out as they are written: ptp %s', async (line, says) => {
    const { code, out } = await ptp.run(line)
    expect(out).toMatch(says)
    expect(code).toBe(0)
  })

  it('should say that there is no such screenshot: ptp snapshot restore shot_001230', async () => {
    const { code, err } = await ptp.run('snapshot restore shot_001230')
    expect([code, err]).toEqual([2, expect.stringContaining('no run has a snapshot "shot_001230"')])
  })

  it('should write the present state: ptp export --format json --output state.json', async () => {
    expect((await ptp.run('export --format json --output state.json')).code).toBe(0)
    expect(JSON.parse(readFileSync('state.json', 'utf8'))).toMatchObject({ run_id: 'live', state: { location: expect.any(String) as string } })
  })

  it('should follow it until it ends: ptp actions --stream, ptp logs --follow', async () => {
    const stream = ptp.run('actions --stream')
    await until('actions are told', () => /MOVE_(UP|DOWN)/.test(ptp.printed))
    const log = ptp.run('logs --follow')
    await ptp.run('config set tick_rate.speed 6 --run live')
    await until('the log tells it', () => ptp.printed.includes('settings changed by ptp config set: tick_rate.speed 8 → 6'))
    await ptp.run('stop')
    expect((await stream).code).toBe(0)
    expect((await log).code).toBe(0)
    expect((await playing).code).toBe(0)
    const { out } = await ptp.run('snapshot list live --json')
    expect((JSON.parse(out) as { snapshots: SnapshotSummary[] }).snapshots.map(({ name }) => name)).toContain('pre-elite-four')
  })
})

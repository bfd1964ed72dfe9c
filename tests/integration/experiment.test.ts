import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { Desk } from '../../src-main/api/index.ts'
import type { ExperimentSummary, RunResult } from '../../src-preload/contract/index.ts'
import { RunReader } from '../../src-main/recorder/index.ts'
import { answerOf, makeHome, openWorkbench, ptp, ptpJson, removeHome, startPtp } from '../support/engine.ts'

interface Shown extends ExperimentSummary {
  runs: RunResult[]
  files: string[]
}

const SHORT = 'WAIT UNTIL mode == "title" MAX 120; START; WAIT UNTIL standing MAX 120; MOVE DOWN 2 LEFT 2'
const BROKEN = 'WAIT 30; EXPECT badges == 1 "there is no badge"'

describe('experiments', () => {
  let home: string

  beforeAll(() => {
    home = makeHome()
  })

  afterAll(() => removeHome(home))

  const configFile = (name: string, config: object): string => {
    const file = path.join(home, `${name}.yaml`)
    writeFileSync(file, JSON.stringify({ version: '3.0', ...config }))
    return file
  }
  const show = (named: string): Promise<Shown> => ptpJson<Shown>(home, 'experiment', 'show', named)
  const hashes = (runs: readonly RunResult[]): string[] => runs.map(({ index, final_state_hash }) => `${index} ${final_state_hash}`)

  it('should play the bundled demo, and play it again bit for bit, whatever the workers', async () => {
    const first = await ptpJson<Shown>(home, 'experiment', 'run', '--parallel-workers', '4', '--aggregate-stats', '--export-results')
    expect(first).toMatchObject({ state: 'completed', total: 40, done: 40, failed: 0 })
    const again = await ptpJson<Shown>(home, 'experiment', 'run', '--parallel-workers', '1')
    const [one, other] = [await show(first.id), await show(again.id)]
    expect(hashes(one.runs)).toEqual(hashes(other.runs))
    expect(new Set(one.runs.map(({ final_state_hash }) => final_state_hash)).size).toBeGreaterThan(10)
    expect(one.runs.every(({ run, final_state_hash }) => /^[0-9a-f]{16}$/.test(final_state_hash) && existsSync(path.join(home, 'runs', run, 'game_data.db')))).toBe(true)

    const seeded = await ptpJson<Shown>(home, 'experiment', 'run', '--random-seed', '7', '--seeds', '2')
    expect(hashes((await show(seeded.id)).runs)).not.toEqual(hashes(one.runs).slice(0, 8))

    const verified = await ptpJson<{ ok: boolean }>(home, 'verify', one.runs[3]?.run ?? '')
    expect(verified.ok).toBe(true)

    const report = first.files.find((file) => file.endsWith('.html')) ?? ''
    const html = readFileSync(report, 'utf8')
    expect(html).toMatch(/<svg/)
    expect(html).toMatch(/fight with LEAFCUT/)
    expect(html).not.toMatch(/(src|href)="?https?:/)
  }, 300_000)

  it('should export results that others can read, with the configuration inside', async () => {
    const file = configFile('grid', {
      experiment: { name: 'grid', parallel_workers: 2, export_results: true, aggregate_stats: true, results_format: 'parquet' },
      system: { random_seed: 5 },
      plan: { arms: [{ name: 'steps', source: `${SHORT}\nMOVE RIGHT \${steps:1}` }, 'random'], seeds: [1, 2], grid: { 'constants.steps': [1, 2] }, stop_when: 'x == 4', start_wait: 9 },
      limits: { max_ticks: 60 },
    })
    const ran = await ptpJson<Shown>(home, 'experiment', 'run', '--config', file)
    expect(ran).toMatchObject({ state: 'completed', total: 8 })
    const { runs } = await show('grid')

    const parquet = ran.files.find((each) => each.endsWith('.parquet')) ?? ''
    const buffer = await asyncBufferFromFile(parquet)
    const rows = await parquetReadObjects({ file: buffer })
    expect(rows).toHaveLength(8)
    expect(rows.map((row) => [row['arm'], row['seed'], row['final_state_hash'], row['ticks'], row['ok']])).toEqual(runs.map(({ arm, seed, final_state_hash, ticks, ok }) => [arm, seed, final_state_hash, ticks, ok]))
    expect(rows.map((row) => row['constants.steps'])).toEqual(runs.map(({ params }) => params['constants.steps'] ?? null))
    const kept = (await parquetMetadataAsync(buffer)).key_value_metadata?.find(({ key }) => key === 'ptp.experiment')?.value ?? ''
    expect(JSON.parse(kept)).toMatchObject({ id: ran.id, random_seed: 5, config: { plan: { grid: { 'constants.steps': [1, 2] } }, settings: { limits: { max_ticks: 60 } } } })

    const { files } = await ptpJson<{ files: string[] }>(home, 'experiment', 'report', 'grid', '--format', 'csv', 'json')
    const csv = readFileSync(files.find((each) => each.endsWith('results.csv')) ?? '', 'utf8').split('\n')
    const comment = csv.filter((line) => line.startsWith('# ')).map((line) => line.slice(2)).join('\n')
    expect(parse(comment)).toMatchObject({ id: ran.id, config: { plan: { start_wait: 9 } } })
    const table = csv.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(','))
    expect(table).toHaveLength(9)
    const column = table[0]?.indexOf('final_state_hash') ?? -1
    expect(table.slice(1).map((row) => row[column])).toEqual(runs.map(({ final_state_hash }) => final_state_hash))
    const json: unknown = JSON.parse(readFileSync(files.find((each) => each.endsWith('results.json')) ?? '', 'utf8'))
    expect(json).toMatchObject({ format: 'ptp-results', experiment: { random_seed: 5 }, statistics: [{ metric: 'ticks' }, { metric: 'frames' }] })

    const stopped = runs.filter(({ final_state }) => final_state?.x === 4)
    expect(stopped.length).toBeGreaterThan(0)
    expect(stopped.every(({ status }) => status === 'completed')).toBe(true)
  })

  it('should go on after kill -9, with every finished run kept and the same results in the end', async () => {
    const file = configFile('long', {
      experiment: { name: 'long', parallel_workers: 2, checkpoint_frequency: 4 },
      system: { random_seed: 11 },
      limits: { max_ticks: 400 },
      plan: { arms: ['random'], seeds: 24 },
    })
    const whole = await ptpJson<Shown>(home, 'experiment', 'run', '--config', file)
    const expected = (await show(whole.id)).runs

    const child = await startPtp(home, ['experiment', 'run', '--config', file, '--quiet'])
    const gone = answerOf(child)
    const results = path.join(home, 'experiment_results', 'long')
    const journal = (): string => {
      const dir = readdirSync(results).sort().at(-1) ?? ''
      const own = path.join(results, dir, 'runs.ndjson')
      return dir !== path.basename(whole.dir) && existsSync(own) ? readFileSync(own, 'utf8') : ''
    }
    while (child.exitCode === null && journal().split('\n').length < 7) await new Promise((resolve) => setTimeout(resolve, 3))
    child.kill('SIGKILL')
    await gone
    const before = journal().split('\n').filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as RunResult)
    expect(before.length).toBeGreaterThanOrEqual(6)
    expect(before.length).toBeLessThan(24)
    expect((await show('long')).state).toBe('interrupted')
    const kept = new Map(before.map(({ run }) => [run, statSync(path.join(home, 'runs', run, 'game_data.db')).mtimeMs]))

    const resumed = await ptpJson<Shown>(home, 'experiment', 'run', '--resume-from', path.join(home, 'experiment_checkpoints', 'long', 'latest'))
    expect(resumed).toMatchObject({ state: 'completed', done: 24, failed: 0 })
    const { runs } = await show(resumed.id)
    expect(hashes(runs)).toEqual(hashes(expected))
    for (const [run, changedAt] of kept) expect(statSync(path.join(home, 'runs', run, 'game_data.db')).mtimeMs).toBe(changedAt)

    // What is left of a lost folder of results is in the checkpoint.
    const checkpoints = readdirSync(path.join(home, 'experiment_checkpoints', 'long'))
    expect(checkpoints).toEqual(expect.arrayContaining(['latest', '0.checkpoint', '4.checkpoint', '24.checkpoint']))
    rmSync(resumed.dir, { recursive: true })
    const restored = await ptpJson<Shown>(home, 'experiment', 'run', '--resume-from', path.join(home, 'experiment_checkpoints', 'long', '4.checkpoint'))
    expect(restored).toMatchObject({ state: 'completed', done: 24 })
    expect(hashes((await show(restored.id)).runs)).toEqual(hashes(expected))
  })

  it('should stop cleanly at Ctrl-C and go on later', async () => {
    const file = configFile('stopped', { experiment: { name: 'stopped', parallel_workers: 2 }, limits: { max_ticks: 3000 }, plan: { arms: ['random'], seeds: 12 } })
    const child = await startPtp(home, ['experiment', 'run', '--config', file, '--json'])
    const gone = answerOf(child)
    const results = path.join(home, 'experiment_results', 'stopped')
    while (child.exitCode === null && !(existsSync(results) && readdirSync(results).some((dir) => existsSync(path.join(results, dir, 'runs.ndjson'))))) await new Promise((resolve) => setTimeout(resolve, 5))
    child.kill('SIGINT')
    const { code, stdout } = await gone
    expect(code).toBe(130)
    const stopped = JSON.parse(stdout) as Shown
    expect(stopped.state).toBe('stopped')
    expect(stopped.done).toBeLessThan(12)
    const resumed = await ptpJson<Shown>(home, 'experiment', 'run', '--resume-from', stopped.id)
    expect(resumed).toMatchObject({ id: stopped.id, state: 'completed', done: 12 })
    const refused = await ptp(home, 'experiment', 'run', '--resume-from', stopped.id, '--max-ticks', '5')
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(/--max-ticks/)
  })

  describe('when an arm fails', () => {
    const run = (name: string, mode: string, more: object = {}): Promise<Shown> =>
      ptpJson<Shown>(home, 'experiment', 'run', '--config', configFile(name, {
        experiment: { name, fail_mode: mode, sequential_retry: 2, ...more },
        plan: { arms: [{ name: 'good', source: SHORT }, { name: 'broken', source: BROKEN }], seeds: [1, 2, 3] },
      }))

    it('should go on past it by default, and say what failed', async () => {
      const ran = await run('past', 'continue')
      expect(ran).toMatchObject({ state: 'completed', done: 6, failed: 3 })
      const { runs } = await show('past')
      expect(runs.filter(({ arm }) => arm === 'good').every(({ ok }) => ok)).toBe(true)
      const broken = runs.filter(({ arm }) => arm === 'broken')
      // The same seed would fail the same way again.
      expect(broken.every(({ status, attempts, error }) => status === 'failed' && attempts === 1 && /there is no badge/.test(error ?? ''))).toBe(true)
    })

    it('should stop at once with fast-fail', async () => {
      const ran = await run('fast', 'fast-fail')
      expect(ran).toMatchObject({ state: 'failed', failed: 1 })
      expect(ran.done).toBeLessThan(6)
      expect(ran.message).toMatch(/broken.*there is no badge/)
    })

    it('should try again with retry, and then stop', async () => {
      const ran = await run('again', 'retry')
      expect(ran).toMatchObject({ state: 'failed', failed: 1 })
      expect((await show('again')).runs.find(({ ok }) => !ok)?.attempts).toBe(3)
    })
  })

  it('should play fewer runs at a time when memory is short, stop when even one takes too much, and go on with more', async () => {
    const file = configFile('tight', {
      experiment: { name: 'tight', parallel_workers: 2, parallel_memory_limit: 0.05 },
      tick_rate: { speed: 2, pace: 'speed' },
      plan: { arms: [{ name: 'steps', source: `${SHORT}\nWAIT 600` }], seeds: [1, 2, 3, 4] },
    })
    const { stdout, stderr, code } = await ptp(home, 'experiment', 'run', '--config', file)
    expect(code).toBe(3)
    expect(stderr).toMatch(/ptp: workers: 1 of 2: memory is short, \d+ MB of 100 MB are used/)
    expect(stdout).toMatch(/tight-\S+: failed \(memory: one run alone takes \d+ MB of the 100 MB that all workers may take; give it more with --parallel-memory-limit and resume/)
    const { id } = await show('tight')
    expect(await ptpJson<Shown>(home, 'experiment', 'run', '--resume-from', id, '--parallel-memory-limit', '8')).toMatchObject({ state: 'completed', done: 4, failed: 0 })
  })

  it('should start runs from snapshots of another run, each for itself', async () => {
    await ptpJson(home, 'run', '--script', 'walk', '--id', 'walked', '--snapshot-name', 'corner')
    const reader = new RunReader(path.join(home, 'runs', 'walked'))
    const end = reader.branches()[0]?.head_tick ?? 0
    reader.close()
    const file = configFile('starts', { experiment: { name: 'starts' }, plan: { arms: [{ name: 'left', source: 'MOVE LEFT 1' }], starts: ['power-on', { name: 'corner', run: 'walked', tick: end }, { run: 'walked', tick: 4 }] } })
    expect(await ptpJson<Shown>(home, 'experiment', 'run', '--config', file)).toMatchObject({ state: 'completed', total: 3 })
    const { runs } = await show('starts')
    expect(runs.map(({ start }) => start)).toEqual(['power-on', 'corner', 'walked:0/4'])
    expect(runs[1]?.final_state).toMatchObject({ location: 'HOME', x: 6, y: 6 })
    expect(runs[0]?.final_state?.location).not.toBe('HOME')
    expect((await ptpJson<{ ok: boolean }>(home, 'verify', runs[1]?.run ?? '')).ok).toBe(true)
  })

  it('should say everything that is wrong with a plan, and where', async () => {
    const file = path.join(home, 'wrong.yaml')
    writeFileSync(file, 'version: "3.0"\nplan:\n  arms:\n    - script: walk\n      constantz: {}\n  seeds: 0\n')
    const wrong = await ptp(home, 'experiment', 'run', '--config', file)
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toMatch(/wrong\.yaml:\d+/)
    writeFileSync(file, 'version: "3.0"\nexperiment:\n  paralel_workers: 2\nplan:\n  arms: [walk]\n')
    expect((await ptp(home, 'experiment', 'run', '--config', file)).stderr).toMatch(/paralel_workers.*parallel_workers/)
    const check = await ptpJson<{ problems: { message: string }[] }>(home, 'experiment', 'run', '--script', 'nowhere', '--check')
    expect(check.problems[0]?.message).toMatch(/nowhere/)
    mkdirSync(path.join(home, 'scripts-of-test'), { recursive: true })
    const typo = path.join(home, 'scripts-of-test', 'typo.ptp')
    writeFileSync(typo, 'WAIT UNTIL baadges > 0 MAX 5')
    expect((await ptp(home, 'experiment', 'run', '--script', typo)).stderr).toMatch(/baadges/)
  })

  it('should answer the calls of the workbench, with progress as it goes', async () => {
    const desk = new Desk(openWorkbench(home), 'browser')
    const told: ExperimentSummary[] = []
    desk.listen((name, event) => {
      if (name === 'experiments.changed') told.push(event as ExperimentSummary)
    })
    try {
      const { yaml } = await desk.call('experiments.example', {})
      expect(await desk.call('experiments.plan', { yaml })).toMatchObject({ runs: 40, seeds: 10, problems: [], arms: ['walk', 'fight with LEAFCUT', 'fight with BUMP', 'random'] })
      expect((await desk.call('experiments.plan', { plan: { arms: [] } })).problems).not.toHaveLength(0)
      const draft = { plan: { arms: [{ source: SHORT, name: 'a' }, { source: `${SHORT} RIGHT 1`, name: 'b' }], seeds: 3, start_wait: 30 }, settings: { experiment: { name: 'from-ui', parallel_workers: 2 }, system: { random_seed: 1 } } }
      const checked = await desk.call('experiments.plan', draft)
      expect(checked).toMatchObject({ runs: 6, problems: [] })
      const { experiment } = await desk.call('experiments.start', { yaml: checked.yaml })
      await expect(desk.call('experiments.resume', { experiment })).rejects.toThrow(/being run already/)
      while (told.at(-1)?.state !== 'completed') await new Promise((resolve) => setTimeout(resolve, 5))
      expect(told.some(({ under_way }) => under_way.length > 0)).toBe(true)
      const got = await desk.call('experiments.get', { experiment })
      expect(got.runs).toHaveLength(6)
      expect(got.metrics).toEqual(expect.arrayContaining(['ticks', 'x', 'vars.steps', 'milestones']))
      const { groups, comparisons } = await desk.call('experiments.metric', { experiment, metric: 'x' })
      expect(groups.map(({ arm, values }) => [arm, values.length])).toEqual([['a', 3], ['b', 3]])
      expect(comparisons[0]).toMatchObject({ difference: 1, cliffs_delta: 1, magnitude: 'large' })
      const compared = await desk.call('experiments.compare', { a: { experiment, arm: 'a' }, b: { experiment, arm: 'b' }, metric: 'x' })
      expect(compared.difference).toBe(1)
      const { html, file } = await desk.call('experiments.report', { experiment })
      expect(readFileSync(file, 'utf8')).toBe(html)
      const { files } = await desk.call('experiments.export', { experiment, formats: ['json', 'csv', 'parquet'] })
      expect(files.every((each) => existsSync(each))).toBe(true)
      expect((await desk.call('experiments.list', {})).map(({ id }) => id)).toContain(experiment)
    } finally {
      await desk.close()
    }
  })
})

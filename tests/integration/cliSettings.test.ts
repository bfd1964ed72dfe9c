import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GameState, SnapshotSummary } from '../../src-preload/contract/index.ts'
import type { RunReport } from '../../src-main/cli/playRun.ts'
import { answerOf, makeHome, ptp, ptpBundle, ptpJson, removeHome, startPtp, untilRecorded } from '../support/engine.ts'

const CONFIGS = fileURLToPath(new URL('../../resources/configs', import.meta.url))

interface ShownSetting {
  section: string
  key: string
  value: unknown
  source: string
  at: string | null
}

let home: string

beforeAll(async () => {
  home = makeHome()
  await ptpBundle()
  await ptpJson<RunReport>(home, 'run', '--id', 'first', '--max-ticks', '40', '--experiment-name', 'names', '--random-seed', '7', '--snapshot-name', 'the end', '--screenshot-interval', '10')
})

afterAll(() => removeHome(home))

describe('ptp config', () => {
  it('should say of every value where it comes from', async () => {
    const file = path.join(home, 'mine.yaml')
    writeFileSync(file, 'version: "3.0"\nscreenshot:\n  quality: 60\n  interval: 5\n')
    const child = await startPtp(home, ['config', 'show', '--config-file', file, '--screenshot-interval', '7', '--given', '--json'], { PTP_MAX_BADGES: '2' })
    const { settings } = JSON.parse((await answerOf(child)).stdout) as { settings: ShownSetting[] }
    const found = settings.map(({ section, key, value, source, at }) => [`${section}.${key}`, value, source, at])
    expect(found).toContainEqual(['screenshot.interval', 7, 'flag', '--screenshot-interval'])
    expect(found).toContainEqual(['screenshot.quality', 60, 'config file', `${file}:3:3`])
    expect(found).toContainEqual(['limits.max_badges', 2, 'environment', 'PTP_MAX_BADGES'])
    expect(found.map(([name]) => name)).not.toContain('screenshot.format')
  })

  it('should show what a run was started with', async () => {
    const { settings } = await ptpJson<{ settings: ShownSetting[] }>(home, 'config', 'show', '--run', 'first', '--given')
    expect(settings.map(({ section, key, value }) => [`${section}.${key}`, value])).toContainEqual(['limits.max_ticks', 40])
  })

  it('should write a file to start from that is valid, and not over another one', async () => {
    const file = path.join(home, 'new.yaml')
    expect((await ptp(home, 'config', 'init', file)).code).toBe(0)
    expect((await ptp(home, 'config', 'validate', file)).stdout).toContain('ok')
    expect((await ptp(home, 'config', 'init', file)).stderr).toContain('--force')
  })

  it('should bring an old file up to date', async () => {
    const file = path.join(home, 'old.yaml')
    writeFileSync(file, 'version: "1.0"\ntick_rate_base: 15\nscreenshot_interval: 50\n')
    expect((await ptp(home, 'config', 'migrate', file, '--write')).code).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe('version: "3.0"\ntick_rate:\n  normal: 15\nscreenshot:\n  interval: 50\n')
  })

  it.each(readdirSync(CONFIGS))('should find the bundled example valid: %s', async (name) => {
    expect((await ptp(home, 'config', 'validate', path.join(CONFIGS, name))).code).toBe(0)
  })
})

describe('ptp run', () => {
  it('should play the bundled demo when nobody says what, and keep group, seed and the name of its end', async () => {
    const { metadata } = await ptpJson<{ metadata: { experiment_name: string; seed: number; script: { name: string } } }>(home, 'runs', 'show', 'first')
    expect(metadata).toMatchObject({ experiment_name: 'names', seed: 7, script: { name: 'demo' } })
    const { snapshots } = await ptpJson<{ snapshots: SnapshotSummary[] }>(home, 'snapshot', 'list')
    expect(snapshots.at(-1)).toMatchObject({ name: 'the end', tick: 40 })
  })

  it('should fail at a limit only when told to abort', async () => {
    expect((await ptp(home, 'run', '--max-ticks', '5', '--on-limit', 'save-only', '--quiet')).code).toBe(0)
    expect((await ptp(home, 'run', '--max-ticks', '5', '--on-limit', 'abort', '--quiet')).code).toBe(1)
  })

  it('should write its log to a file, also when it is quiet, and more of it when it is verbose', async () => {
    const file = path.join(home, 'run.log')
    const { stderr, stdout } = await ptp(home, 'run', '--max-ticks', '5', '--quiet', '--log-file', file)
    expect(stderr).toBe('')
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(readFileSync(file, 'utf8')).toMatch(/^\S+Z debug {3}ptp run --max-ticks 5/)
    const verbose = await ptp(home, 'run', '--max-ticks', '5', '-v')
    expect(verbose.stderr).toContain('limits.max_ticks from flag --max-ticks')
  })

  it('should take the settings of an experiment', async () => {
    const file = path.join(home, 'experiment-001.yaml')
    writeFileSync(file, 'version: "3.0"\nplan:\n  arms: [walk]\nlimits:\n  max_ticks: 9\n')
    expect(await ptpJson<RunReport>(home, 'run', '--experiment-config', file)).toMatchObject({ status: 'limit', ticks: 9 })
  })

  it.each([
    [['--tick-rate-budget', 'hourly'], /how much may be spent/],
    [['--speed', '1', '--tick-rate-base', '5'], /both say how fast/],
    [['-v', '-q'], /contradict/],
    [['--script', 'walk', '--resume', 'first'], /give one of them/],
    [['--tick-rate-bse', '5'], /did you mean --tick-rate-base/],
  ])('should refuse what cannot be meant, with the reason: %j', async (args, reason) => {
    const { code, stderr } = await ptp(home, 'run', ...args)
    expect(code).toBe(2)
    expect(stderr).toMatch(reason)
  })
})

describe('snapshots by name', () => {
  it('should be made, listed, restored and deleted without naming the run', async () => {
    const made = await ptpJson<SnapshotSummary>(home, 'snapshot', 'create', 'first', '--name', 'before-gym-2', '--message', 'Ready for gym battle', '--tick', '20')
    expect(made).toMatchObject({ name: 'before-gym-2', note: 'Ready for gym battle', tick: 20, reason: 'named' })
    expect((await ptp(home, 'snapshot', 'create', 'first', '--name', 'before-gym-2')).stderr).toContain('already')
    expect(await ptpJson<SnapshotSummary>(home, 'snapshot', 'show', 'before-gym-2')).toMatchObject({ tick: 20 })
    const end = await ptpJson<RunReport>(home, 'snapshot', 'restore', 'before-gym-2', '--max-ticks', '30')
    expect(end).toMatchObject({ run_id: 'first', status: 'limit', ticks: 30 })
    expect((await ptp(home, 'snapshot', 'delete', 'before-gym-2')).code).toBe(0)
    expect((await ptp(home, 'snapshot', 'show', 'before-gym-2')).stderr).toContain('no run has a snapshot "before-gym-2"')
  })

  it('should be made of a run that another process plays', async () => {
    const child = await startPtp(home, ['run', '--script', 'all-events', '--id', 'elsewhere', '--speed', '2', '--json'])
    const ended = answerOf(child)
    try {
      await untilRecorded(home, 'elsewhere', 10, child)
      const made = await ptpJson<SnapshotSummary>(home, 'snapshot', 'create', '--name', 'pre-elite-four', '--message', 'Ready for elite four')
      expect(made).toMatchObject({ run_id: 'elsewhere', name: 'pre-elite-four', reason: 'named' })
      const { snapshots } = await ptpJson<{ snapshots: SnapshotSummary[] }>(home, 'snapshot', 'list')
      expect(snapshots.map(({ name }) => name)).toContain('pre-elite-four')
    } finally {
      child.kill('SIGINT')
      await ended
    }
  })

  it('should be reached by a screenshot too', async () => {
    const end = await ptpJson<RunReport>(home, 'snapshot', 'restore', 'shot_b0_00000010', '--max-ticks', '12')
    expect(end).toMatchObject({ run_id: 'first', ticks: 12 })
  })
})

describe('ptp export --output', () => {
  it('should write the present state', async () => {
    const file = path.join(home, 'state.json')
    expect((await ptp(home, 'export', 'first', '--branch', '0', '--format', 'json', '--output', file)).code).toBe(0)
    const present = JSON.parse(readFileSync(file, 'utf8')) as { run_id: string; tick: number; state: GameState }
    expect(present).toMatchObject({ run_id: 'first', tick: 40 })
    expect(present.state.party).toBeDefined()
  })
})

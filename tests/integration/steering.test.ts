import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Settings, SnapshotSummary } from '../../src-preload/contract/index.ts'
import type { RunReport } from '../../src-main/cli/playRun.ts'
import { answerOf, makeHome, ptp, ptpJson, removeHome, startPtp, untilRecorded, type Answer } from '../support/engine.ts'
import { read } from '../support/policyRuns.ts'

const SCRIPT = 'WAIT UNTIL mode == "title" MAX 120\nSTART\nWAIT UNTIL standing MAX 120\nREPEAT 100000 TIMES\n  MOVE DOWN 1\n  MOVE UP 1\nEND\n'

interface Stands {
  run_id: string
  branch: number
  tick: number
  status: string
}

let home: string
let playing: ChildProcess
let ended: Promise<Answer>
let dir: string

beforeAll(async () => {
  home = makeHome()
  const script = path.join(home, 'steps.ptp')
  writeFileSync(script, SCRIPT)
  playing = await startPtp(home, ['run', '--script', script, '--id', 'walker', '--speed', '4', '--screenshot-interval', '10', '--snapshot-disk', '25', '--command-rollback-history', '30', '--json'])
  ended = answerOf(playing)
  dir = path.join(home, 'runs', 'walker')
  await untilRecorded(home, 'walker', 60, playing)
})
afterAll(async () => {
  playing.kill('SIGINT')
  await ended
  removeHome(home)
})

const branches = (): number => read(dir, (reader) => reader.branches().length)
const ticksNow = async (): Promise<Stands> => ptpJson<Stands>(home, 'status', 'walker')

async function untilIt(what: string, isSo: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + 90_000; !(await isSo()); ) {
    if (Date.now() > end) throw new Error(`waited too long: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

describe('a run that another terminal plays', () => {
  it('should get a named snapshot, be put back to it, and play on from there on a branch', async () => {
    const made = await ptpJson<SnapshotSummary>(home, 'snapshot', 'create', '--run', 'walker', '--name', 'before-gym-2', '--message', 'Ready for gym battle')
    expect(made).toMatchObject({ run_id: 'walker', name: 'before-gym-2', note: 'Ready for gym battle', reason: 'named' })
    expect((await ptp(home, 'snapshot', 'list', '--run', 'walker')).stdout).toContain('before-gym-2')
    await untilIt('the run goes on behind it', async () => (await ticksNow()).tick > made.tick + 5)
    const stands = await ptpJson<Stands>(home, 'snapshot', 'restore', 'before-gym-2', '--run', 'walker')
    expect(stands).toMatchObject({ run_id: 'walker', tick: made.tick, status: 'running' })
    await untilIt('it plays on there', async () => branches() === 2 && (await ticksNow()).branch === 1)
    expect(playing.exitCode).toBeNull()
  })

  it('should have any of its ticks made a snapshot, and be put back to a screenshot, held there, and go on when it is told to', async () => {
    const early = await ptpJson<SnapshotSummary>(home, 'snapshot', 'create', '--name', 'early', '--tick', '20', '--branch', '0')
    expect(early).toMatchObject({ tick: 20, branch: 0 })
    const held = await ptpJson<Stands>(home, 'snapshot', 'restore', 'shot_b0_00000030', '--hold')
    expect(held).toMatchObject({ tick: 30, branch: 0, status: 'paused' })
    expect(await ticksNow()).toMatchObject({ tick: 30, status: 'paused' })
    expect(await ptpJson<Stands>(home, 'resume')).toMatchObject({ run_id: 'walker', status: 'running' })
    await untilIt('it goes on', async () => (await ticksNow()).tick > 32)
    expect(await ptpJson<Stands>(home, 'pause', 'walk')).toMatchObject({ status: 'paused' })
    const { tick } = await ticksNow()
    expect((await ticksNow()).tick).toBe(tick)
    await ptpJson<Stands>(home, 'resume')
  })

  it('should give a snapshot up to the bin, but never the one it starts from', async () => {
    expect(await ptpJson(home, 'snapshot', 'delete', 'early')).toMatchObject({ deleted: expect.stringMatching(/^snap_0_20/) as string })
    expect((await ptp(home, 'snapshot', 'list', 'walker')).stdout).not.toContain('early')
    expect(read(dir, (reader) => reader.snapshots().map(({ name }) => name))).not.toContain('early')
    const { snapshots } = await ptpJson<{ snapshots: SnapshotSummary[] }>(home, 'snapshot', 'list', 'walker')
    const start = snapshots.find(({ reason }) => reason === 'start')
    expect((await ptp(home, 'snapshot', 'delete', '--run', 'walker', start?.id ?? '')).stderr).toContain('where the run starts')
    expect((await ptpJson<object>(home, 'snapshot', 'restore', '--run', 'walker', 'early')).error).toMatchObject({ code: 'not-found' })
  })

  it('should be put back by snapshots and by commands', async () => {
    const made = await ptpJson<SnapshotSummary>(home, 'snapshot', 'create', '--name', 'here')
    await untilIt('the run goes on behind it', async () => (await ticksNow()).tick > made.tick + 3)
    const back = await ptpJson<Stands & { snapshot: string }>(home, 'rollback', '--hold')
    expect(back).toMatchObject({ status: 'paused' })
    expect(back.tick).toBeGreaterThanOrEqual(made.tick)
    const undone = await ptpJson<Stands & { undone: number }>(home, 'rollback', '--commands', '4', '--hold')
    expect(undone).toMatchObject({ undone: 4, tick: back.tick - 4, status: 'paused' })
    const far = await ptpJson<Stands & { undone: number }>(home, 'rollback', '--commands', '1000')
    // No farther than the history that the run was started with.
    expect(far).toMatchObject({ undone: 30, status: 'running' })
    expect((await ptp(home, 'rollback', '--commands', '1', '--snapshots', '1')).stderr).toContain('give one of them')
  })

  it('should change its pace while it goes', async () => {
    const changed = await ptpJson<{ config: Settings; tick_rate_target: number | null }>(home, 'config', 'set', 'tick_rate.base', '40', '--run', 'walker')
    expect(changed).toMatchObject({ config: { tick_rate: { normal: 40, pace: 'ticks' } }, tick_rate_target: 40 })
    expect(await ptpJson(home, 'status')).toMatchObject({ system_health: { tick_rate_target: 40 } })
    expect((await ptp(home, 'config', 'show', '--run', 'walker', '--given')).stdout).toMatch(/normal +40 +run walker, changed at tick \d+ by ptp config set; started with 10/)
    expect((await ptp(home, 'config', 'set', '--run', 'walker', 'speed', '8')).stdout).toContain('held to 8×')
    expect(readFileSync(path.join(dir, 'logs', 'run.log'), 'utf8')).toMatch(/settings changed by ptp config set: tick_rate.normal 10 → 40/)
    for (const [args, reason] of [
      [['experiment.name', 'other'], /decided when a run starts: it is about a set of runs/],
      [['tick_rate.bse', '5'], /did you mean/],
      [['tick_rate.normal', '0'], /expected a whole number from 1/],
      [['tick_rate.budget_limit', '5'], /no budget/],
    ] as const) expect((await ptp(home, 'config', 'set', ...args, '--run', 'walker')).stderr).toMatch(reason)
  })

  it('should change what it is to come to while it goes', async () => {
    const { tick } = await ticksNow()
    const set = await ptp(home, 'config', 'set', `limits.max_ticks=${tick + 100_000}`, 'screenshot-interval=7', 'snapshot.on_event', 'badge,catch', '--run', 'walker')
    expect(set.stdout).toMatch(/walker: screenshot\.interval is 7 .*\nwalker: limits\.max_ticks is \d+ from tick \d+ on \(it was none\)\nwalker: snapshot\.on_event is badge,catch from tick/)
    expect((await ptp(home, 'config', 'set', 'screenshot-interval=7', '--run', 'walker')).stdout).toContain('screenshot.interval is 7 already')
    expect((await ptp(home, 'config', 'set', 'limits.max_ticks', '--run', 'walker')).stderr).toContain('no value for limits.max_ticks')
    const { settings } = await ptpJson<{ settings: { key: string; value: unknown; at: string }[] }>(home, 'config', 'show', '--run', 'walker', '--given')
    expect(settings.find(({ key }) => key === 'interval')).toMatchObject({ value: 7, at: expect.stringMatching(/^walker, changed at tick \d+ by ptp config set; started with 10$/) as string })
    await untilIt('pictures come at the new interval', () => read(dir, (reader) => reader.query("SELECT count(*) AS n FROM screenshots WHERE reason = 'interval' AND tick % 7 = 0 AND tick % 10 > 0"))[0]?.['n'] !== 0)
  })

  it('should end cleanly when another terminal ends it, and then not be live any more', async () => {
    expect((await ptp(home, 'stop', 'walker')).stdout).toContain('walker: ended')
    const { code, stdout } = await ended
    expect(code).toBe(0)
    expect(JSON.parse(stdout) as RunReport).toMatchObject({ run_id: 'walker', status: 'manual_stop' })
    expect((await ptp(home, 'verify', 'walker')).code).toBe(0)
    // What was changed is of the run, not of the process that played it.
    expect((await ptp(home, 'config', 'show', '--run', 'walker', '--given')).stdout).toMatch(/on_event +badge,catch +run walker, changed at tick/)
    expect((await ptpJson<object>(home, 'pause', 'walker')).error).toMatchObject({ code: 'not-found', hint: 'go on with it: ptp run --resume walker' })
    expect((await ptp(home, 'snapshot', 'restore', '--run', 'walker', 'here', '--hold')).stderr).toContain('not live')
  })
})

describe('a run that is killed after its settings were changed', () => {
  it('should go on with them', async () => {
    const child = await startPtp(home, ['run', '--script', path.join(home, 'steps.ptp'), '--id', 'killed', '--speed', '4', '--json'])
    const gone = answerOf(child)
    await untilRecorded(home, 'killed', 20, child)
    expect((await ptp(home, 'config', 'set', 'limits.max_ticks=500', '--run', 'killed')).code).toBe(0)
    child.kill('SIGKILL')
    await gone
    expect(await ptpJson<RunReport>(home, 'run', '--resume', 'killed', '--speed', '0')).toMatchObject({ status: 'limit', ticks: 500 })
    expect((await ptp(home, 'verify', 'killed')).code).toBe(0)
  })
})

describe('ptp config set', () => {
  it('should change the user’s own file, and leave what else stands in it', async () => {
    const file = path.join(home, 'config.yaml')
    expect(existsSync(file)).toBe(false)
    await ptp(home, 'config', 'set', 'screenshot-quality', '60')
    writeFileSync(file, `# mine\n${readFileSync(file, 'utf8')}`)
    expect(await ptpJson(home, 'config', 'set', 'limits.max_ticks', '7')).toMatchObject({ file, setting: 'limits.max_ticks', value: 7 })
    expect(readFileSync(file, 'utf8')).toBe('# mine\nversion: "3.0"\nscreenshot:\n  quality: 60\nlimits:\n  max_ticks: 7\n')
    expect(await ptpJson<RunReport>(home, 'run', '--quiet')).toMatchObject({ status: 'limit', ticks: 7 })
  })
})

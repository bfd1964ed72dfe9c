import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PoolStatus } from '../../src-preload/contract/index.ts'
import { Desk } from '../../src-main/api/index.ts'
import { answerOf, makeHome, openWorkbench, ptp, ptpJson, removeHome, runScript, startPtp, untilRecorded } from '../support/engine.ts'
import { until } from '../unit/pool/support.ts'

interface ManyReport {
  tasks: { index: number; script: string; status: string; run_id: string | null; final_state_hash: string | null; error: { message: string } | null }[]
  statistics: { tasks: number; completed: number; failed: number; cancelled: number; frames: number }
}
type Status = PoolStatus & { up: boolean; pid: number }

let home: string
let folder: string

beforeAll(() => {
  home = makeHome()
  folder = mkdtempSync(path.join(os.tmpdir(), 'ptp-scripts-'))
})

afterAll(() => {
  removeHome(home)
  rmSync(folder, { recursive: true })
})

function script(name: string, text: string): string {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  return file
}

describe('ptp run-many', () => {
  it('should play scripts side by side to the states they reach alone, and list them in their order', async () => {
    const names = ['fight', 'walk', 'demo', 'walk']
    const alone = new Map<string, string>()
    for (const name of new Set(names)) alone.set(name, (await runScript(home, name)).final_state_hash)
    const report = await ptpJson<ManyReport>(home, 'run-many', ...names.flatMap((name) => ['--script', name]), '--size', '2')
    expect(report.error).toBeUndefined()
    expect(report.tasks.map((task) => task.script)).toEqual(names)
    expect(report.tasks.map((task) => task.final_state_hash)).toEqual(names.map((name) => alone.get(name)))
    expect(report.statistics).toMatchObject({ tasks: 4, completed: 4, failed: 0 })
    const runs = await ptpJson<{ runs: { run_id: string }[] }>(home, 'runs', 'list')
    expect(runs.runs.map(({ run_id }) => run_id)).toEqual(expect.arrayContaining(report.tasks.map((task) => task.run_id)))
  })

  it('should tell of the task that failed, play the others, and end with a failure', async () => {
    const wrong = script('wrong.ptp', 'WAIT 60\nEXPECT money == 123456\n')
    const { code, stdout } = await ptp(home, 'run-many', '--script', 'walk', '--script', wrong, '--script', 'walk', '--json')
    const { tasks } = JSON.parse(stdout) as ManyReport
    expect(code).toBe(3)
    expect(tasks.map(({ status }) => status)).toEqual(['completed', 'failed', 'completed'])
  })

  it('should play nothing when one of the scripts is wrong', async () => {
    const broken = script('broken.ptp', 'HOLD NOTHING\n')
    const { code, stderr } = await ptp(home, 'run-many', '--script', 'walk', '--script', broken)
    expect(code).toBe(2)
    expect(stderr).toContain('broken.ptp')
  })

  it('should stop cleanly when it is interrupted: what is under way is kept, what is not begun stays so', async () => {
    const endless = script('endless.ptp', 'REPEAT 1000000 TIMES\n  WAIT 30\n  A\nEND\n')
    const child = await startPtp(home, ['run-many', '--script', endless, '--script', endless, '--script', endless, '--size', '1', '--json'])
    const answer = answerOf(child)
    const begun = (): string | undefined => (existsSync(path.join(home, 'runs')) ? readdirSync(path.join(home, 'runs')) : []).find((name) => name.startsWith('endless-'))
    await until(() => begun() !== undefined, 60_000)
    await untilRecorded(home, begun() ?? '', 20, child)
    child.kill('SIGINT')
    const { code, stdout } = await answer
    const { tasks } = JSON.parse(stdout) as ManyReport
    expect(tasks.map(({ status }) => status)).toEqual(['manual_stop', 'cancelled', 'cancelled'])
    expect(code).toBe(130)
    const verified = await ptpJson<{ ok: boolean }>(home, 'verify', tasks[0]?.run_id ?? '')
    expect(verified.ok).toBe(true)
  })
})

describe('ptp pool', () => {
  it('should say that none is up', async () => {
    expect(await ptpJson<Status>(home, 'pool', 'status')).toMatchObject({ up: false })
    const { code, stderr } = await ptp(home, 'pool', 'resize', '2')
    expect([code, stderr]).toEqual([2, expect.stringContaining('ptp pool up')])
  })

  it('should keep emulators up that other commands play on, change its size, and end', async () => {
    const child = await startPtp(home, ['pool', 'up', '--backend', 'embedded', '--size', '2', '--base-port', '18200'])
    const answer = answerOf(child)
    const status = () => ptpJson<Status>(home, 'pool', 'status')
    while (!(await status()).up) await new Promise((resolve) => setTimeout(resolve, 100))
    let now = await status()
    while (now.state !== 'ready') now = await status()
    expect(now.emulators.map(({ state, health, url }) => [state, health, url?.slice(0, 20)])).toEqual([
      ['idle', 'healthy', 'http://127.0.0.1:182'], ['idle', 'healthy', 'http://127.0.0.1:182'],
    ])
    const report = await ptpJson<ManyReport>(home, 'run-many', '--script', 'fight', '--script', 'fight')
    expect(report.tasks.map(({ status: each }) => each)).toEqual(['completed', 'completed'])
    const metadata = await ptpJson<{ metadata: { backend: string } }>(home, 'runs', 'show', report.tasks[0]?.run_id ?? '')
    expect(metadata.metadata.backend).toBe('gym')
    expect((await ptp(home, 'pool', 'up', '--backend', 'embedded')).stderr).toContain('is up already')
    expect(await ptpJson<PoolStatus>(home, 'pool', 'resize', '1')).toMatchObject({ size: 1 })
    expect(await ptpJson(home, 'pool', 'down')).toMatchObject({ stopped: true })
    expect((await answer).code).toBe(0)
    expect(existsSync(path.join(home, 'pool.json'))).toBe(false)
  })
})

describe('the pool in the workbench', () => {
  it('should answer the calls of its view, and tell when anything changes', async () => {
    const desk = new Desk(openWorkbench(home), 'browser')
    const told: PoolStatus[] = []
    desk.listen((name, event) => {
      if (name === 'pool.changed') told.push(event as PoolStatus)
    })
    try {
      const before = await desk.call('pool.status', {})
      expect(before).toMatchObject({ backend: 'embedded', state: 'ready', waiting: 0 })
      const [game] = await desk.call('games.list', {})
      const { run } = await desk.call('run.start', { game: game?.id ?? '', script: 'keys', source: null, speed: 1, seed: null })
      const held = (await desk.call('pool.status', {})).emulators.find((each) => each.run === run)
      expect(held).toMatchObject({ state: 'leased', purpose: 'playing' })
      await until(() => told.some(({ emulators }) => emulators.some((each) => each.run === run && each.frames_per_second > 0)))
      await desk.call('pool.restart', { emulator: held?.id ?? '' })
      await until(() => told.some(({ statistics }) => statistics.recovery.calls > 0))
      const detail = await desk.call('pool.emulator', { emulator: held?.id ?? '' })
      expect(detail.log.map(({ text }) => text).join()).toContain('restarted by hand')
      expect(detail.history.length).toBeGreaterThan(0)
      await desk.call('pool.resize', { size: before.size + 1 })
      expect((await desk.call('pool.status', {})).size).toBe(before.size + 1)
      await expect(desk.call('pool.image', {}).then(({ job }) => job)).resolves.toContain('job')
      const { job } = await desk.call('pool.open', { backend: 'embedded', size: 1, strategy: 'fastest' })
      await until(() => told.some(({ strategy, size }) => strategy === 'fastest' && size === 1))
      expect(job).toContain('job')
      // The run that was played is on the old pool still.
      expect((await desk.call('pool.status', {})).emulators.some((each) => each.run === run)).toBe(true)
      expect((await desk.call('pool.events', {})).length).toBeGreaterThanOrEqual(0)
    } finally {
      await desk.close()
    }
  })
})

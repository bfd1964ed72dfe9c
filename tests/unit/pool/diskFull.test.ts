import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { playOfBatch } from '../../../src-main/cli/commands/batchRun.ts'
import { useLog } from '../../../src-main/cli/log.ts'
import { embeddedBackend, runBatch } from '../../../src-main/pool/index.ts'
import type { Run, RunOutcome } from '../../../src-main/run/index.ts'
import { Workbench } from '../../../src-main/workbench.ts'
import { makeHome, removeHome } from '../../support/engine.ts'
import { until } from './support.ts'

const isRoot = process.platform === 'linux' && process.getuid?.() === 0
const RUNS = 3

/** Runs over a pool, in a home on a disk of its own that is small. */
describe.skipIf(!isRoot)('a disk that gets full under the runs of a pool', () => {
  let home: string
  /** what the batch says, on a disk that has room */
  let log: string
  let workbench: Workbench

  beforeAll(() => {
    home = makeHome()
    log = path.join(makeHome(), 'ptp.log')
    useLog({ verbose: false, quiet: true, json: false, file: log })
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=80m', 'tmpfs', home])
    workbench = new Workbench({ home, poolSize: 2, makeBackend: () => embeddedBackend() })
  })

  afterAll(async () => {
    useLog({ verbose: false, quiet: false, json: false, file: null })
    await workbench.closed()
    removeHome(path.dirname(log))
    spawnSync('umount', ['-l', home])
    removeHome(home)
  })

  /** Leaves so many bytes free, or fewer where the runs are quicker. */
  function fill(free: number): string {
    const file = path.join(home, 'ballast')
    const { bavail, bsize } = statfsSync(home)
    try {
      writeFileSync(file, Buffer.alloc(Math.max(0, bavail * bsize - free)))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
    return file
  }

  it('should end each of them cleanly, saying what to do, and leave a pool that plays on once there is room', { timeout: 240_000 }, async () => {
    const game = await workbench.loadGame('pocket-quest')
    const script = workbench.loadScript('all-events', game)
    const play = (speed: number, begun: (run: Run) => void = () => undefined): Promise<RunOutcome> => {
      const settings = workbench.settings({ tick_rate: { speed, pace: 'speed' }, screenshot: { interval: 1, quality: 100 } })
      return playOfBatch({ workbench, game, script, settings, signal: undefined, begun, told: () => undefined })
    }
    const whole = await play(0)
    const runs: Run[] = []
    const batch = runBatch(Array.from({ length: RUNS }), () => play(20, (run) => runs.push(run)), { width: 2 })
    await until(() => runs.length === 2 && runs.every(({ present }) => present.tick > 40), 60_000)
    const ballast = fill(60_000)
    const { results, statistics } = await batch
    expect(statistics).toMatchObject({ tasks: RUNS, completed: 0, failed: RUNS })
    for (const result of results) expect(result).toMatchObject({ ok: false, error: { code: 'disk-full' } })
    for (const result of results.slice(0, 2)) expect(!result.ok && result.error.hint).toMatch(/free some space, then: ptp run --resume/)
    expect(readFileSync(log, 'utf8')).toMatch(/warning .*the disk is nearly full: making room/)
    const { current: pool } = workbench.pools
    await until(() => pool.status.emulators.every(({ state }) => state === 'idle'), 60_000)
    expect(pool.status).toMatchObject({ state: 'ready', message: '' })
    rmSync(ballast)
    expect(await play(0)).toMatchObject({ status: 'completed', finalStateHash: whole.finalStateHash })
    const again = await workbench.resumeRun(runs[0]?.files.dir ?? '', { inTurn: true })
    await again.resume()
    expect(await again.close(await again.until((status) => status !== 'running'))).toMatchObject({ status: 'completed', finalStateHash: whole.finalStateHash, tick: whole.tick })
  })
})

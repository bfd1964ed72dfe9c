import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { PoolEvent, PoolStatus } from '../../../src-preload/contract/index.ts'
import { Desk } from '../../../src-main/api/index.ts'
import { configOf } from '../../../src-main/experiment/index.ts'
import { gymBackend, Pool } from '../../../src-main/pool/index.ts'
import { RunReader } from '../../../src-main/recorder/index.ts'
import { Workbench } from '../../../src-main/workbench.ts'
import { BadWire } from '../../support/badWire.ts'
import { longScript } from '../../support/batchRuns.ts'
import { answerOf, makeHome, ptp, ptpJson, removeHome, startPtp } from '../../support/engine.ts'
import { gymServer } from '../../support/gymServer.ts'
import { demoCartridge, owner, until } from './support.ts'

const LONG = { timeout: 240_000 }
/** Far beyond what a wire that is well takes, on any machine, and far below what the slow one does. */
const SLA = { percentile: 0.95, ms: 400 }
const DELAY = 800
/** Large pieces are granted so much time for their frames that a short delay may not show. */
const A_CALL_A_TICK = ['--tick-rate-base', '10000', '--tick-rate-battle', '10000']

const open: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** A gym server behind a wire that can be made slow. */
async function wiredServer(delay: number): Promise<BadWire> {
  const server = await gymServer()
  const wire = await BadWire.to(server.url)
  wire.delay = delay
  open.push(async () => server[Symbol.asyncDispose](), () => wire.close())
  return wire
}

describe('an emulator that answers slower than was asked', () => {
  it('should be told of once, with the run that holds it, and again when it is well', LONG, async () => {
    const wire = await wiredServer(DELAY)
    await using pool = new Pool({ backend: gymBackend([wire.url], undefined, SLA), size: 1 })
    await pool.ready()
    await using lease = await pool.acquire(demoCartridge(), { owner: owner('a-run', 'batch'), inTurn: true })
    const calls = async (count: number): Promise<void> => {
      await Promise.all(Array.from({ length: count }, () => lease.advance({ steps: [{ buttons: 0, hold: 0, frames: 1 }], observe: [] })))
    }
    const told = (level: PoolEvent['level']): PoolEvent[] => pool.events.filter((event) => event.kind === 'slow' && event.level === level)
    wire.mode = 'slow'
    while (told('warning').length === 0) await calls(8)
    expect(told('warning')).toMatchObject([{ emulator: 'gym-1', run: 'a-run', text: expect.stringMatching(/^95 % of the last \d+ calls were to take at most 400 ms .* it was \d+ ms$/) as string }])
    wire.mode = 'pass'
    while (told('info').length === 0) await calls(4)
    expect(told('warning')).toHaveLength(1)
  })

  it('should be shown by `ptp pool status` and in the run that was played, also when another process played it', LONG, async () => {
    const home = makeHome()
    open.push(() => Promise.resolve(removeHome(home)))
    const wire = await wiredServer(30)
    const file = path.join(home, 'long.ptp')
    writeFileSync(file, longScript(12))
    const up = await startPtp(home, ['pool', 'up', '--url', wire.url])
    const answer = answerOf(up)
    type Status = PoolStatus & { up: boolean; slow: Record<string, string>; events: PoolEvent[] }
    const status = (): Promise<Status> => ptpJson<Status>(home, 'pool', 'status')
    for (let now = await status(); !now.up || now.state !== 'ready'; ) now = await status()
    wire.mode = 'slow'
    const { tasks } = await ptpJson<{ tasks: { run_id: string; dir: string; status: string }[] }>(home, 'run-many', '--script', file, '--sla', '5', ...A_CALL_A_TICK)
    expect(tasks).toMatchObject([{ status: 'completed' }])
    const { slow, events } = await status()
    expect(slow['gym-1']).toMatch(/at most 5 ms/)
    expect(events.find(({ kind }) => kind === 'slow')).toMatchObject({ run: tasks[0]?.run_id, emulator: 'gym-1' })
    expect((await ptp(home, 'pool', 'status')).stdout).toContain('gym-1 is slow: 95 %')
    expect(errorsOf(tasks[0]?.dir ?? '')).toContain('slow-emulator')
    await ptpJson(home, 'pool', 'down')
    expect((await answer).code).toBe(0)
  })

  it('should be shown in the workbench, and written into the run that is played there', LONG, async () => {
    const home = makeHome()
    open.push(() => Promise.resolve(removeHome(home)))
    const wire = await wiredServer(30)
    const workbench = new Workbench({ home })
    const desk = new Desk(workbench, 'browser')
    open.push(() => desk.close())
    const told: PoolEvent[] = []
    desk.listen((name, event) => {
      if (name === 'pool.event') told.push(event as PoolEvent)
    })
    await desk.call('pool.open', { backend: 'gym', urls: [wire.url], sla_ms: 5 })
    await until(() => workbench.pools.current.backend.name === 'gym', 120_000)
    wire.mode = 'slow'
    const [game] = await desk.call('games.list', {})
    const { run } = await desk.call('run.start', { game: game?.id ?? '', script: 'long.ptp', source: longScript(400), speed: 0, seed: null, settings: { tick_rate: { normal: 10_000, battle: 10_000 } } })
    await until(() => told.some(({ kind }) => kind === 'slow'), 120_000)
    expect(told.find(({ kind }) => kind === 'slow')).toMatchObject({ run, level: 'warning' })
    await desk.call('run.stop', { run })
    expect(errorsOf(workbench.runDir(run))).toContain('slow-emulator')
  })

  it('should be written into every run of an experiment that it is slow in', LONG, async () => {
    const home = makeHome()
    open.push(() => Promise.resolve(removeHome(home)))
    const wire = await wiredServer(30)
    const workbench = new Workbench({ home })
    open.push(() => workbench.closed())
    await workbench.pools.open({ backend: 'gym', urls: [wire.url], sla: { percentile: 0.95, ms: 5 } })
    wire.mode = 'slow'
    const settings = { experiment: { name: 'slow' }, tick_rate: { normal: 10_000, pace: 'ticks' as const }, limits: { max_ticks: 150 }, system: { random_seed: 1 } }
    const { id } = await workbench.experiments.start(configOf({ arms: [{ name: 'long', source: longScript(400) }], seeds: [1, 2] }, settings))
    const { results } = await workbench.experiments.over(id)
    expect(results).toMatchObject([{ ok: true, ticks: 150 }, { ok: true, ticks: 150 }])
    // It is slow still when the second one takes it.
    for (const { run } of results) expect(errorsOf(workbench.runDir(run))).toEqual(['slow-emulator'])
  })
})

/** What is recorded as gone wrong in a run. */
function errorsOf(dir: string): string[] {
  const reader = new RunReader(dir)
  try {
    return reader.errors().map((error) => error.error_type)
  } finally {
    reader.close()
  }
}

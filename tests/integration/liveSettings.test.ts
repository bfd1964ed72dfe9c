import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { defaultSettings, withSettings, type SettingsChange } from '../../src-preload/contract/index.ts'
import { createRun, readChanges, readSettings, readStartSettings, RunArchive, verifyLine, type EmulatorFactory, type Run } from '../../src-main/run/index.ts'
import { SCRIPTS, ticksOf } from '../support/engine.ts'
import { Planner, PolicyRuns, read, soughtFromMemory } from '../support/policyRuns.ts'

const ALL_EVENTS = readFileSync(path.join(SCRIPTS, 'all-events.ptp'), 'utf8')
const WALK = 'WAIT 60\nSTART\nWAIT 60\nREPEAT 1000 TIMES\n  MOVE LEFT 2\n  MOVE RIGHT 2\nEND\n'
const FAST = { normal: 10_000, battle: 10_000 }

const runs = new PolicyRuns()
const { start, finish, goOn } = runs
afterAll(() => runs.close())

/** Changes settings as soon as the run, which goes, is at a tick or behind it. */
function changeAt(run: Run, tick: number, given: Record<string, unknown>): Promise<SettingsChange> {
  return new Promise((resolve, reject) => {
    const stop = run.listen(() => {
      if (run.present.tick < tick) return
      stop()
      run.change(given, 'the test').then(resolve, reject)
    })
  })
}

async function playUntilOver(run: Run): Promise<void> {
  await run.resume()
  await run.until((status) => status !== 'running')
}

const pictures = (run: { dir: string }): { tick: number; reason: string; quality: number }[] => read(run.dir, (reader) => reader.screenshots({ line: 0, offset: 0, limit: 1000 }).rows)
const snapshotsOf = (run: { dir: string }): { name: string | null; tick: number; reason: string }[] => read(run.dir, (reader) => reader.snapshots())

describe('limits that change while a run goes', () => {
  it('should end it where they are now, not where they were', async () => {
    const { run } = await start(WALK, { limits: { max_ticks: 200 } })
    const changed = changeAt(run, 20, { limits: { max_ticks: 333 } })
    const ended = await finish(run)
    expect((await changed).set).toEqual([{ setting: 'limits.max_ticks', from: 200, to: 333 }])
    expect(ended).toMatchObject({ status: 'limit', limit: 'ticks', tick: 333, message: 'reached 333 ticks' })
    expect(ticksOf(ended.dir)).toHaveLength(333)
  })

  it.each([
    ['save-and-exit', true],
    ['save-only', false],
    ['abort', false],
  ] as const)('should end it at once where one is passed already, as --on-limit %s says by then', async (on_limit, hasReport) => {
    const { run } = await start(WALK, { limits: { max_ticks: 2000 } })
    const changed = changeAt(run, 20, { limits: { max_ticks: 3, on_limit } })
    const ended = await finish(run)
    expect(ended).toMatchObject({ status: 'limit', message: 'reached 3 ticks', tick: (await changed).tick })
    expect(ended.report !== null).toBe(hasReport)
    expect(ended.finalStateHash).toMatch(/^[0-9a-f]{16}$/)
  })

  it('should let a run go on that stands at its limit', async () => {
    const { run } = await start(WALK, { limits: { max_ticks: 20 } })
    await playUntilOver(run)
    expect(run.present.tick).toBe(20)
    await run.change({ limits: { max_ticks: 50 } }, 'the test')
    expect(await finish(run)).toMatchObject({ status: 'limit', tick: 50 })
  })

  it('should count what was spent before', async () => {
    const { run } = await start(new Planner(() => ({ decision: { cost: 0.4 } })), { tick_rate: FAST, limits: { max_cost: 1, grace_period: 0 } })
    const changed = changeAt(run, 1, { limits: { max_cost: 3 } })
    expect(await finish(run)).toMatchObject({ limit: 'cost', tick: 8, message: 'spent $3.20 of $3.00' })
    expect((await changed).tick).toBeLessThan(3)
  })

  it('should end it at the very tick of an event that was not looked for before', async () => {
    const { run } = await start(ALL_EVENTS, {})
    await run.change({ limits: { max_badges: 1 } }, 'the test')
    const ended = await finish(run)
    expect(ended).toMatchObject({ status: 'limit', limit: 'badges' })
    expect(read(ended.dir, (reader) => reader.events().filter(({ kind }) => kind === 'badge').at(-1)?.tick)).toBe(ended.tick)
  })
})

describe('screenshots that change while a run goes', () => {
  it('should come at the new interval, and not before', async () => {
    const { run } = await start(WALK, { screenshot: { interval: 0 }, limits: { max_ticks: 300 } })
    const changed = changeAt(run, 20, { screenshot: { interval: 5 } })
    const ended = await finish(run)
    const { tick } = await changed
    const due = Array.from({ length: 300 }, (_, i) => i + 1).filter((each) => each > tick && each % 5 === 0)
    expect(due.length).toBeGreaterThan(5)
    expect(pictures(ended).filter(({ reason }) => reason === 'interval').map((each) => each.tick)).toEqual(due)
  })

  it('should be taken of changes and of battle turns as is asked for by then', async () => {
    const { run } = await start(ALL_EVENTS, { screenshot: { interval: 0, battle_turn: 0 } })
    await run.change({ screenshot: { on_change: true, battle_turn: 1 } }, 'the test')
    const reasons = new Set(pictures(await finish(run)).map(({ reason }) => reason))
    expect(reasons).toEqual(new Set(['change', 'battle', 'script']))
  })

  it('should be taken of errors, or not', async () => {
    for (const [before, after] of [[0, 1], [1, 0]] as const) {
      const { run } = await start('WAIT 60\nWAIT 60\nEXPECT badges == 9 "no badges"\n', { screenshot: { interval: 0, on_error: before } })
      await run.change({ screenshot: { on_error: after } }, 'the test')
      expect(pictures(await finish(run)).filter(({ reason }) => reason === 'error')).toHaveLength(after)
    }
  })

  it('should be of the new quality', async () => {
    const { run } = await start(WALK, { screenshot: { interval: 1, quality: 95 }, limits: { max_ticks: 300 } })
    const changed = changeAt(run, 20, { screenshot: { quality: 20 } })
    const rows = pictures(await finish(run))
    const { tick } = await changed
    const [before, after] = [rows.filter((row) => row.tick <= tick), rows.filter((row) => row.tick > tick)]
    expect(before.map(({ quality }) => quality)).toContain(95)
    expect(new Set(after.map(({ quality }) => quality))).toEqual(new Set([20]))
  })

  it('should make room at once where they may take less', async () => {
    const { run, messages } = await start(WALK, { screenshot: { interval: 1 }, limits: { max_ticks: 120 } })
    await playUntilOver(run)
    await run.files.flush()
    const before = pictures(run.files).length
    await run.change({ screenshot: { max_storage: 0.000_02 } }, 'the test')
    await run.files.flush()
    expect(pictures(run.files).length).toBeLessThan(before)
    expect(messages.some((text) => text.includes('of the oldest screenshots were deleted'))).toBe(true)
    await run.close('limit')
  })

  it('should be compressed from then on', async () => {
    const { run } = await start(WALK, { screenshot: { interval: 1 }, limits: { max_ticks: 500 } })
    await playUntilOver(run)
    const compressed = (): number => Number(read(run.files.dir, (reader) => reader.query("SELECT count(*) AS n FROM screenshots WHERE metadata ->> '$.compressed' = 1"))[0]?.['n'])
    await run.files.flush()
    expect(compressed()).toBe(0)
    await run.change({ screenshot: { compress: true } }, 'the test')
    await run.files.flush()
    expect(compressed()).toBeGreaterThan(0)
    await run.close('limit')
  })
})

describe('snapshots that change while a run goes', () => {
  it('should come at the new interval, named at the end, and packed', async () => {
    const { run } = await start(WALK, { snapshot: { disk: 0, compress: false }, limits: { max_ticks: 300 } })
    const loose = await run.snapshot('before')
    const changed = changeAt(run, 20, { snapshot: { disk: 25, compress: true, name: 'the-end' } })
    const ended = await finish(run)
    const made = snapshotsOf(ended).filter(({ reason }) => reason === 'interval')
    const { tick } = await changed
    expect(made.length).toBeGreaterThanOrEqual(3)
    expect(made.every((each) => each.tick > tick)).toBe(true)
    const last = snapshotsOf(ended).find(({ name }) => name === 'the-end')
    expect(last).toMatchObject({ reason: 'final', tick: 300 })
    const bytes = (id: string): number => statSync(path.join(ended.dir, 'snapshots', `${id}.ptpsnap`)).size
    expect(bytes(read(ended.dir, (reader) => reader.snapshots().at(-1)?.id ?? ''))).toBeLessThan(bytes(loose.id) / 2)
  })

  it('should be made of events at their very tick', async () => {
    const { run } = await start(ALL_EVENTS, {})
    await run.change({ snapshot: { on_event: ['badge'] } }, 'the test')
    const ended = await finish(run)
    const badges = read(ended.dir, (reader) => reader.events().filter(({ kind }) => kind === 'badge').map(({ tick }) => tick))
    expect(snapshotsOf(ended).filter(({ reason }) => reason === 'event').map(({ tick }) => tick)).toEqual(badges)
    expect(badges.length).toBeGreaterThan(0)
  })

  it('should be gone back to on errors as is asked for by then', async () => {
    const { run, messages } = await start(`${WALK.replace('1000', '20')}EXPECT badges == 9 "no badges"\n`, { snapshot: { disk: 20 } })
    const changed = changeAt(run, 1, { snapshot: { rollback_on_error: true, rollback_grace: 1 } })
    const ended = await finish(run, messages)
    await changed
    expect(ended.status).toBe('failed')
    expect(messages.filter((text) => text.startsWith('Rolled back 1 snapshot after'))).toHaveLength(2)
  })

  it('should be proven on a second emulator from then on', async () => {
    const { home, workbench } = runs
    let started = 0
    const emulators: EmulatorFactory = {
      start: (game, metadata) => {
        started++
        return workbench.emulators.start(game, metadata)
      },
    }
    const game = await workbench.loadGame('pocket-quest')
    const run = await createRun({ home, game, emulators, settings: defaultSettings(), agent: null, source: null, workbenchVersion: '0', runId: 'proven' })
    await run.snapshot('unproven')
    expect(started).toBe(1)
    await run.change({ snapshot: { validate: true } }, 'the test')
    await run.snapshot('proven')
    expect(started).toBe(2)
    expect(run.files.store.list().map(({ name }) => name)).toEqual(expect.arrayContaining(['unproven', 'proven']))
    await run.close()
  })

  it('should be held in memory, as many as are asked for by then', async () => {
    for (const [before, after] of [[0, 10], [10, 0]] as const) {
      const { run } = await start(WALK, { snapshot: { memory: before }, limits: { max_ticks: 300 } })
      if (before === 0) await run.change({ snapshot: { memory: after } }, 'the test')
      await playUntilOver(run)
      if (before > 0) await run.change({ snapshot: { memory: after } }, 'the test')
      const near = await soughtFromMemory(run)
      if (after === 0) expect(near).toBe(0)
      else expect(near).toBeGreaterThan(250)
      await run.close()
    }
  })
})

describe('a command buffer that changes while a run goes', () => {
  it('should judge by the new timeout what waits already', async () => {
    const planner = new Planner((at) => (at < 8 ? {} : null))
    const { run, messages } = await start(planner, { tick_rate: { normal: 2 }, command: { buffer_size: 8, timeout: 600, stale_threshold: 600 } })
    const changed = changeAt(run, 1, { command: { timeout: 1 } })
    const ended = await finish(run, messages)
    await changed
    expect(messages.some((text) => /^Command timed out after \d/.test(text))).toBe(true)
    expect(ended.tick + planner.dropped_.length).toBe(8)
  })

  it('should warn of what is stale by the new threshold', async () => {
    const { run, messages } = await start(new Planner((at) => (at < 6 ? {} : null)), { tick_rate: { normal: 2 }, command: { buffer_size: 8, timeout: 600, stale_threshold: 600 } })
    const changed = changeAt(run, 1, { command: { stale_threshold: 1 } })
    await finish(run, messages)
    await changed
    expect(messages.some((text) => text.startsWith('Command is stale'))).toBe(true)
  })

  it('should judge commands by the state they were planned for, let an agent plan farther ahead, and keep less of what was played', async () => {
    const elsewhere = { screen: 'battle', location: 'NOWHERE', x: 99, y: 99 }
    let most = 0
    const planner: Planner = new Planner((at) => {
      most = Math.max(most, at - run.present.tick - planner.dropped_.length)
      return at < 40 ? (at === 30 ? { context: elsewhere } : {}) : null
    })
    const { run } = await start(planner, { tick_rate: FAST, command: { buffer_size: 2 } })
    const changed = changeAt(run, 5, { command: { validate: true, buffer_size: 9, rollback_history: 4, stale_threshold: 600, timeout: 600 } })
    await playUntilOver(run)
    await changed
    expect(run.present.tick).toBe(39)
    expect(planner.dropped_).toHaveLength(1)
    expect(most).toBeGreaterThan(6)
    expect(await run.undo(9)).toBe(4)
    await run.close()
  })
})

describe('a run whose settings were changed', () => {
  it('should tell of it, keep what it started with, go on with them, and be the same run', async () => {
    const { run: plain } = await start(WALK, { limits: { max_ticks: 150 } })
    const { finalStateHash } = await finish(plain)

    const { run, messages } = await start(WALK, { limits: { max_ticks: 100 } })
    const config = readFileSync(path.join(run.files.dir, 'config.yaml'), 'utf8')
    const changed = changeAt(run, 20, { limits: { max_ticks: 120 }, screenshot: { interval: 10 }, snapshot: { disk: 30 } })
    const ended = await finish(run, messages)
    const { tick } = await changed
    const told = 'settings changed by the test: screenshot.interval 100 → 10, limits.max_ticks 100 → 120, snapshot.disk 1000 → 30'
    expect(messages).toContain(told)
    expect(readFileSync(path.join(ended.dir, 'logs', 'run.log'), 'utf8')).toContain(`tick ${tick}: ${told}`)
    expect(readFileSync(path.join(ended.dir, 'config.yaml'), 'utf8')).toBe(config)
    expect(readStartSettings(ended.dir).limits.max_ticks).toBe(100)
    expect(readSettings(ended.dir)).toMatchObject({ limits: { max_ticks: 120 }, screenshot: { interval: 10 }, snapshot: { disk: 30 } })
    expect(readChanges(ended.dir)).toMatchObject([{ branch: 0, tick, by: 'the test' }])

    const { workbench } = runs
    const again = await workbench.resumeRun(ended.dir)
    expect(again.settings.limits.max_ticks).toBe(120)
    await again.change({ limits: { max_ticks: 150 } }, 'another test')
    expect(await finish(again)).toMatchObject({ tick: 150, finalStateHash })
    expect(readChanges(ended.dir).map(({ by, set }) => [by, set.length])).toEqual([['the test', 3], ['another test', 1]])
    await using archive = await RunArchive.open(ended.dir)
    const verified = await verifyLine(archive, await workbench.loadGame('pocket-quest'), workbench.emulators, 0)
    expect(verified).toMatchObject({ ok: true, ticks: 150, final_state_hash: finalStateHash })
  })

  it('should keep what is given also where it holds for this sitting already, and take back what holds for this sitting alone', async () => {
    const { run } = await start(WALK, { limits: { max_ticks: 30 } })
    run.speed = 32
    await run.change({ tick_rate: { speed: 32 } }, 'the test')
    const { dir } = await finish(run)
    expect(readSettings(dir).tick_rate).toMatchObject({ speed: 32, pace: 'speed' })
    const again = await runs.workbench.resumeRun(dir, { settings: withSettings(readSettings(dir), { limits: { max_ticks: 500 } }) })
    expect(await again.change({ limits: { max_ticks: 30 } }, 'the test')).toMatchObject({ set: [{ setting: 'limits.max_ticks', from: 500, to: 30 }] })
    expect(readChanges(dir)).toHaveLength(1)
    expect(await finish(again)).toMatchObject({ status: 'limit', tick: 30 })
  })

  it('should have none of several changed when one of them is wrong', async () => {
    const { run, messages } = await start(WALK, { limits: { max_ticks: 30 } })
    await expect(run.change({ limits: { max_ticks: 50, max_time: -1 } }, 'the test')).rejects.toThrow('limits.max_time: expected a whole number from 1')
    await expect(run.change({ limits: { max_ticks: 50 }, screenshot: { format: 'png' } }, 'the test')).rejects.toThrow('decided when a run starts')
    await run.change({ limits: { max_ticks: 30 } }, 'the test')
    const ended = await finish(run, messages)
    expect(ended.tick).toBe(30)
    expect(messages).toEqual(['limit: reached 30 ticks'])
    expect(existsSync(path.join(ended.dir, 'settings.json'))).toBe(false)
  })

  it('should say so when what is kept of the changes cannot be trusted', async () => {
    const { run } = await start(WALK, { limits: { max_ticks: 5 } })
    await run.change({ limits: { max_ticks: 6 } }, 'the test')
    const { dir } = await finish(run)
    const file = path.join(dir, 'settings.json')
    const kept = readFileSync(file, 'utf8')
    for (const [text, code, message] of [
      ['{', 'bad-run', 'is no JSON'],
      [kept.replace('"version": 1', '"version": 9'), 'newer-format', 'has version 9'],
      [kept.replace('"tick"', '"tock"'), 'bad-run', 'is not as expected at "changes.0.tick"'],
      [kept.replace('limits.max_ticks', 'limits.max_tocks'), 'bad-run', 'limits.max_tocks'],
    ] as const) {
      writeFileSync(file, text)
      expect(() => readSettings(dir)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) as string }))
      await expect(goOn(dir, new Planner(() => null))).rejects.toMatchObject({ code })
    }
  })
})

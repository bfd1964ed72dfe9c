import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TickInput } from '../../src-preload/contract/index.ts'
import { readHeader } from '../../src-main/snapshot/index.ts'
import { SCRIPTS, ticksOf } from '../support/engine.ts'
import { Planner, PolicyRuns, read, soughtFromMemory } from '../support/policyRuns.ts'

const ALL_EVENTS = readFileSync(path.join(SCRIPTS, 'all-events.ptp'), 'utf8')
const WALK = 'WAIT 60\nSTART\nWAIT 60\nREPEAT 1000 TIMES\n  MOVE LEFT 2\n  MOVE RIGHT 2\nEND\n'
const STILL = 'REPEAT 1000 TIMES\n  WAIT 1\nEND\n'

const runs = new PolicyRuns()
const { start, finish, play, goOn } = runs
afterAll(() => runs.close())

const FAST = { normal: 10_000, battle: 10_000 }

describe('tick rate', () => {
  it('should leave a script free unless a rate is asked for', async () => {
    const { run: unheld } = await start(WALK, { limits: { max_ticks: 40 } })
    expect(unheld.tickRate.target).toBeNull()
    const free = await finish(unheld)
    const { run } = await start(WALK, { tick_rate: { normal: 40, pace: 'ticks' }, limits: { max_ticks: 40 } })
    expect(run.tickRate.target).toBe(40)
    const held = await finish(run)
    // 40 ticks at 40 a second take a second, however fast the machine is.
    expect(held.ms).toBeGreaterThan(900)
    expect(held.finalStateHash).toBe(free.finalStateHash)
  })

  it('should hold a model to it without being asked', async () => {
    const { ms } = await play(new Planner((at) => (at < 20 ? {} : null)), { tick_rate: { normal: 20 } })
    expect(ms).toBeGreaterThan(800)
  })

  it('should play battles at their own rate', async () => {
    const { run, messages } = await start(ALL_EVENTS, { tick_rate: { ...FAST, battle: 3, pace: 'ticks' } })
    const seen = new Set<number | null>()
    run.listen(() => {
      seen.add(run.tickRate.target)
      if (run.live.state.battle !== null && run.tickRate.target === 3) run.tickRate = { battle: 10_000 }
    })
    await finish(run, messages)
    expect([...seen]).toEqual(expect.arrayContaining([10_000, 3]))
  })

  it('should follow the time that decisions take when it is adaptive', async () => {
    const { run } = await start(new Planner((at) => (at < 10 ? { decision: { latencyMs: 50 } } : null)), { tick_rate: { normal: 1000, adaptive: true } })
    const targets: (number | null)[] = []
    run.listen(() => targets.push(run.tickRate.target))
    await finish(run)
    expect(targets).toContain(20)
  })

  it('should change while the run goes, and an order should not wait for a slow tick', async () => {
    const { run } = await start(WALK, { tick_rate: { normal: 1, pace: 'ticks' }, limits: { max_ticks: 60 } })
    await run.resume()
    while (run.present.tick < 1) await new Promise((resolve) => setTimeout(resolve, 5))
    const { tick } = run.present
    await run.pause()
    expect(run.present.tick).toBe(tick)
    run.tickRate = { normal: 5000 }
    expect(await finish(run)).toMatchObject({ status: 'limit', tick: 60 })
  })

  it('should stop a run in which nothing changes any more', async () => {
    const ended = await play(STILL, { tick_rate: { normal: 200, timeout: 1, pace: 'ticks' } })
    expect(ended).toMatchObject({ status: 'limit', limit: 'timeout', message: 'no change for 1 s' })
  })

  it('should warn when the budget is exceeded, slow down, and end when the grace period is over', async () => {
    const ended = await play(new Planner(() => ({ decision: { cost: 0.4 } })), {
      tick_rate: { ...FAST, budget: 'run', budget_limit: 1 },
      limits: { grace_period: 1 },
    })
    expect(ended).toMatchObject({ status: 'limit', limit: 'budget' })
    expect(ended.messages.filter((text) => text.startsWith('budget exceeded: $1.20 of $1.00'))).toHaveLength(1)
    expect(ended.tick).toBeGreaterThan(3)
  })

  it('should count what the day has spent in earlier sittings, and begin anew the next day', async () => {
    const settings = { tick_rate: { ...FAST, budget: 'daily', budget_limit: 1 }, limits: { grace_period: 0 } } as const
    const spending = (): Planner => new Planner(() => ({ decision: { cost: 0.4 } }))
    const first = await play(spending(), settings)
    expect(first).toMatchObject({ limit: 'budget', tick: 3, message: 'spent $1.20 of the budget of $1.00' })
    const again = await goOn(first.dir, spending())
    expect(again).toMatchObject({ limit: 'budget', tick: 3 })
    expect(again.messages).toContain('budget exceeded: $1.20 of $1.00 (daily)')
    // A day passes.
    const database = new Database(path.join(first.dir, 'game_data.db'))
    database.exec("UPDATE action_history SET timestamp = strftime('%Y-%m-%dT%H:%M:%fZ', timestamp, '-1 day')")
    database.close()
    expect(await goOn(first.dir, spending())).toMatchObject({ limit: 'budget', tick: 6, message: 'spent $1.20 of the budget of $1.00' })
  })
})

describe('limits', () => {
  it.each([
    ['ticks', { max_ticks: 33 }, 'reached 33 ticks'],
    ['badges', { max_badges: 1 }, 'earned 1 badges'],
    ['caught', { max_pokemon_caught: 2 }, 'caught 2'],
    ['level', { max_level: 6 }, 'reached level 6'],
  ] as const)('should end the run at the very tick: %s', async (kind, limits, message) => {
    const ended = await play(ALL_EVENTS, { limits })
    expect(ended).toMatchObject({ status: 'limit', limit: kind })
    expect(ended.message).toContain(message)
    if (kind === 'ticks') expect(ended.tick).toBe(33)
    else {
      const wanted = { badges: 'badge', caught: 'catch', level: 'level_up' }[kind]
      expect(read(ended.dir, (reader) => reader.events().filter((event) => event.kind === wanted).at(-1)?.tick)).toBe(ended.tick)
    }
    expect(ticksOf(ended.dir)).toHaveLength(ended.tick)
  })

  it('should end the run after so many seconds', async () => {
    expect(await play(WALK, { tick_rate: { speed: 8, pace: 'speed' }, limits: { max_time: 1 } })).toMatchObject({ limit: 'time', message: 'reached 1 s' })
  })

  it('should end the run once it has cost too much', async () => {
    const ended = await play(new Planner((at) => ({ decision: { cost: at < 3 ? 0.5 : 0 } })), { tick_rate: FAST, limits: { max_cost: 1.2, grace_period: 0 } })
    expect(ended).toMatchObject({ limit: 'cost', tick: 3, message: 'spent $1.50 of $1.20' })
  })

  it('should let a model finish what it has planned within the grace period, and no more', async () => {
    const planner = (): Planner => new Planner(() => ({}))
    const changes = { tick_rate: FAST, command: { buffer_size: 7 } }
    const abrupt = await play(planner(), { ...changes, limits: { max_ticks: 10, grace_period: 0 } })
    const graceful = await play(planner(), { ...changes, limits: { max_ticks: 10, grace_period: 30 } })
    expect(abrupt.tick).toBe(10)
    expect(graceful.tick).toBeGreaterThan(10)
    expect(graceful.tick).toBeLessThanOrEqual(17)
    expect(graceful.messages).toContain('Limit reached (reached 10 ticks), finishing current decision…')
  })

  it.each([
    ['save-and-exit', true],
    ['save-only', false],
    ['abort', false],
  ] as const)('should end as --on-limit %s says', async (on_limit, hasReport) => {
    const ended = await play(WALK, { limits: { max_ticks: 20, on_limit } })
    expect(ended.finalStateHash).toMatch(/^[0-9a-f]{16}$/)
    expect(ended.report !== null).toBe(hasReport)
    if (ended.report) expect(readFileSync(ended.report, 'utf8')).toContain('limit: reached 20 ticks')
    expect(ticksOf(ended.dir)).toHaveLength(20)
  })
})

describe('the command buffer', () => {
  it('should let an agent plan so far ahead and no farther', async () => {
    let most = 0
    const { run } = await start(new Planner((at) => {
      most = Math.max(most, at - run.present.tick)
      return at < 30 ? {} : null
    }), { tick_rate: FAST, command: { buffer_size: 4 } })
    await finish(run)
    expect(most).toBeGreaterThanOrEqual(3)
    expect(most).toBeLessThanOrEqual(4)
  })

  it('should take out what has waited too long, and warn of what is stale', async () => {
    const planner = new Planner((at) => (at < 8 ? {} : null))
    const ended = await play(planner, { tick_rate: { normal: 2 }, command: { buffer_size: 8, timeout: 2, stale_threshold: 1 } })
    expect(ended.messages.some((text) => /^Command timed out after \d/.test(text))).toBe(true)
    expect(ended.messages.some((text) => text.startsWith('Command is stale'))).toBe(true)
    expect(ended.tick + planner.dropped_.length).toBe(8)
  })

  it('should take out what was planned for another state when commands are validated', async () => {
    const elsewhere = { screen: 'battle', location: 'NOWHERE', x: 99, y: 99 }
    const planner = new Planner((at) => (at < 6 ? (at % 2 === 0 ? {} : { context: elsewhere }) : null))
    const ended = await play(planner, { tick_rate: FAST, command: { validate: true } })
    expect(ended.tick).toBe(3)
    expect(planner.dropped_).toHaveLength(3)
    expect(ended.messages.filter((text) => text.startsWith('Command may be invalid: '))).toHaveLength(3)
  })

  describe('when a battle starts', () => {
    let inputs: readonly TickInput[] = []
    /** ticks at which the game first shows that it was met, and at which it is there */
    let met = 0
    let there = 0

    beforeAll(async () => {
      const known = await play(ALL_EVENTS, {})
      inputs = ticksOf(known.dir)
      const states = read(known.dir, (reader) => [...reader.statesBetween(0, 1, known.tick)])
      met = states.find(({ state }) => state.screen === 'battle' || state.battle !== null)?.tick ?? 0
      there = states.find(({ state }) => state.screen === 'battle' && state.battle !== null)?.tick ?? 0
    })

    it.each([[true], [false]])('should be cleared: at its first sign, or once it is there; --command-interrupt-battle %s', async (interrupt_battle) => {
      expect(there).toBeGreaterThan(met)
      // It plays the inputs that are known to lead into a battle, and knows nothing of the battle.
      const planner = new Planner((at) => {
        const input = inputs[at]
        return input && at < there + 9 ? { buttons: input.buttons, hold: input.hold, frames: input.frames } : null
      })
      const ended = await play(planner, { tick_rate: FAST, command: { buffer_size: 1000, timeout: 600, interrupt_battle } })
      const cleared = interrupt_battle ? met : there
      expect(ended.tick).toBe(cleared)
      expect(planner.dropped_[0]).toBe(`act ${cleared}: Battle started, cleared ${there + 9 - cleared} queued commands`)
      expect(planner.dropped_).toHaveLength(there + 9 - cleared)
      expect(ended.messages).toContain(`Battle started, cleared ${there + 9 - cleared} queued commands`)
      expect(read(ended.dir, (reader) => reader.events().filter(({ kind }) => kind === 'battle_start'))).toHaveLength(interrupt_battle ? 0 : 1)
    })
  })

  it('should take back commands as far as its history goes', async () => {
    const { run } = await start(new Planner((at) => (at < 20 ? {} : null)), { tick_rate: FAST, command: { rollback_history: 5 } })
    await run.resume()
    await run.until((status) => status !== 'running')
    expect(await run.undo(3)).toBe(3)
    expect(run.present.tick).toBe(17)
    expect(await run.undo(9)).toBe(2)
    expect(run.present.tick).toBe(15)
    await run.close()
  })
})

describe('snapshots', () => {
  it('should be named for their events', async () => {
    const ended = await play(ALL_EVENTS, { snapshot: { on_event: ['catch', 'battle', 'badge', 'death'] } })
    const { names, events } = read(ended.dir, (reader) => ({
      names: reader.snapshots().filter(({ reason }) => reason === 'event').map(({ name, tick }) => `${String(name).replace(/-.*/, '')}@${tick}`),
      events: reader.events().flatMap(({ kind, tick }) => (['catch', 'battle_start', 'badge', 'death'].includes(kind) ? [`${kind.replace('_start', '')}@${tick}`] : [])),
    }))
    expect(names.sort()).toEqual(events.sort())
    expect(read(ended.dir, (reader) => reader.snapshots().map(({ name }) => name))).toContain('badge-1')
  })

  it('should come at the interval asked for, smaller when they are compressed, and be readable both ways', async () => {
    const sizes: number[] = []
    for (const compress of [false, true]) {
      const ended = await play(WALK, { snapshot: { disk: 25, compress, validate: true }, limits: { max_ticks: 110 } })
      const rows = read(ended.dir, (reader) => reader.snapshots().filter(({ reason }) => reason === 'interval'))
      expect(rows.length).toBeGreaterThanOrEqual(3)
      const file = path.join(ended.dir, String(rows[0]?.file))
      expect((await readHeader(file)).id).toBe(rows[0]?.id)
      sizes.push(statSync(file).size)
    }
    expect(sizes[1]).toBeLessThan((sizes[0] ?? 0) / 2)
  })

  it('should be proven one by one, also when they come faster than they can be', async () => {
    const ended = await play(WALK, { snapshot: { disk: 1, validate: true }, limits: { max_ticks: 120 } })
    const { rows, errors } = read(ended.dir, (reader) => ({ rows: reader.snapshots().filter(({ reason }) => reason === 'interval'), errors: reader.errors() }))
    expect(errors).toEqual([])
    expect(rows.length).toBeGreaterThan(3)
  })

  it('should be sought from memory first, as many as are to be kept there', async () => {
    for (const memory of [10, 0]) {
      const { run } = await start(WALK, { snapshot: { memory }, limits: { max_ticks: 300 } })
      await run.resume()
      await run.until((status) => status !== 'running')
      const near = await soughtFromMemory(run)
      if (memory === 0) expect(near).toBe(0)
      else expect(near).toBeGreaterThan(250)
      await run.close()
    }
  })

  it('should have the last one named', async () => {
    const ended = await play(WALK, { snapshot: { name: 'pre-elite-four' }, limits: { max_ticks: 10 } })
    expect(read(ended.dir, (reader) => reader.snapshots().filter(({ name }) => name === 'pre-elite-four'))).toMatchObject([{ reason: 'final', tick: 10 }])
  })

  it('should be gone back to by count', async () => {
    const { run } = await start(WALK, { snapshot: { disk: 20 }, limits: { max_ticks: 90 } })
    await run.resume()
    await run.until((status) => status !== 'running')
    await run.files.flush()
    const ticks = run.files.store.list().map(({ tick }) => tick).sort((a, b) => b - a)
    expect((await run.rollbackSnapshots(2)).tick).toBe(ticks[1])
    expect(run.present.tick).toBe(ticks[1])
    await run.close()
  })

  it('should be gone back to on an error, a little further each time, until the same error came three times', async () => {
    const text = `${WALK.replace('1000', '20')}EXPECT badges == 9 "no badges"\n`
    const ended = await play(text, { snapshot: { disk: 20, rollback_on_error: true, rollback_grace: 2 } })
    expect(ended.status).toBe('failed')
    const { branches, errors } = read(ended.dir, (reader) => ({ branches: reader.branches(), errors: reader.errors() }))
    expect(branches.length).toBeGreaterThan(1)
    expect(errors.map(({ recovered, recovery_action }) => [recovered, recovery_action?.replace(/ after.*/, '') ?? null])).toEqual([
      [true, 'Rolled back 1 snapshot'],
      [true, 'Rolled back 2 snapshots'],
      [false, null],
    ])
    expect(ended.messages.join('\n')).toContain('3 times')
  })

  it('should go on after an error that does not come back', async () => {
    let isFirst = true
    const planner = new Planner((at) => {
      if (at === 30 && isFirst) {
        isFirst = false
        throw new Error('the model said nonsense')
      }
      return at < 40 ? {} : null
    })
    const ended = await play(planner, { tick_rate: FAST, snapshot: { disk: 10, rollback_on_error: true } })
    expect(ended.status).toBe('completed')
    expect(ended.messages.join()).toContain('Rolled back 1 snapshot after: internal: the model said nonsense')
  })

  it('should say so in the log of the run', async () => {
    const ended = await play(WALK, { limits: { max_ticks: 5 } })
    expect(readFileSync(path.join(ended.dir, 'logs', 'run.log'), 'utf8')).toContain('tick 5: limit: reached 5 ticks')
  })
})

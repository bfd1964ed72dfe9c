import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EMPTY_STATE } from '../../../src-preload/contract/index.ts'
import type { GameState } from '../../../src-preload/contract/index.ts'
import { RunReader } from '../../../src-main/recorder/index.ts'
import { visitNumbers } from '../../../src-main/recorder/stateNumbers.ts'
import { syntheticRun, syntheticTicks } from '../../support/syntheticRun.ts'
import { TOWN, newHome, newRun, tick } from './support.ts'

/** All of a chart at once. */
function whole<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

describe('a run of two branches', () => {
  const recorder = newRun()
  const named = (i: number, title: string, branch = 0) => tick(i, { branch, action: { title, type: title.startsWith('MOVE') ? 'NAVIGATION_MOVE' : 'MENU', line: i, instruction: i }, state: { ...TOWN, x: i * (branch + 1) }, previous: null })
  recorder.start({ branch: 0, tick: 0, state: { ...TOWN, x: 99 }, wallTime: 0 })
  for (let i = 1; i <= 10; i++) recorder.tick(named(i, i % 2 === 0 ? 'MOVE UP' : 'PRESS A'))
  recorder.branch({ name: 'try-2', parent: 0, forkTick: 4, forkFrame: 64, agent: 'keyboard' })
  for (let i = 5; i <= 8; i++) recorder.tick(named(i, '50%_off', 1))
  recorder.branch({ name: 'try-3', parent: 1, forkTick: 6, forkFrame: 96, agent: 'keyboard' })
  recorder.tick(named(7, 'PRESS B', 2))
  recorder.flush()
  const reader = new RunReader(recorder.dir)
  afterAll(() => {
    reader.close()
    recorder.close()
  })

  test('should follow a line through its forks', () => {
    expect(reader.lineage(2)).toEqual([{ branch: 0, from: 0, to: 4 }, { branch: 1, from: 5, to: 6 }, { branch: 2, from: 7, to: 7 }])
    expect(reader.actions({ line: 2 }).rows.map((row) => `${row.branch}:${row.tick}`)).toEqual(['0:1', '0:2', '0:3', '0:4', '1:5', '1:6', '2:7'])
    expect([...reader.inputs(2, 3, 7)].flat().map((row) => `${row.branch}:${row.tick}`)).toEqual(['0:3', '0:4', '1:5', '1:6', '2:7'])
  })

  test('should page forwards and backwards over forks', () => {
    const pages = (order: 'asc' | 'desc') => {
      const seen: number[] = []
      let after: number | null = null
      do {
        const page = reader.actions({ line: 2, limit: 3, order, ...(after === null ? {} : { after }) })
        expect(page.total).toBe(7)
        seen.push(...page.rows.map((row) => row.tick))
        after = page.next
      } while (after !== null)
      return seen
    }
    expect(pages('asc')).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(pages('desc')).toEqual([7, 6, 5, 4, 3, 2, 1])
  })

  test('should filter by type and by text, taking signs literally', () => {
    expect(reader.actions({ line: 0, types: ['NAVIGATION_MOVE'] })).toMatchObject({ total: 5, rows: [{ tick: 2 }, { tick: 4 }, { tick: 6 }, { tick: 8 }, { tick: 10 }] })
    expect(reader.actions({ line: 0, text: 'move', from: 4, to: 8 }).rows.map((row) => row.tick)).toEqual([4, 6, 8])
    expect(reader.actions({ line: 2, text: '50%_' }).total).toBe(2)
    expect(reader.actions({ line: 2, text: '%' }).total).toBe(2)
  })

  test('should give the state of any tick of a line, the start included', () => {
    expect([0, 1, 4, 5, 7].map((at) => reader.stateAt(2, at).x)).toEqual([99, 1, 4, 10, 21])
    expect(() => reader.stateAt(2, 8)).toThrow(expect.objectContaining({ code: 'not-found', hint: expect.stringContaining('0 to 7') }))
    expect(() => reader.stateAt(9, 1)).toThrow(expect.objectContaining({ code: 'not-found' }))
  })
})

const text = fc.string({ maxLength: 8, unit: 'grapheme' })
const stateArbitrary: fc.Arbitrary<GameState> = fc.record({
  screen: fc.constantFrom('overworld', 'battle', 'dialog'), location: text, x: fc.integer(), y: fc.nat(), facing: fc.constantFrom('up', null), standing: fc.boolean(),
  party: fc.constantFrom(TOWN.party, [], [...TOWN.party, ...TOWN.party]), inventory: fc.array(fc.record({ item: text, quantity: fc.nat(9) }), { maxLength: 2 }), badges: fc.nat(8),
  badgeNames: fc.array(text, { maxLength: 2 }), caught: fc.nat(9), money: fc.nat(), dialog: fc.option(text),
  battle: fc.constantFrom(null, { kind: 'wild' as const, turn: 1, active: 0, enemy: { species: 'PIDGE', level: 3, hp: 4, maxHp: 9 }, trainer: null }),
  vars: fc.dictionary(fc.constantFrom('a', 'b', 'c "d"', 'e'), fc.oneof(fc.integer(), text, fc.boolean())),
})

/** Every number that any of the states has, with its value in each; NaN where there is none. */
function numbersOf(states: readonly GameState[]): Map<string, number[]> {
  const numbers = new Map<string, number[]>()
  for (const [i, state] of states.entries()) {
    visitNumbers(state, (name, value) => {
      const values = numbers.get(name) ?? new Array<number>(states.length).fill(Number.NaN)
      values[i] = value
      numbers.set(name, values)
    })
  }
  return numbers
}

test('should give back every state, and every number of it, exactly as it was recorded', () => {
  fc.assert(
    fc.property(fc.array(stateArbitrary, { minLength: 1, maxLength: 150 }), (states) => {
      const recorder = newRun()
      states.forEach((state, i) => recorder.tick(tick(i + 1, { state, previous: states[i - 1] ?? null })))
      recorder.close()
      const reader = new RunReader(recorder.dir)
      states.forEach((state, i) => expect(reader.stateAt(0, i + 1)).toEqual(state))
      let last: GameState = EMPTY_STATE
      for (const { tick: at, state } of reader.statesBetween(0, 1, states.length)) {
        expect(state).toEqual(states[at - 1])
        last = state
      }
      expect(last).toEqual(states.at(-1))
      for (const [name, values] of numbersOf(states)) {
        const series = whole(reader.series(0, name, 1, states.length, states.length))
        expect([...series.last], name).toEqual(values)
        expect([...series.min], name).toEqual(values)
      }
      reader.close()
    }),
    { numRuns: 15 },
  )
})

describe('a run of 200,000 ticks', () => {
  const TICKS = 200_000
  let reader: RunReader
  beforeAll(async () => {
    const { dir } = await syntheticRun(newHome(), { ticks: TICKS })
    reader = new RunReader(dir)
  }, 60_000)
  afterAll(() => {
    reader.close()
  })

  test('should answer what a timeline asks', () => {
    expect(reader.summary()).toMatchObject({ ticks: TICKS, status: 'completed', screenshots: 2000, events: { battle_start: 1000, badge: 2 } })
    expect(reader.actions({ line: 0, after: 100_000 }).rows[0]?.tick).toBe(100_001)
    expect(reader.actions({ line: 0, events: ['badge'] }).total).toBe(2)
    expect(reader.actions({ line: 0, text: 'caught' }).total).toBeGreaterThan(0)
    const { counts } = reader.eventBuckets(0, 0, TICKS, 1000)
    expect(counts.battle_start?.reduce((a, b) => a + b)).toBe(1000)
    expect(reader.nearestScreenshot(0, 123_456)?.tick).toBe(123_400)
    expect(reader.nearestScreenshot(0, 3)?.tick).toBe(100)
    const index = reader.screenshotIndex(0)
    expect([index.ticks.length, index.ticks[1], index.ids[1]]).toEqual([2000, 200, 'shot_b0_00000200'])
    expect(reader.screenshots({ line: 0, offset: 1990, limit: 20 })).toMatchObject({ total: 2000, rows: { length: 10 } })
    expect(reader.battles().length).toBe(1000)
  })

  test('should give states and series that agree with what was played', () => {
    const wanted = new Map<number, GameState>()
    const picks = new Set([1, 64, 65, 777, 50_000, 123_457, TICKS])
    let least = Infinity
    let most = -Infinity
    for (const row of syntheticTicks({ ticks: TICKS })) {
      if (picks.has(row.tick)) wanted.set(row.tick, row.state)
      if (row.tick >= 1000 && row.tick <= 150_000) {
        least = Math.min(least, row.state.money)
        most = Math.max(most, row.state.money)
      }
    }
    for (const at of picks) expect(reader.stateAt(0, at)).toEqual(wanted.get(at))
    const series = whole(reader.series(0, 'money', 1000, 150_000, 500))
    expect(series.ticks.length).toBe(500)
    expect([Math.min(...series.min), Math.max(...series.max)]).toEqual([least, most])
    expect(series.min.every((value, i) => i === 0 || value >= (series.min[i - 1] ?? 0))).toBe(true)
    const exact = whole(reader.series(0, 'x', 500, 600, 101))
    const xs = [...syntheticTicks({ ticks: 600 })].slice(499).map((row) => row.state.x)
    expect([...exact.min]).toEqual(xs)
    expect([...exact.max]).toEqual(xs)
    const hp = whole(reader.series(0, 'battle.enemy.hp', 0, TICKS, 300))
    const ends = new Map([...hp.ticks].map((_, i) => [(hp.ticks[i + 1] ?? TICKS + 1) - 1, i]))
    for (const { tick: at, state } of syntheticTicks({ ticks: TICKS })) {
      const bucket = ends.get(at)
      if (bucket !== undefined) expect(hp.last[bucket]).toBe(state.battle?.enemy.hp ?? Number.NaN)
    }
  })
})

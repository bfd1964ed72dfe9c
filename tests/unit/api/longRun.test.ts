import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { syntheticRun } from '../../support/syntheticRun.ts'
import { atOrBefore } from '../../../src-main/api/matchingTicks.ts'
import { TestDesk } from './support.ts'

const TICKS = 30_000
const run = 'synthetic'
const whole = { run, branch: 0, from: 0, to: TICKS }
let desk: TestDesk

beforeAll(async () => {
  desk = new TestDesk()
  await syntheticRun(desk.home, { ticks: TICKS })
})
afterAll(() => desk[Symbol.asyncDispose]())

describe('a long run', () => {
  it('should have the same row at an offset as by its tick', async () => {
    const { rows, total } = await desk.call('actions.page', { ...whole, from: 1000, offset: 20_000, limit: 3 })
    expect(total).toBe(TICKS - 999)
    expect(rows.map(({ tick }) => tick)).toEqual([21_000, 21_001, 21_002])
    expect((await desk.call('actions.index', { ...whole, from: 1000, tick: 21_001 })).index).toBe(20_001)
    expect((await desk.call('actions.index', { ...whole, from: 1000, tick: 5 })).index).toBe(-1)
  })

  it('should page through what a filter lets through without missing or doubling a row', async () => {
    const filter = { kinds: ['catch', 'badge'] as ('catch' | 'badge')[] }
    const all = await desk.call('actions.page', { ...whole, ...filter, offset: 0, limit: 500 })
    const paged: number[] = []
    for (let offset = 0; offset < all.total; offset += 7) {
      paged.push(...(await desk.call('actions.page', { ...whole, ...filter, offset, limit: 7 })).rows.map(({ tick }) => tick))
    }
    expect(paged).toEqual(all.rows.map(({ tick }) => tick))
    expect(all.rows.every(({ events }) => events.some(({ kind }) => kind === 'catch' || kind === 'badge'))).toBe(true)
  })

  it('should find a text in what happened as well as in what was done', async () => {
    const caught = await desk.call('actions.page', { ...whole, text: 'CAUGHT', offset: 0, limit: 500 })
    expect(caught.total).toBeGreaterThan(0)
    expect(caught.rows.every(({ events }) => events.some(({ title }) => title.startsWith('caught')))).toBe(true)
    expect((await desk.call('actions.page', { ...whole, text: '100%', offset: 0, limit: 5 })).total).toBe(0)
    const cut = await desk.call('actions.page', { ...whole, to: 9000, text: 'CAUGHT', offset: 0, limit: 500 })
    expect(cut.rows).toEqual(caught.rows.filter(({ tick }) => tick <= 9000))
  })

  it('should draw a timeline whose marks stand for every event', async () => {
    const { marks, end } = await desk.call('timeline.get', { run, from: 0, to: TICKS, buckets: 100 })
    const { summary } = await desk.call('runs.get', { run })
    expect(end).toBe(TICKS)
    for (const [kind, count] of Object.entries(summary.events)) {
      const ofKind = marks.filter((mark) => mark.kind === kind)
      expect(ofKind.length).toBeLessThanOrEqual(100)
      expect(ofKind.reduce((sum, mark) => sum + mark.count, 0)).toBe(count)
    }
  })

  it('should chart a number with its last value in each bucket', async () => {
    const series = await desk.call('series.get', { ...whole, from: 100, to: 400, name: 'vars.steps', buckets: 301 })
    const { state } = await desk.call('tick.get', { run, branch: 0, tick: 250 })
    expect(series.last[150]).toBe(state.vars['steps'])
    const long = await desk.call('series.get', { ...whole, name: 'money', buckets: 200 })
    const { state: final } = await desk.call('tick.get', { run, branch: 0, tick: TICKS })
    expect(long.max.at(-1)).toBe(final.money)
    expect(long.last.every((value, i) => value !== null && value >= (long.min[i] ?? Infinity) && value <= (long.max[i] ?? -Infinity))).toBe(true)
    expect((await desk.call('series.get', { ...whole, name: 'no.such', buckets: 5 })).max).toEqual([null, null, null, null, null])
    expect((await desk.call('series.names', { run })).map(({ name }) => name)).toContain('battle.enemy.hp')
  })

  it('should list screenshots after a tick only', async () => {
    const all = await desk.call('timeline.shots', { run, branch: 0, after: -1 })
    const rest = await desk.call('timeline.shots', { run, branch: 0, after: all.ticks[9] ?? 0 })
    expect(rest.ids).toEqual(all.ids.slice(10))
  })

  it('should be exported with progress, or not at all when that is cancelled', async () => {
    const { job } = await desk.call('export.start', { run, tables: ['actions'], format: 'json', branch: null, from: 10, to: 20 })
    expect(await desk.job(job)).toMatchObject({ state: 'done', message: null, done: 11 })
    const second = await desk.call('export.start', { run, tables: ['states'], format: 'csv', branch: 0, from: null, to: null })
    await desk.call('jobs.cancel', { id: second.job })
    expect(await desk.job(second.job)).toMatchObject({ state: 'cancelled', files: [] })
  })

  it('should find places in ascending ticks by halves', () => {
    expect([atOrBefore([], 5), atOrBefore([3, 5, 9], 2), atOrBefore([3, 5, 9], 3), atOrBefore([3, 5, 9], 8), atOrBefore([3, 5, 9], 99)]).toEqual([-1, -1, 0, 1, 2])
  })
})

import { afterAll, beforeAll, expect, it } from 'vitest'
import { syntheticRun, syntheticTicks } from '../../support/syntheticRun.ts'
import { TestDesk } from './support.ts'

const TICKS = 4000
let desk: TestDesk

beforeAll(async () => {
  desk = new TestDesk()
  // States every 10 ticks up to 2,000, none behind that.
  const { recorder } = await syntheticRun(desk.home, { ticks: TICKS, anchorEvery: 10, anchorsUntil: 2000, keepOpen: true })
  for (const forkTick of [1005, 3500]) {
    const { branch } = recorder.branch({ name: `from ${forkTick}`, parent: 0, forkTick, forkFrame: 0, agent: 'keyboard' })
    for (const row of syntheticTicks({ ticks: forkTick + 8 })) if (row.tick > forkTick) recorder.tick({ ...row, branch })
  }
  recorder.updateRun('completed')
  recorder.close()
})
afterAll(() => desk[Symbol.asyncDispose]())

it('should tell of a branch what is reached at once, by how far the states before its fork lie', async () => {
  const { coverage } = await desk.call('timeline.get', { run: 'synthetic', from: 0, to: TICKS, buckets: 4000 })
  const of = (branch: number): [number, number][] => coverage.filter((each) => each.branch === branch).map(({ from, to }) => [from, to])
  expect(of(1)).toEqual([[1006, 1013]])
  expect(of(2)).toEqual([])
  const [main] = of(0)
  expect(main?.[0]).toBe(1)
  expect(main?.[1]).toBeGreaterThan(2000)
  expect(main?.[1]).toBeLessThan(2200)
})

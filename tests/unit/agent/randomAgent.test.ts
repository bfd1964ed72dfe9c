import { describe, expect, it } from 'vitest'
import { RandomAgent } from '../../../src-main/agent/index.ts'
import type { ActEffect } from '../../../src-main/run/index.ts'

const TIMING = { hold: 4, gap: 8, stepHold: 6, stepMax: 48, step: 17, poll: 1 }

function acts(agent: RandomAgent, count: number): ActEffect[] {
  return Array.from({ length: count }, () => agent.next())
}

describe('random agent', () => {
  it('should press the same keys for the same seed, and others for another', () => {
    const pressed = acts(new RandomAgent(TIMING, 5), 500)
    expect(acts(new RandomAgent(TIMING, 5), 500)).toEqual(pressed)
    expect(acts(new RandomAgent(TIMING, 6), 500)).not.toEqual(pressed)
  })

  it('should go on exactly where it was saved, also through JSON', () => {
    const agent = new RandomAgent(TIMING, 9)
    acts(agent, 137)
    const place: unknown = JSON.parse(JSON.stringify(agent.save()))
    expect(RandomAgent.owns(place)).toBe(true)
    expect(acts(new RandomAgent(TIMING, place), 300)).toEqual(acts(agent, 300))
  })

  it('should use every key, and directions more often than menus', () => {
    const counts = new Map<string, number>()
    for (const { title } of acts(new RandomAgent(TIMING, 1), 20_000)) counts.set(title, (counts.get(title) ?? 0) + 1)
    expect([...counts.keys()].sort()).toEqual(['A', 'B', 'DOWN', 'LEFT', 'RIGHT', 'SELECT', 'START', 'UP', 'wait'])
    expect(counts.get('UP')).toBeGreaterThan(5 * (counts.get('START') ?? 0))
  })

  it('should make ticks the engine can play, whatever the timing of a game', () => {
    for (const timing of [TIMING, { hold: 0, gap: 0, stepHold: 90, stepMax: 200, step: 100, poll: 1 }]) {
      for (const { hold, frames } of acts(new RandomAgent(timing, 3), 500)) {
        expect(frames).toBeGreaterThanOrEqual(1)
        expect(frames).toBeLessThanOrEqual(60)
        expect(hold).toBeLessThanOrEqual(frames)
      }
    }
  })

  it('should refuse a place that is none of its own', () => {
    expect(RandomAgent.owns({ at: 3 })).toBe(false)
    expect(() => new RandomAgent(TIMING, { at: 3 })).toThrow(/random agent/)
  })
})

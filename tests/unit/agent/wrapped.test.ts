import { describe, expect, it } from 'vitest'
import { EMPTY_STATE, type GameState } from '../../../src-preload/contract/index.ts'
import { RandomAgent, StoppingWhen, WaitingFirst } from '../../../src-main/agent/index.ts'

const TIMING = { hold: 4, gap: 8, stepHold: 6, stepMax: 48, step: 17, poll: 1 }
const view = (change: Partial<GameState> = {}) => ({ state: { ...EMPTY_STATE, ...change }, readByte: () => 0 })

describe('agents within agents', () => {
  it('should wait first, then do what the inner one does', () => {
    const plain = new RandomAgent(TIMING, 4)
    const waiting = new WaitingFirst(new RandomAgent(TIMING, 4), 23)
    expect(waiting.next(view())).toMatchObject({ kind: 'act', buttons: 0, frames: 23 })
    for (let i = 0; i < 50; i++) expect(waiting.next(view())).toEqual(plain.next())
    expect(waiting.save()).toEqual(plain.save())
    expect(waiting.name).toBe('random')
  })

  it('should end where the condition holds, having looked at every tick', () => {
    const condition = { op: '>=', left: { op: 'name', path: ['badges'] }, right: { op: 'number', value: 1 } } as const
    const agent = new StoppingWhen(new RandomAgent(TIMING, 4), condition, [0xc000])
    expect(agent.needsState).toBe(true)
    expect(agent.memory).toEqual([0xc000])
    expect(agent.next(view()).kind).toBe('act')
    expect(agent.next(view({ badges: 1 })).kind).toBe('end')
  })
})

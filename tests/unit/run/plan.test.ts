import { describe, expect, it } from 'vitest'
import { defaultSettings, EMPTY_STATE } from '../../../src-preload/contract/index.ts'
import type { ActEffect, Agent, Effect, View } from '../../../src-main/run/agent.ts'
import { Flight } from '../../../src-main/run/flight.ts'
import { Plan } from '../../../src-main/run/plan.ts'
import type { PlayedTick } from '../../../src-main/run/player.ts'

const VIEW: View = { state: EMPTY_STATE, readByte: () => 0 }
const COMMAND = defaultSettings().command
const as = (act: ActEffect): ActEffect => act
const never = (): boolean => false

/** Counts: its place is how many acts it gave. After `looksAt` acts it has to see the outcome. */
function counter(looksAt = Infinity): Agent {
  let given = 0
  return {
    name: 'counter', memory: [], line: null,
    get needsState() {
      return given === looksAt
    },
    next: (): Effect => ({ kind: 'act', buttons: 0, hold: 0, frames: 10, instruction: null, line: ++given, title: `act ${given}`, type: 'WAIT' }),
    advanced: () => undefined, pathFound: () => undefined, save: () => given,
  }
}

const titles = (acts: readonly ActEffect[]): string[] => acts.map(({ title }) => title)

describe('a plan', () => {
  it('should reach as far as the agent need not see the outcome', () => {
    const plan = new Plan(counter(3), COMMAND)
    plan.extend(VIEW, as, { ticks: 64, frames: 1000 })
    expect(titles(plan.send(64, never))).toEqual(['act 1', 'act 2', 'act 3'])
    expect(plan.canExtend).toBe(false)
    for (let i = 0; i < 3; i++) plan.take(10)
    expect(plan.canExtend).toBe(true)
  })

  it('should send again, in order and with the same places of its agent, what was sent and not played', () => {
    const plan = new Plan(counter(), COMMAND)
    plan.extend(VIEW, as, { ticks: 64, frames: 60 })
    expect(titles(plan.send(4, never))).toHaveLength(4)
    expect(titles(plan.send(4, never))).toEqual(['act 5', 'act 6'])
    expect(plan.take(10)).toMatchObject({ act: { title: 'act 1' }, agentState: 1 })
    plan.recall()
    expect(titles(plan.send(64, never))).toEqual(['act 2', 'act 3', 'act 4', 'act 5', 'act 6'])
    expect(plan.take(10)).toMatchObject({ act: { title: 'act 2' }, agentState: 2 })
  })

  it('should not send what stops, nor anything behind it', () => {
    const plan = new Plan(counter(), COMMAND)
    plan.extend(VIEW, as, { ticks: 64, frames: 50 })
    expect(titles(plan.send(64, ({ act }) => act.line === 3))).toEqual(['act 1', 'act 2'])
    expect(plan.send(64, ({ act }) => act.line === 3)).toEqual([])
  })

  it('should wait for an act that was made shorter than its agent knows', () => {
    const plan = new Plan(counter(), COMMAND)
    plan.extend(VIEW, (act) => ({ ...act, frames: 4 }), { ticks: 64, frames: 1000 })
    expect(titles(plan.send(64, never))).toEqual(['act 1'])
    expect(plan.canExtend).toBe(false)
  })

  it('should give nothing that was not sent', () => {
    const plan = new Plan(counter(), COMMAND)
    plan.extend(VIEW, as, { ticks: 64, frames: 50 })
    expect(() => plan.take(10)).toThrow(expect.objectContaining({ code: 'internal' }))
  })
})

describe('batches under way', () => {
  const ticks = (count: number): PlayedTick[] => Array.from({ length: count }, () => ({ buttons: 0, hold: 0, result: { frames: 10, memory: new Uint8Array(), fingerprint: 0, met: false } }))
  const batch = (played: number) => ({ ticks: 4, frames: 40, keeps: null, played: Promise.resolve(ticks(played)) })

  it('should say that nothing is whole any more behind a batch that was left early', async () => {
    const flight = new Flight()
    flight.add(batch(4))
    flight.add(batch(2))
    flight.add(batch(0))
    expect([flight.ticks, flight.frames]).toEqual([12, 120])
    expect((await flight.land()).isWhole).toBe(true)
    expect(await flight.land()).toMatchObject({ isWhole: false, played: { length: 2 } })
    expect((await flight.land()).isWhole).toBe(false)
    flight.add(batch(4))
    expect((await flight.land()).isWhole).toBe(true)
  })

  it('should not take what an emulator played where it had to stop', async () => {
    const flight = new Flight()
    flight.add(batch(2))
    flight.add(batch(4))
    await flight.land()
    await expect(flight.land()).rejects.toMatchObject({ code: 'internal' })
  })
})

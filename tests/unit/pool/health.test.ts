import { describe, expect, it } from 'vitest'
import { PtpError } from '../../../src-preload/contract/index.ts'
import type { Vitals } from '../../../src-main/pool/index.ts'
import { HealthJudge } from '../../../src-main/pool/health.ts'
import { RestartLoop } from '../../../src-main/pool/restartLoop.ts'
import { StartTrouble } from '../../../src-main/pool/trouble.ts'

const look = (changes: Partial<Vitals> = {}): Vitals => ({ latency: 5, cpu: 0.1, memory: 50, memoryLimit: 100, ...changes })

describe('the health of an emulator', () => {
  it('should not change by one slow answer', () => {
    const judge = new HealthJudge()
    judge.saw(look({ latency: 900 }))
    expect(judge.health).toBe('healthy')
    judge.saw(look())
    judge.saw(look({ latency: 900 }))
    expect(judge.health).toBe('healthy')
  })

  it('should be degraded by slow answers in a row, and healthy again only after several good ones', () => {
    const judge = new HealthJudge()
    for (let i = 0; i < 2; i++) judge.saw(look({ latency: 900 }))
    expect(judge.health).toBe('degraded')
    expect(judge.reason).toBe('answers slowly: 900 ms, more than 500 ms')
    judge.saw(look())
    judge.saw(look())
    expect(judge.health).toBe('degraded')
    judge.saw(look())
    expect([judge.health, judge.reason]).toEqual(['healthy', ''])
    expect(judge.history.map(({ health }) => health)).toEqual(['degraded', 'healthy'])
  })

  it('should fail when it is silent three times in a row, not before', () => {
    const judge = new HealthJudge()
    judge.missed('no answer')
    judge.missed('no answer')
    expect(judge.health).toBe('degraded')
    judge.saw(look())
    judge.missed('no answer')
    judge.missed('no answer')
    expect(judge.health).toBe('degraded')
    judge.missed('no answer')
    expect([judge.health, judge.reason]).toEqual(['failed', 'no answer (3 times in a row)'])
  })

  it('should stay degraded while its memory is nearly full, also when that goes up and down at the line', () => {
    const judge = new HealthJudge()
    judge.saw(look({ memory: 91 }))
    expect(judge.reason).toBe('uses 91 % of its memory')
    for (let i = 0; i < 5; i++) judge.saw(look({ memory: 85 }))
    expect(judge.health).toBe('degraded')
    for (let i = 0; i < 3; i++) judge.saw(look({ memory: 70 }))
    expect(judge.health).toBe('healthy')
  })

  it('should stay failed whatever is seen, until another emulator takes the place', () => {
    const judge = new HealthJudge()
    judge.lost('it was killed')
    for (let i = 0; i < 5; i++) judge.saw(look())
    expect([judge.health, judge.reason]).toEqual(['failed', 'it was killed'])
    judge.renew('replaced')
    expect(judge.health).toBe('healthy')
    expect(judge.history.map(({ health, reason }) => `${health}: ${reason}`)).toEqual(['failed: it was killed', 'healthy: replaced'])
  })
})

describe('an emulator that fails again and again right after its start', () => {
  it('should wait longer and longer before each new start', () => {
    const loop = new RestartLoop()
    expect([100, 100, 100, 100, 100].map((life) => loop.ended(life))).toEqual([0, 0, 1000, 2000, 4000])
    for (let i = 0; i < 20; i++) loop.ended(100)
    expect(loop.ended(100)).toBe(30_000)
  })

  it('should be started at once again after it has lived for a while', () => {
    const loop = new RestartLoop()
    for (let i = 0; i < 5; i++) loop.ended(100)
    expect(loop.ended(60_000)).toBe(0)
  })
})

describe('starts that fail', () => {
  const away = new PtpError('emulator-gone', 'the engine does not answer', { kind: 'transient', hint: 'start it' })
  const broken = new PtpError('emulator-hung', 'it was not well in time')

  it('should be waited for while the engine is away, with longer pauses, and say what to do', () => {
    const trouble = new StartTrouble()
    const pauses = Array.from({ length: 8 }, () => trouble.failed(away) ?? -1)
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b))
    expect(pauses.at(-1)).toBe(2000)
    expect([trouble.isWaiting, trouble.message]).toEqual([true, 'the engine does not answer; start it'])
    trouble.clear()
    expect([trouble.isWaiting, trouble.message]).toEqual([false, ''])
  })

  it('should be given up when the engine stays away', () => {
    const trouble = new StartTrouble(0)
    trouble.failed(away)
    const until = performance.now() + 5
    while (performance.now() < until);
    expect(trouble.failed(away)).toBeNull()
    expect(trouble.end).toMatchObject({ kind: 'fatal', hint: 'start it' })
  })

  it('should be given up after three that never became well, and at once when it is no use', () => {
    const trouble = new StartTrouble()
    expect([trouble.failed(broken), trouble.failed(broken)]).not.toContain(null)
    expect(trouble.failed(broken)).toBeNull()
    const other = new StartTrouble()
    expect(other.failed(new PtpError('disk-full', 'no room'))).toBeNull()
    expect(other.end?.code).toBe('disk-full')
  })
})

import { describe, expect, it } from 'vitest'
import { readKeys } from '../../../src-main/emulator/index.ts'
import { flagsOf, readGymSettings } from '../../../src-main/gym/index.ts'
import { Latency, type SlaBreach } from '../../../src-main/emulator/gym/latency.ts'

describe('keys', () => {
  it.each([
    ['A B START', ['A', 'B', 'START']],
    ['a,b, up', ['A', 'B', 'UP']],
    [['a', 'Select', 'DOWN'], ['A', 'SELECT', 'DOWN']],
    [['left right'], ['LEFT', 'RIGHT']],
    ['u d l r', ['UP', 'DOWN', 'LEFT', 'RIGHT']],
  ])('should be read as people write them: %j', (text, keys) => {
    expect(readKeys(text)).toEqual(keys)
  })

  it('should be refused with what there is, and what may be meant', () => {
    expect(() => readKeys('jump')).toThrow(expect.objectContaining({ code: 'bad-input', message: '"jump" is no key of the console', hint: expect.stringContaining('a, b, select') as string }))
    expect(() => readKeys('stat')).toThrow(expect.objectContaining({ hint: expect.stringContaining('did you mean start?') as string }))
    expect(() => readKeys([])).toThrow(/no keys/)
    expect(() => readKeys('a '.repeat(101))).toThrow(/too many/)
  })
})

describe('the time of calls', () => {
  it('should be told once when it is over what was asked, and again after it was well', () => {
    const latency = new Latency({ percentile: 0.95, ms: 100 })
    const heard: SlaBreach[] = []
    const stop = latency.onBreach((breach) => heard.push(breach))
    const calls = (count: number, ms: number): void => {
      for (let i = 0; i < count; i++) latency.record(ms)
    }
    calls(64, 10)
    expect(heard).toEqual([])
    calls(64, 300)
    expect(heard).toEqual([{ percentile: 0.95, ms: 100, measured: 300, calls: expect.any(Number) as number }])
    calls(512, 10)
    expect(latency.breach).toBeNull()
    calls(64, 300)
    expect(heard).toHaveLength(2)
    expect(latency).toMatchObject({ breaches: 2, breach: { measured: 300 } })
    stop()
    calls(600, 10)
    calls(600, 300)
    expect(heard).toHaveLength(2)
    expect(latency.summary()).toEqual({ count: 64 + 64 + 512 + 64 + 600 + 600, p50: 300, p95: 300, p99: 300, max: 300 })
  })
})

describe('the time of calls that play', () => {
  it('should be held to account only for what goes beyond the play of their frames, and its relief be told once', () => {
    const latency = new Latency({ percentile: 0.95, ms: 100 })
    const told: string[] = []
    latency.onBreach(({ measured }) => told.push(`slow: ${measured}`))
    latency.onRelief(() => told.push('well'))
    const calls = (count: number, ms: number, granted: number): void => {
      for (let i = 0; i < count; i++) latency.record(ms, granted)
    }
    calls(64, 900, 850)
    expect(told).toEqual([])
    expect(latency.summary().p50).toBe(900)
    calls(64, 900, 700)
    calls(1024, 90, 0)
    expect(told).toEqual(['slow: 200', 'well'])
  })
})

describe('the settings of the server', () => {
  it('should come from the flags, else from the environment, else be safe', () => {
    expect(readGymSettings(flagsOf([], {}))).toMatchObject({ host: '127.0.0.1', port: 8080, rom: null, model: 'auto', sound: false })
    expect(readGymSettings(flagsOf(['--port', '9', '--sound'], { PTP_GYM_PORT: '7', PTP_GYM_HOST: '0.0.0.0', PTP_GYM_ROM: '' }))).toMatchObject({ host: '0.0.0.0', port: 9, rom: null, sound: true })
  })

  it.each([[['--port', 'x'], /--port cannot be "x"/], [['--model', 'gba'], /--model/], [['--prot', '1'], /prot/], [['--session-minutes', '0'], /session-minutes/]])('should be refused when they are wrong: %j', (args, reason) => {
    expect(() => readGymSettings(flagsOf(args, {}))).toThrow(reason)
  })
})

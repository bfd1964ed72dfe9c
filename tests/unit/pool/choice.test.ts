import { describe, expect, it } from 'vitest'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { runBatch } from '../../../src-main/pool/index.ts'
import { mostEmulators } from '../../../src-main/pool/bounds.ts'
import { Latencies } from '../../../src-main/pool/latencies.ts'
import { choose, type Candidate } from '../../../src-main/pool/strategy.ts'

const one = (number: number, changes: Partial<Candidate> = {}): Candidate => ({ number, health: 'healthy', busy: 0, restarts: 0, latency: 1, speed: 1000, ...changes })

describe('which emulator is next', () => {
  it('should go around with round-robin, also when some are missing', () => {
    const all = [one(1), one(2), one(4)]
    const order: number[] = []
    for (let last = -1, i = 0; i < 5; i++) order.push((last = choose('round-robin', all, last)?.number ?? 0))
    expect(order).toEqual([1, 2, 4, 1, 2])
  })

  it('should be the one that was held least with least-busy', () => {
    expect(choose('least-busy', [one(1, { busy: 50 }), one(2, { busy: 10 }), one(3, { busy: 90 })], -1)?.number).toBe(2)
  })

  it('should be a healthy one that seldom failed and answers fast with health-aware', () => {
    expect(choose('health-aware', [one(1, { health: 'degraded' }), one(2, { restarts: 2 }), one(3, { latency: 9 }), one(4, { latency: 3 })], -1)?.number).toBe(4)
    expect(choose('health-aware', [one(1, { health: 'degraded' })], -1)?.number).toBe(1)
  })

  it('should be the fastest with fastest, and each is tried once', () => {
    expect(choose('fastest', [one(1, { speed: 900 }), one(2, { speed: 2000 })], -1)?.number).toBe(2)
    expect(choose('fastest', [one(1, { speed: 900 }), one(2, { speed: 0 }), one(3, { speed: 0 })], -1)?.number).toBe(2)
  })

  it('should be none where there are none', () => {
    expect(choose('health-aware', [], -1)).toBeUndefined()
  })
})

describe('how many emulators a machine can have', () => {
  it('should be bounded by its memory, by its cores, and at all, and say which', () => {
    const GB = 1024 ** 3
    expect(mostEmulators(GB, { memory: 10 * GB, cores: 16 })).toEqual({ most: 6, bound: '10 GB of memory' })
    expect(mostEmulators(GB / 10, { memory: 64 * GB, cores: 2 })).toEqual({ most: 32, bound: '2 cores' })
    expect(mostEmulators(GB / 10, { memory: 640 * GB, cores: 64 }).most).toBe(64)
    expect(mostEmulators(GB, { memory: GB, cores: 1 })).toEqual({ most: 1, bound: '1 GB of memory' })
  })
})

describe('how long calls take', () => {
  it('should be told of the newest calls', () => {
    const latencies = new Latencies()
    expect(latencies.summary).toEqual({ p50: null, p95: null, p99: null, max: null, calls: 0 })
    for (let ms = 1; ms <= 100; ms++) latencies.add(ms)
    expect(latencies.summary).toEqual({ p50: 51, p95: 96, p99: 100, max: 100, calls: 100 })
    for (let i = 0; i < 600; i++) latencies.add(7)
    expect(latencies.summary).toEqual({ p50: 7, p95: 7, p99: 7, max: 7, calls: 700 })
  })
})

describe('a batch', () => {
  it('should give its results in the order of its tasks, never doing more at once than it may', async () => {
    let now = 0
    let most = 0
    const { results, statistics } = await runBatch([30, 5, 20, 1, 10], async (ms, index) => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setTimeout(resolve, ms))
      now--
      return index * 10
    }, { width: 2 })
    expect(results.map((result) => (result.ok ? result.value : null))).toEqual([0, 10, 20, 30, 40])
    expect(most).toBe(2)
    expect(statistics).toMatchObject({ tasks: 5, completed: 5, failed: 0, cancelled: 0 })
  })

  it('should go on when a task fails, and tell of it in its place', async () => {
    const { results, statistics } = await runBatch(['good', 'bad', 'good'], async (item) => {
      await Promise.resolve()
      if (item === 'bad') throw new PtpError('script-failed', 'the EXPECT in line 3 did not hold')
      return item
    }, { width: 3 })
    expect(results.map(({ ok }) => ok)).toEqual([true, false, true])
    expect(results[1]).toMatchObject({ index: 1, error: { code: 'script-failed' } })
    expect(statistics).toMatchObject({ completed: 2, failed: 1 })
  })

  it('should not begin what was not begun when it is cancelled', async () => {
    const abort = new AbortController()
    const begun: number[] = []
    const { results, statistics } = await runBatch([0, 1, 2, 3], async (item) => {
      begun.push(item)
      await Promise.resolve()
      if (item === 1) abort.abort()
      return item
    }, { width: 1, signal: abort.signal })
    expect(begun).toEqual([0, 1])
    expect(results.map((result) => (result.ok ? 'played' : result.error.code))).toEqual(['played', 'played', 'cancelled', 'cancelled'])
    expect(statistics).toMatchObject({ completed: 2, failed: 0, cancelled: 2 })
  })
})

import { describe, expect, it } from 'vitest'
import { RateLimit } from '../../../src-main/experiment/rateLimit.ts'
import { workerCount } from '../../../src-main/experiment/workers.ts'

const GB = 1e9

describe('workers', () => {
  it('should be as many as asked, as there are cores, or as there is memory for', () => {
    expect(workerCount(4, 8, { cores: 8, memory: 16 * GB })).toEqual({ workers: 4, note: '4 as asked' })
    expect(workerCount(16, 8, { cores: 8, memory: 16 * GB }).workers).toBe(8)
    expect(workerCount(16, 8, { cores: 8, memory: 16 * GB }).note).toMatch(/8 of the 16 asked for: this machine has 8 cores/)
    expect(workerCount(16, 8, { cores: 64, memory: 2 * GB })).toMatchObject({ workers: 4, note: expect.stringContaining('memory for 4') as string })
    expect(workerCount(16, 0.25, { cores: 64, memory: 2 * GB }).workers).toBe(8)
    expect(workerCount(3, 8, { cores: 1, memory: 0.01 * GB }).workers).toBe(1)
  })
})

describe('rate limit of all workers', () => {
  it('should let calls through in the order they came, never more than the limit in a window', async () => {
    const limit = new RateLimit(5, 120)
    const through: { worker: number; at: number }[] = []
    const began = performance.now()
    await Promise.all(Array.from({ length: 17 }, async (_, worker) => {
      await limit.take()
      through.push({ worker, at: performance.now() - began })
    }))
    expect(through.map(({ worker }) => worker)).toEqual(Array.from({ length: 17 }, (_, i) => i))
    for (const [i, { at }] of through.entries()) {
      const before = through[i - 5]
      if (before) expect(at - before.at).toBeGreaterThanOrEqual(110)
    }
    limit.close()
  })

  it('should count who waits, and let go of who gives up', async () => {
    const limit = new RateLimit(1, 60_000)
    await limit.take()
    const abort = new AbortController()
    const given = limit.take(abort.signal)
    const waits = limit.take()
    expect(limit.waiting).toBe(2)
    abort.abort()
    await expect(given).rejects.toMatchObject({ code: 'cancelled' })
    expect(limit.waiting).toBe(1)
    limit.close()
    await expect(waits).rejects.toMatchObject({ code: 'cancelled' })
    await expect(limit.take(AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' })
  })
})

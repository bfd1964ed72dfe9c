import { describe, expect, it } from 'vitest'
import { WorkerMemory } from '../../../src-main/experiment/memory.ts'
import { RateLimit } from '../../../src-main/experiment/rateLimit.ts'
import { Turns } from '../../../src-main/experiment/turns.ts'
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

describe('the memory of the workers', () => {
  const memory = new WorkerMemory(4, 0.5)

  it('should have one worker fewer when it is nearly used up, and one more when there is room again', () => {
    expect(memory.look(1 * GB, 4, 4)).toEqual({ kind: 'none' })
    expect(memory.look(1.9 * GB, 4, 4)).toEqual({ kind: 'workers', workers: 3, note: '3 of 4: memory is short, 1900 MB of 2000 MB are used' })
    expect(memory.look(1.6 * GB, 3, 3)).toEqual({ kind: 'none' })
    expect(memory.look(1.2 * GB, 3, 3)).toEqual({ kind: 'workers', workers: 4, note: '4, since there is memory again' })
  })

  it('should wait until an order has taken effect before it gives the next', () => {
    expect(memory.look(1.9 * GB, 3, 4)).toEqual({ kind: 'none' })
  })

  it('should stop only when one worker alone takes more than all may', () => {
    expect(memory.look(1.95 * GB, 1, 1)).toEqual({ kind: 'none' })
    expect(memory.look(2.1 * GB, 1, 1)).toEqual({ kind: 'stop', message: 'memory: one run alone takes 2100 MB of the 2000 MB that all workers may take' })
  })
})

describe('turns', () => {
  it('should be given in order, fewer at a time once fewer are allowed, and more again', async () => {
    const turns = new Turns(2)
    const began: number[] = []
    const ends = Array.from({ length: 6 }, () => Promise.withResolvers<true>())
    const all = Promise.all(ends.map(async ({ promise }, i) => {
      await turns.take()
      began.push(i)
      await promise
      turns.giveBack()
    }))
    const end = async (i: number): Promise<void> => {
      ends[i]?.resolve(true)
      await new Promise((resolve) => setTimeout(resolve))
    }
    await end(-1)
    expect(began).toEqual([0, 1])
    turns.most = 1
    await end(0)
    expect([began, turns.taken]).toEqual([[0, 1], 1])
    await end(1)
    expect(began).toEqual([0, 1, 2])
    turns.most = 3
    await end(-1)
    expect(began).toEqual([0, 1, 2, 3, 4])
    for (const i of [2, 3, 4, 5]) await end(i)
    await all
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

import { describe, expect, it } from 'vitest'
import { PageCache, type Page } from '../../../src-renderer/log/pageCache.ts'

/** A list of numbers, read in pages; `total` can be raised while it is looked at. */
function numbers(total: number): { cache: PageCache<number>; asked: number[]; list: { total: number; fails: boolean; growth: number }; told: { total: number | null; end: number | undefined }[]; errors: unknown[]; settle: () => Promise<void> } {
  const asked: number[] = []
  const errors: unknown[] = []
  const list = { total, fails: false, growth: 0 }
  const told: { total: number | null; end: number | undefined }[] = []
  const cache = new PageCache<number>({
    size: 10,
    most: 3,
    fetch: async (offset, limit): Promise<Page<number>> => {
      asked.push(offset)
      list.total += list.growth
      if (list.fails) throw new Error('the disk refused')
      return { rows: Array.from({ length: Math.max(0, Math.min(limit, list.total - offset)) }, (_, at) => offset + at), total: list.total }
    },
    changed: () => told.push({ total: cache.total, end: cache.row((cache.total ?? 0) - 1) }),
    failed: (error) => errors.push(error),
  })
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }
  return { cache, asked, list, told, errors, settle }
}

describe('pages of the action log', () => {
  it('should fetch the pages of the rows in view, each once', async () => {
    const { cache, asked, settle } = numbers(100)
    cache.want(5, 25)
    cache.want(5, 25)
    await settle()
    expect(asked.sort((a, b) => a - b)).toEqual([0, 10, 20])
    expect(cache.row(17)).toBe(17)
    expect(cache.total).toBe(100)
  })

  it('should forget the pages that were looked at longest ago', async () => {
    const { cache, asked, settle } = numbers(100)
    for (const row of [5, 15, 25, 35]) {
      cache.want(row, row)
      await settle()
    }
    expect(cache.row(5)).toBeUndefined()
    expect(cache.row(35)).toBe(35)
    cache.want(5, 5)
    await settle()
    expect(asked).toEqual([0, 10, 20, 30, 0])
  })

  it('should drop wishes for rows that were only passed by', async () => {
    const { cache, asked, settle } = numbers(10_000)
    for (let row = 0; row < 5000; row += 10) cache.want(row, row)
    await settle()
    expect(asked.length).toBeLessThan(5)
    expect(cache.row(4990)).toBe(4990)
  })

  it('should take in rows that are played while it is looked at', async () => {
    const { cache, list, settle } = numbers(12)
    cache.want(0, 12)
    await settle()
    expect(cache.row(13)).toBeUndefined()
    list.total = 18
    cache.grow()
    await settle()
    expect(cache.total).toBe(18)
    expect(cache.row(17)).toBe(17)
  })

  it('should tell of a list that grew by many pages only once the rows of its new end are here', async () => {
    const { cache, list, told, settle } = numbers(12)
    cache.want(0, 11)
    await settle()
    told.length = 0
    list.total = 95
    cache.grow()
    await settle()
    expect(told).toEqual([{ total: 95, end: 94 }])
    expect(cache.row(84)).toBe(84)
  })

  it('should not chase a list that grows faster than it can be read', async () => {
    const { cache, list, told, settle } = numbers(12)
    cache.want(0, 11)
    await settle()
    told.length = 0
    list.growth = 50
    cache.grow()
    await settle()
    expect(told).toHaveLength(1)
    expect(told[0]?.end).toBe((told[0]?.total ?? 0) - 1)
  })

  it('should read no more than the end of a list that grows while its start is looked at', async () => {
    const { cache, asked, list, settle } = numbers(40)
    cache.want(0, 5)
    await settle()
    list.total = 95
    cache.grow()
    await settle()
    expect(asked).toEqual([0, 40])
    expect(cache.total).toBe(95)
  })

  it('should tell of a failure and try again when asked again', async () => {
    const { cache, list, errors, settle } = numbers(100)
    list.fails = true
    cache.want(0, 0)
    await settle()
    expect(errors).toHaveLength(1)
    list.fails = false
    cache.want(0, 0)
    await settle()
    expect(cache.row(0)).toBe(0)
  })
})

import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { doneWithin } from '../../../src-main/shell/timeLimit.ts'

describe('work with a time limit', () => {
  it('should be waited for when it ends in time', async () => {
    expect(await doneWithin(10_000, sleep(5))).toBe(true)
  })

  it('should be given up when it does not', async () => {
    expect(await doneWithin(20, new Promise(() => undefined))).toBe(false)
  })

  it('should tell of its failure', async () => {
    await expect(doneWithin(10_000, sleep(5).then(() => Promise.reject(new Error('the disk is full'))))).rejects.toThrow('the disk is full')
  })
})

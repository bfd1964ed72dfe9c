import { describe, expect, it } from 'vitest'
import { waitAfterRefusal } from '../../../src-main/run/policies/index.ts'

const NOW = Date.parse('2026-11-21T10:00:00Z')

describe('a call that was refused for now', () => {
  it('should be made again a little after the time that the other side named, in seconds or as a date', () => {
    expect(waitAfterRefusal('10', 1, NOW)).toEqual({ kind: 'retry', ms: 11_000 })
    expect(waitAfterRefusal('0', 3, NOW)).toEqual({ kind: 'retry', ms: 0 })
    expect(waitAfterRefusal('Sat, 21 Nov 2026 10:00:30 GMT', 1, NOW)).toEqual({ kind: 'retry', ms: 31_000 })
    expect(waitAfterRefusal('Sat, 21 Nov 2026 09:00:00 GMT', 1, NOW)).toEqual({ kind: 'retry', ms: 0 })
  })

  it('should count as queued where that takes a minute or more', () => {
    expect(waitAfterRefusal('3600', 1, NOW)).toEqual({ kind: 'queued', ms: 3_601_000 })
  })

  it('should be made again after ever longer waits where nothing is said, up to a minute', () => {
    expect([1, 2, 3, 6].map((attempt) => waitAfterRefusal(null, attempt, NOW).ms)).toEqual([1000, 2000, 4000, 32_000])
    expect(waitAfterRefusal('soon', 20, NOW)).toEqual({ kind: 'queued', ms: 60_000 })
  })
})

import { describe, expect, it } from 'vitest'
import { formatAgo, formatCount, formatGameTime, formatMilliseconds, formatShort, formatSpeed } from '../../../src-renderer/ui/format.ts'

describe('numbers for people', () => {
  it('should group digits by three', () => {
    expect([7, 950, 12_480, 1_000_000, -2_500].map((value) => formatCount(value).replaceAll('\u202f', ' '))).toEqual(['7', '950', '12 480', '1 000 000', '−2 500'])
  })

  it('should shorten large numbers', () => {
    expect([950, 12_480, 250_000, 1_000_000, 12_345_678].map(formatShort)).toEqual(['950', '12.5k', '250k', '1M', '12.3M'])
  })

  it('should tell game time from frames', () => {
    expect(formatGameTime(0)).toBe('0:00:00')
    expect(formatGameTime(59.7275 * 2472)).toBe('0:41:12')
    expect(formatGameTime(59.7275 * 3600 * 41)).toBe('41:00:00')
    expect(formatGameTime(59.7275 * 59.96, true)).toBe('0:00:59.9')
  })

  it('should tell how long ago something was', () => {
    const now = Date.parse('2026-11-21T12:00:00Z')
    expect(['2026-11-21T11:59:50Z', '2026-11-21T11:20:00Z', '2026-11-21T02:00:00Z', '2026-11-18T12:00:00Z'].map((iso) => formatAgo(iso, now))).toEqual(['just now', '40 min ago', '10 h ago', '3 d ago'])
  })

  it('should name speeds and durations', () => {
    expect([0.5, 4, 0].map(formatSpeed)).toEqual(['0.5×', '4×', 'max'])
    expect([1.25, 9, 120, 1400].map(formatMilliseconds)).toEqual(['1.3 ms', '9 ms', '120 ms', '1.4 s'])
  })
})

import { describe, expect, it } from 'vitest'
import { formatMask } from '../../../src-preload/contract/index.ts'
import { parseTags } from '../../../src-renderer/runs/tags.ts'
import { searchChoices } from '../../../src-renderer/shell/paletteSearch.ts'
import { fitsSearch } from '../../../src-renderer/snapshots/snapshotTitle.ts'
import { maskOfKeys } from '../../../src-renderer/stage/consoleKeys.ts'
import { parseTick } from '../../../src-renderer/stage/goTo.ts'
import { playbackRate } from '../../../src-renderer/stage/playbackRate.ts'
import { wholeScale } from '../../../src-renderer/stage/scale.ts'

describe('the game picture', () => {
  it('should be scaled by a whole factor, at least once', () => {
    expect(wholeScale(500, 300, 1)).toBe(2)
    expect(wholeScale(480, 432, 1)).toBe(3)
    expect(wholeScale(100, 100, 1)).toBe(1)
  })

  it('should have whole pixels on a display of one and a half', () => {
    expect(wholeScale(480, 432, 1.5) * 1.5).toBe(4)
  })
})

describe('playing the record', () => {
  it('should go at the speed of the console, however long a tick is', () => {
    expect(playbackRate(100, 1000, 1)).toBeCloseTo(5.97275)
    expect(playbackRate(100, 1000, 4)).toBeCloseTo(23.891)
    expect(playbackRate(0, 0, 1)).toBeGreaterThan(0)
  })
})

describe('playing by hand', () => {
  it('should hold the buttons of the keys that are down', () => {
    expect(formatMask(maskOfKeys(new Set(['ArrowUp', 'KeyZ'])))).toBe('A+UP')
    expect(maskOfKeys(new Set(['KeyQ']))).toBe(0)
  })

  it('should let go of directions that oppose each other', () => {
    expect(formatMask(maskOfKeys(new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp'])))).toBe('UP')
  })
})

describe('going to a tick', () => {
  it('should read what people type', () => {
    expect(parseTick('12480', 0, 20_000)).toBe(12_480)
    expect(parseTick('12\u202f480', 0, 20_000)).toBe(12_480)
    expect(parseTick(' 12,480 ', 0, 20_000)).toBe(12_480)
    expect(parseTick('+10', 100, 20_000)).toBe(110)
    expect(parseTick('−10', 100, 20_000)).toBe(90)
  })

  it('should stay within the line', () => {
    expect(parseTick('99999', 0, 500)).toBe(500)
    expect(parseTick('-99', 10, 500)).toBe(0)
  })

  it('should refuse what is no tick', () => {
    for (const text of ['', 'gym', '1e9', '0x10']) expect(parseTick(text, 0, 500)).toBeNull()
  })
})

describe('finding things', () => {
  it('should offer what fits all typed words, the best first', () => {
    const choices = ['Next snapshot', 'Import a snapshot…', 'Snapshot of this tick', 'Roll back here'].map((title) => ({ id: title, title, group: 'Go' }))
    expect(searchChoices(choices, 'snap').map((one) => one.title)[0]).toBe('Snapshot of this tick')
    expect(searchChoices(choices, 'imp snap').map((one) => one.title)).toEqual(['Import a snapshot…'])
    expect(searchChoices(choices, 'nothing')).toEqual([])
    expect(searchChoices(choices, '')).toHaveLength(4)
  })

  it('should find snapshots by name, note and tick', () => {
    const snapshot = { name: 'Before the gym', note: 'full health', reason: 'named' as const, tick: 4120 }
    expect(['gym', 'HEALTH', '412', ''].every((text) => fitsSearch(snapshot, text))).toBe(true)
    expect(fitsSearch(snapshot, 'saltport')).toBe(false)
  })

  it('should take each tag once', () => {
    expect(parseTags(' baseline, v2,baseline ,, ')).toEqual(['baseline', 'v2'])
  })
})

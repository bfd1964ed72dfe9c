import { describe, expect, it } from 'vitest'
import { sightScales } from '../../../src-renderer/search/sightScale.ts'

describe('the two pictures of a search', () => {
  it('should be as large as whole pixels allow, the best one first', () => {
    expect(sightScales(340, 300, 1)).toEqual({ best: 1, newest: 1 })
    expect(sightScales(600, 380, 1)).toEqual({ best: 2, newest: 1 })
    expect(sightScales(680, 380, 1)).toEqual({ best: 2, newest: 2 })
    expect(sightScales(340, 700, 1)).toEqual({ best: 2, newest: 2 })
  })

  it('should be whole in the pixels of the display, and there also where there is hardly any room', () => {
    expect(sightScales(600, 380, 1.5)).toEqual({ best: 3 / 1.5, newest: 2 / 1.5 })
    expect(sightScales(10, 10, 1)).toEqual({ best: 1, newest: 1 })
  })
})

import { describe, expect, it } from 'vitest'
import { Dice, mixed } from '../../../src-preload/contract/index.ts'

describe('dice', () => {
  it('should give the same numbers for the same seed, and go on where they stood', () => {
    const dice = new Dice(42)
    const first = Array.from({ length: 20 }, () => dice.next())
    const again = new Dice(42)
    expect(Array.from({ length: 20 }, () => again.next())).toEqual(first)
    const on = new Dice(dice.state)
    expect(Array.from({ length: 20 }, () => on.next())).toEqual(Array.from({ length: 20 }, () => dice.next()))
  })

  it('should be the numbers they always were: recorded experiments hang on them', () => {
    const dice = new Dice(1)
    expect(Array.from({ length: 4 }, () => dice.below(1_000_000))).toMatchInlineSnapshot(`
      [
        223836,
        513112,
        630888,
        418722,
      ]
    `)
    expect([mixed(0), mixed(1), mixed(1, 2), mixed(2, 1)]).toMatchInlineSnapshot(`
      [
        1423442562,
        718817096,
        1646015793,
        2818454438,
      ]
    `)
  })

  it('should spread evenly', () => {
    const dice = new Dice(7)
    expect(new Set(Array.from({ length: 2000 }, (_, i) => mixed(i))).size).toBe(2000)
    const spread = new Array<number>(10).fill(0)
    for (let i = 0; i < 50_000; i++) {
      const at = dice.below(10)
      spread[at] = (spread[at] ?? 0) + 1
    }
    for (const count of spread) expect(Math.abs(count - 5000)).toBeLessThan(350)
  })
})

import { describe, expect, it } from 'vitest'
import { Dice } from '../../../src-preload/contract/index.ts'
import { actionsOf } from '../../../src-main/agent/actionSet.ts'
import { Impulse } from '../../../src-main/agent/search/impulse.ts'

const ACTIONS = actionsOf({ hold: 4, gap: 8, stepHold: 6, stepMax: 48, step: 17, poll: 1 })

function drawn(mood: 'walking' | 'reading' | 'other', seed = 1): string[][] {
  const impulse = new Impulse(ACTIONS, 5, 0.4)
  const dice = new Dice(seed)
  return Array.from({ length: 2000 }, () => impulse.actions(dice, mood, -1).map((index) => ACTIONS[index]?.title ?? ''))
}

/** Long rows of the same, which keys by lot hardly ever make. */
function rows(drawn: readonly string[][]): string[] {
  return drawn.filter((actions) => actions.length >= 6).flatMap((actions) => (new Set(actions).size === 1 ? actions.slice(0, 1) : []))
}

describe('what an exploration does', () => {
  it('should turn the pages of a text, with A and with B, about as often as not', () => {
    const turned = rows(drawn('reading'))
    expect(new Set(turned)).toEqual(new Set(['A', 'B']))
    expect(turned.length).toBeGreaterThan(100)
  })

  it('should walk on in every direction', () => {
    expect(new Set(rows(drawn('walking')))).toEqual(new Set(['UP', 'DOWN', 'LEFT', 'RIGHT']))
  })

  it('should press any key anywhere, never more than the plan says by lot', () => {
    for (const mood of ['walking', 'reading', 'other'] as const) expect(new Set(drawn(mood).flat())).toEqual(new Set(ACTIONS.map(({ title }) => title)))
    const lengths = drawn('other').map(({ length }) => length)
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([1, 5])
  })

  it('should be the same for the same dice', () => {
    expect(drawn('walking', 7)).toEqual(drawn('walking', 7))
    expect(drawn('walking', 7)).not.toEqual(drawn('walking', 8))
  })
})

import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { EMPTY_STATE, type GameState } from '../../../src-preload/contract/index.ts'
import { Milestones } from '../../../src-main/experiment/milestones.ts'
import { loadProfileFile } from '../../../src-main/game/index.ts'

const quest = loadProfileFile(path.join(import.meta.dirname, '../../../resources/profiles/pocket-quest.json'))
const ON_ROUTE: GameState = { ...EMPTY_STATE, location: 'MILL ROUTE' }

describe('milestones of a run that is under way', () => {
  it('should be the first tick at which each held, also where it holds no more', () => {
    const milestones = new Milestones(quest, EMPTY_STATE)
    const none = Object.fromEntries(quest.milestones.map(({ id }) => [id, null]))
    expect(milestones.reached).toEqual(none)
    const states = [EMPTY_STATE, ON_ROUTE, ON_ROUTE, EMPTY_STATE, { ...ON_ROUTE, location: 'SALTPORT' }, { ...ON_ROUTE }]
    states.forEach((state, i) => milestones.see({ branch: 0, tick: i + 1, state }))
    expect(milestones.reached).toEqual({ ...none, route: 2, saltport: 5 })
  })

  it('should count what the run starts with as reached at tick 0', () => {
    expect(new Milestones(quest, ON_ROUTE).reached).toMatchObject({ route: 0, saltport: null })
  })

  it('should be unknown of a run that went back: they are read on the line it ended on', () => {
    const milestones = new Milestones(quest, EMPTY_STATE)
    milestones.see({ branch: 0, tick: 1, state: EMPTY_STATE })
    milestones.see({ branch: 1, tick: 1, state: EMPTY_STATE })
    expect(milestones.reached).toBeNull()
  })
})

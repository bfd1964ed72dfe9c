import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { EMPTY_STATE, type GameState } from '../../../src-preload/contract/index.ts'
import { listProfiles, type GameProfile } from '../../../src-main/game/index.ts'
import { Score } from '../../../src-main/gym/pokemonGym/score.ts'
import { collisionMap, validMoves } from '../../../src-main/gym/pokemonGym/surroundings.ts'

const PROFILES = listProfiles(path.join(import.meta.dirname, '../../../resources/profiles'))

function profile(id: string): GameProfile {
  const found = PROFILES.find((each) => each.id === id)
  if (!found) throw new Error(`no profile ${id}`)
  return found
}

function state(changes: Partial<GameState>): GameState {
  return { ...EMPTY_STATE, screen: 'overworld', ...changes, vars: { playing: true, ...changes.vars } }
}

describe('the score of a session', () => {
  it('should add up what was reached, once, and keep it', () => {
    const score = new Score(profile('pocket-quest'))
    score.see(state({ location: 'MILL ROUTE', vars: { wins: 1 } }))
    expect(score.points).toBe(2)
    score.see(state({ location: 'SALTPORT', badges: 1, badgeNames: ['BOULDER'], vars: { wins: 2, catches: 1 } }))
    expect(score.points).toBe(2 + 2 + 5 + 2)
    score.see(state({ location: 'HOME' }))
    expect(score.evaluation()).toMatchObject({
      score: 11,
      badges: { count: 1, items: ['BOULDER'] },
      locations: { count: 3, items: ['MILL ROUTE', 'SALTPORT', 'HOME'] },
      milestones: { count: 5, items: expect.arrayContaining(['Reached Mill Route', 'Won a battle', 'Won the BOULDER badge', 'Reached Saltport', 'Caught a creature']) as string[] },
    })
  })

  it('should count nothing of what memory holds before a game is played', () => {
    const score = new Score(profile('pokemon-red'))
    score.see(state({ location: 'PALLET TOWN', vars: { playing: false } }))
    expect(score.counts).toEqual({ pokemon_count: 0, badges_count: 0, locations_count: 0 })
  })

  it('should never grow without bound', () => {
    const score = new Score(profile('generic'))
    for (let i = 0; i < 5000; i++) score.see(state({ location: `place ${i}` }))
    expect(score.counts.locations_count).toBe(2000)
    expect(score.points).toBe(0)
  })
})

describe('the surroundings', () => {
  const cells = new Uint8Array([0, 1, 0, 2, 0, 0])
  const grid = { width: 3, height: 2, cells }

  it('should be drawn round the player, with walls beyond the edge of the map', () => {
    const rows = collisionMap(grid, state({ x: 1, y: 1, facing: 'left' }))?.split('\n') ?? []
    expect(rows.slice(3, 6)).toEqual(['###.#.####', '###~<.####', '##########'])
    expect(rows.slice(0, 9).every((row) => row.length === 10)).toBe(true)
  })

  it('should say where a step leads', () => {
    expect(validMoves(grid, state({ x: 1, y: 1 }))).toEqual(['left', 'right'])
    expect(validMoves(grid, state({ x: 0, y: 0 }))).toEqual(['down'])
    expect(validMoves(null, state({}))).toEqual([])
  })
})

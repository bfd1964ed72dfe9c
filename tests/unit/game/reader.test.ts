import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeState, genericProfile, loadProfileFile } from '../../../src-main/game/index.ts'
import { Memory, PROFILE_DIR, questMemory } from './fixtures.ts'

const quest = loadProfileFile(join(PROFILE_DIR, 'pocket-quest.json'))
const red = loadProfileFile(join(PROFILE_DIR, 'pokemon-red.json'))

describe('reading Pocket Quest', () => {
  it('should read where the player is and what he has', () => {
    const state = quest.createReader().read(questMemory().observed(quest))
    expect(state).toMatchObject({
      screen: 'overworld', location: 'HOME', x: 4, y: 5, facing: 'up', standing: true, money: 500, caught: 1, battle: null,
      inventory: [{ item: 'BALM', quantity: 3 }, { item: 'ORB', quantity: 5 }],
    })
    expect(state.party).toEqual([{
      species: 'SPRIG', nickname: 'SPRIG', level: 5, hp: 20, maxHp: 22, xp: 125, status: null,
      moves: [{ name: 'BUMP', pp: 35 }, { name: 'LEAFCUT', pp: 25 }],
    }])
    expect(describeState(state)).toBe('HOME (4, 5)')
  })

  it('should read a gym battle and its trainer', () => {
    const memory = questMemory().put(0xc005, 10).put(0xc0a0, 3, 2, 8, 6, 9, 0, 30, 0).put(0xc0b5, 3).put(0xc0b7, 2)
    const state = quest.createReader().read(memory.observed(quest))
    expect(state.screen).toBe('battle')
    expect(state.battle).toEqual({
      kind: 'gym', turn: 2, active: 0, trainer: 'GRANIT', enemy: { species: 'PEBBLO', level: 6, hp: 9, maxHp: 30 },
    })
    expect(describeState(state)).toBe("battle vs GRANIT's PEBBLO Lv 6")
  })

  it('should know no enemy before he has come', () => {
    const memory = questMemory().put(0xc005, 10).put(0xc0a0, 1).put(0xc0b7, 1)
    expect(quest.createReader().read(memory.observed(quest))).toMatchObject({ screen: 'battle', battle: null })
  })

  it('should read the text of a box as one line', () => {
    const memory = questMemory().put(0xc005, 3).put(0xc050, 1).text(0xc054, 'AUNT MOSS: Hello\ndear.')
    expect(quest.createReader().read(memory.observed(quest))).toMatchObject({ screen: 'dialog', dialog: 'AUNT MOSS: Hello dear.' })
  })

  it('should read the map that can be walked on, with its grass', () => {
    const memory = questMemory().put(0xc01c, 3, 2).put(0xc400, 0, 1, 2).put(0xc420, 3, 4, 5)
    const bytes = Uint8Array.from(quest.gridRanges.flatMap(({ address, length }) => [...memory.bytes.subarray(address, address + length)]))
    expect(quest.grid(bytes)).toEqual({ width: 3, height: 2, cells: Uint8Array.of(0, 1, 2, 0, 1, 1) })
  })

  it('should tell which milestones are reached', () => {
    const state = quest.createReader().read(questMemory().put(0xc02b, 1).put(0xc034, 1).observed(quest))
    expect(quest.milestones.filter(({ reached }) => reached(state)).map(({ id }) => id)).toEqual(['starter', 'boulder'])
  })
})

describe('what a reader shares', () => {
  it('should give the same object while nothing changes', () => {
    const reader = quest.createReader()
    expect(reader.read(questMemory().observed(quest))).toBe(reader.read(questMemory().observed(quest)))
  })

  it('should keep everything but what a step changes', () => {
    const reader = quest.createReader()
    const before = reader.read(questMemory().observed(quest))
    const after = reader.read(questMemory().put(0xc011, 5).observed(quest))
    expect(after).not.toBe(before)
    expect(after).toEqual({ ...before, x: 5 })
    expect([after.party, after.inventory, after.vars, after.badgeNames]).toEqual([before.party, before.inventory, before.vars, before.badgeNames])
    expect(after.party === before.party && after.inventory === before.inventory && after.vars === before.vars).toBe(true)
  })

  it('should keep the other members and items when one changes', () => {
    const memory = questMemory().put(0xc032, 2).put(0xc120, 2, 4, 9, 0, 18, 0)
    const reader = quest.createReader()
    const before = reader.read(memory.observed(quest))
    const after = reader.read(memory.put(0xc122, 3).put(0xc040, 4).observed(quest))
    expect(after.party[0]).toBe(before.party[0])
    expect(after.party[1]).toMatchObject({ hp: 3 })
    expect(after.inventory[0]).toBe(before.inventory[0])
    expect(after.inventory[1]).toEqual({ item: 'ORB', quantity: 4 })
  })

  it('should see a member whose bytes changed before it came into the party', () => {
    const memory = questMemory()
    const reader = quest.createReader()
    reader.read(memory.observed(quest))
    reader.read(memory.put(0xc120, 4, 3, 7).observed(quest))
    expect(reader.read(memory.put(0xc032, 2).observed(quest)).party[1]).toMatchObject({ species: 'FLITT', level: 3, hp: 7 })
  })

  it('should refuse memory of another length', () => {
    expect(() => quest.createReader().read(new Uint8Array(3))).toThrow(/3 bytes/)
  })
})

describe('reading Pokemon Red', () => {
  const memory = new Memory()
    .put(0xd732, 1)
    .put(0xd35e, 0x0c).put(0xd361, 7, 12).put(0xc109, 8)
    .put(0xd347, 0x01, 0x23, 0x45)
    .put(0xd356, 0b101)
    .put(0xd163, 1)
    .put(0xd16b, 0xb0, 0, 19, 0, 0b1000).put(0xd16b + 8, 0x0a, 0x2d, 0, 0).put(0xd16b + 14, 0, 1, 4)
    .put(0xd16b + 29, 0xc0 + 33, 40).put(0xd16b + 33, 6, 0, 22)
    .put(0xd2b5, 0x82, 0x87, 0x80, 0x91, 0xe8, 0x50, 0x80)
    .put(0xd31d, 2, 0x04, 5, 0xc9, 1, 0xff)

  it('should read big-endian numbers, BCD, game text and bits', () => {
    const state = red.createReader().read(memory.observed(red))
    expect(state).toMatchObject({
      screen: 'overworld', location: 'ROUTE 1', x: 12, y: 7, facing: 'left', money: 12345, badges: 2, badgeNames: ['BOULDER', 'THUNDER'],
      inventory: [{ item: 'POKE BALL', quantity: 5 }, { item: 'TM01', quantity: 1 }],
    })
    expect(state.party).toEqual([{
      species: 'CHARMANDER', nickname: 'CHAR.', level: 6, hp: 19, maxHp: 22, xp: 260, status: 'poisoned',
      moves: [{ name: 'SCRATCH', pp: 33 }, { name: 'GROWL', pp: 40 }],
    }])
    expect(describeState(state)).toBe('ROUTE 1 (12, 7)')
  })

  it('should see what is around the player by the tiles on screen', () => {
    const view = new Memory().put(0xd361, 4, 4).put(0xd368, 9, 10).put(0xd530, 0x35, 0x17).put(0x1735, 0x10, 0x52, 0xff).put(0xd535, 0x52)
    view.bytes.fill(0x01, 0xc3a0, 0xc508)
    // Cells (4, 4) and (5, 4): their lower left tiles.
    view.put(0xc3a0 + 9 * 20 + 8, 0x10).put(0xc3a0 + 9 * 20 + 10, 0x52)
    const bytes = Uint8Array.from(red.gridRanges.flatMap(({ address, length }) => [...view.bytes.subarray(address, address + length)]))
    const grid = red.grid(bytes)
    expect(grid).toMatchObject({ width: 20, height: 18 })
    expect([3, 4, 5, 15].map((x) => grid?.cells[4 * 20 + x])).toEqual([1, 0, 2, 0])
  })

  it('should count both species and moves as the cartridge does', () => {
    const species = red.vocabulary.names.find(({ path }) => path === 'party[].species')
    expect(species?.values).toHaveLength(151)
  })
})

it('should read nothing of a game nobody knows', () => {
  const state = genericProfile.createReader().read(new Uint8Array(0))
  expect(state).toMatchObject({ screen: 'unknown', standing: true, party: [] })
  expect(genericProfile.observe).toEqual([])
})

it('should name the memory a part of the state stands on', () => {
  expect(quest.rangesOf(['location'])).toEqual([{ address: 0xc010, length: 1 }])
  expect(quest.rangesOf(['badge'])).toEqual([{ address: 0xc02b, length: 1 }])
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstSide, samePlace, pixelText, placeOf } from '../../../src-renderer/compare/sides.ts'
import { drawnPoints, extent, plotHeight, pointAt, pointsOf, shareOf, tickAt, valueText } from '../../../src-renderer/charts/series.ts'
import { requestOf, type ExportForm } from '../../../src-renderer/exporting/request.ts'
import { byteText, fromHex, parseAddress, parseNumber, readings } from '../../../src-renderer/inspector/hex.ts'
import { regionOf } from '../../../src-renderer/inspector/memoryRegions.ts'
import { whyNoStep } from '../../../src-renderer/inspector/searchSteps.ts'
import { changeText, pathTitle, stateChanges } from '../../../src-renderer/inspector/stateChanges.ts'
import { moveCell, tileKinds, tileLook, tileMeaning, tileScale } from '../../../src-renderer/inspector/tiles.ts'
import { EMPTY_STATE } from '../../../src-preload/contract/index.ts'

const member = { species: 'SPRIG', nickname: 'SPRIG', level: 6, hp: 17, maxHp: 22, xp: 120, status: null, moves: [] }

describe('changes of the state', () => {
  it('should list what differs by its path, in words', () => {
    const before = { ...EMPTY_STATE, x: 12, party: [member], vars: { seen: false } }
    const after = { ...EMPTY_STATE, x: 13, party: [{ ...member, hp: 14 }], vars: { seen: true }, location: 'Route 1' }
    const changes = stateChanges(before, after).map((change) => `${pathTitle(change.path, ['SPRIG'])} ${changeText(change)}`)
    expect(changes).toEqual(['location  → Route 1', 'x +1', 'SPRIG hp −3', 'seen now true'])
    expect(stateChanges(before, before)).toEqual([])
  })

  it('should show a side that is missing as none', () => {
    const battle = { kind: 'wild' as const, turn: 1, active: 0, trainer: null, enemy: { species: 'PIDGE', level: 3, hp: 9, maxHp: 9 } }
    const species = stateChanges(EMPTY_STATE, { ...EMPTY_STATE, battle }).find(({ path }) => path === 'battle.enemy.species')
    expect(species && changeText(species)).toBe('– → PIDGE')
  })
})

describe('memory', () => {
  it('should read any bytes from their hex text', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromHex(Array.from(bytes, byteText).join(''))).toEqual(bytes)
      }),
    )
  })

  it('should take addresses and numbers as people write them', () => {
    expect(['C0A4', '0xc0a4', '$C0A4', 'C0A45', 'word', ''].map(parseAddress)).toEqual([0xc0a4, 0xc0a4, 0xc0a4, null, null, null])
    expect(['22', '0x16', '$16', '-1', 'F'].map(parseNumber)).toEqual([22, 22, 22, null, null])
    expect(regionOf(0xc0a4)?.id).toBe('wram')
    expect(regionOf(0xfea5)).toBeNull()
  })

  it('should read a byte in all the ways a game may mean it', () => {
    expect(readings(new Uint8Array([0x93, 0x10]), 0)).toEqual({ unsigned: 147, signed: -109, binary: '10010011', word: 0x1093, wordBig: 0x9310, decimal: 93 })
    expect(readings(new Uint8Array([0x9a]), 0)).toMatchObject({ word: null, decimal: null })
    expect(readings(new Uint8Array(), 0)).toBeNull()
  })

  it('should say why a step of a search makes no sense yet', () => {
    const here = { branch: 0, tick: 10, is: 'decreased' as const }
    expect(whyNoStep([], here, null)).toMatch(/first tick/)
    expect(whyNoStep([{ branch: 0, tick: 10, is: 'any' }], here, null)).toMatch(/another tick/)
    expect(whyNoStep([{ branch: 0, tick: 4, is: 'any' }], here, null)).toBeNull()
    expect(whyNoStep([], { ...here, is: 'equals' }, 300)).toMatch(/0 to 255/)
  })
})

describe('tiles', () => {
  it('should find a meaning however its tile is written', () => {
    expect(tileMeaning({ '0x1A': 'wall' }, 26)).toBe('wall')
    expect(tileMeaning({ '1a': 'wall' }, 26)).toBe('wall')
    expect(tileMeaning({ '26': 'wall' }, 26)).toBe('wall')
    expect(tileMeaning({}, 26)).toBeNull()
  })

  it('should count what is on screen', () => {
    expect(tileKinds(new Uint8Array([1, 1, 2, 9]), { '01': 'grass', '02': 'grass' })).toEqual({ kinds: [{ meaning: 'grass', ids: [1, 2], count: 3 }], unknown: 1 })
  })

  it('should look the same for the same meaning, never by colour alone', () => {
    expect(tileLook('grass')).toEqual(tileLook('Grass'))
    expect(tileLook('tall grass')).toEqual(tileLook('grass'))
    expect(tileLook('moss')).toEqual(tileLook('moss'))
    expect(tileLook('moss').glyph).toBe('M')
    expect(new Set(['wall', 'grass', 'door', 'water', 'text', 'walkable'].map((word) => tileLook(word).glyph)).size).toBe(6)
  })

  it('should be drawn in whole pixels, large enough for text where the width allows it', () => {
    expect(tileScale(352, 291)).toBe(2)
    expect(tileScale(352, 200)).toBe(2)
    expect(tileScale(500, 450)).toBe(3)
    expect(tileScale(120, 120)).toBe(1)
  })

  it('should keep the arrow keys on the screen', () => {
    expect(moveCell(0, 'ArrowUp')).toBe(0)
    expect(moveCell(359, 'ArrowRight')).toBe(359)
    expect(moveCell(21, 'ArrowUp')).toBe(1)
    expect(moveCell(21, 'x')).toBeNull()
  })
})

describe('comparing', () => {
  it('should let a side go along with the play head', () => {
    const head = { run: 'r', branch: 0, tick: 9 }
    expect(placeOf({ kind: 'head' }, head)).toBe(head)
    expect(samePlace(placeOf({ kind: 'fixed', place: { ...head, tick: 8 } }, head), head)).toBe(false)
  })

  it('should begin with the line that the branch left, at the same tick', () => {
    const made = { name: '', created_at: '', agent: '' }
    const branches = [
      { ...made, branch: 0, parent: null, fork_tick: 0, head_tick: 80 },
      { ...made, branch: 1, parent: 0, fork_tick: 50, head_tick: 120 },
    ]
    expect(firstSide({ run: 'r', branch: 1, tick: 60 }, branches)).toEqual({ kind: 'fixed', place: { run: 'r', branch: 0, tick: 60 } })
    expect(firstSide({ run: 'r', branch: 1, tick: 99 }, branches)).toMatchObject({ place: { branch: 0, tick: 80 } })
    expect(firstSide({ run: 'r', branch: 0, tick: 60 }, branches)).toMatchObject({ place: { branch: 0, tick: 59 } })
  })

  it('should say how much of the picture differs', () => {
    expect([0, 1, 812, 23_040].map(pixelText)).toEqual(['the same picture', 'under 0.1 % of the screen', '3.5 % of the screen', '100 % of the screen'])
  })
})

describe('charts', () => {
  const pointsWith = (last: (number | null)[]) => last.map((value, tick) => ({ tick, last: value, range: null }))

  it('should draw one line through what is measured only now and then', () => {
    expect(drawnPoints(pointsWith([null, 5, null, null, 7, null, 6])).map(({ tick }) => tick)).toEqual([1, 4, 6])
  })

  it('should leave a gap where a number of the game was gone for a while', () => {
    const points = pointsWith([3, 3, null, null, 9, 8, 7, null])
    expect(drawnPoints(points)).toEqual(points)
  })

  const points = pointsOf({ ticks: [10, 20, 30], min: [1, null, 2], max: [5, null, 3], last: [4, null, 2] })

  it('should show the bucket a tick lies in', () => {
    expect(pointAt(points, 29)?.tick).toBe(20)
    expect(pointAt(points, 99)?.last).toBe(2)
    expect(pointAt(points, 9)).toBeNull()
    expect(pointAt([], 9)).toBeNull()
  })

  it('should know the least and the greatest value', () => {
    expect(extent(points)).toEqual([1, 5])
    expect(extent(pointsOf({ ticks: [1], min: [null], max: [null], last: [null] }))).toBeNull()
  })

  it('should go from ticks to places and back', () => {
    expect(shareOf(50, 0, 100)).toBe(0.5)
    expect(shareOf(101, 0, 100)).toBeNull()
    expect(tickAt(0.5, 0, 100)).toBe(50)
    expect(tickAt(9, 0, 100)).toBe(100)
  })

  it('should write values in few digits', () => {
    expect([null, 3, 3.14159, 1234.5, 1_000_000].map(valueText)).toEqual(['–', '3', '3.14', '1\u202f235', '1.00e+6'])
  })
})

describe('exporting', () => {
  const form: ExportForm = { tables: ['events', 'actions'], format: 'csv', branch: null, span: 'all', from: '', to: '' }

  it('should ask for what was chosen', () => {
    expect(requestOf('r', form, null)).toEqual({ run: 'r', tables: ['actions', 'events'], format: 'csv', branch: null, from: null, to: null })
    expect(requestOf('r', { ...form, span: 'window' }, { from: 3, to: 9 })).toMatchObject({ from: 3, to: 9 })
    expect(requestOf('r', { ...form, span: 'own', from: '12\u202f480' }, null)).toMatchObject({ from: 12_480, to: null })
  })

  it('should say what is missing', () => {
    expect(requestOf('r', { ...form, tables: [] }, null)).toMatch(/table/)
    expect(requestOf('r', { ...form, span: 'own', from: '9', to: '3' }, null)).toMatch(/after the last/)
    expect(requestOf('r', { ...form, span: 'own', from: 'x' }, null)).toMatch(/whole numbers/)
  })
})

describe('the height of charts', () => {
  it('should share the room, within bounds', () => {
    expect(plotHeight(700, 3)).toBe(199)
    expect(plotHeight(700, 20)).toBe(72)
    expect(plotHeight(2000, 1)).toBe(220)
    expect(plotHeight(0, 0)).toBe(72)
  })
})

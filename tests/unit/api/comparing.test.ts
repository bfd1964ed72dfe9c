import { describe, expect, it } from 'vitest'
import { lastCommonTick, memoryChanges, stateChanges } from '../../../src-main/api/comparing.ts'
import { countDifferent, overlay, rgbaOf } from '../../../src-main/api/pixels.ts'
import { EMPTY_STATE } from '../../../src-preload/contract/index.ts'

describe('comparing two ticks', () => {
  it('should name what changed in the state as scripts do', () => {
    const member = { species: 'SPRIG', nickname: '', level: 5, hp: 20, maxHp: 20, xp: 0, status: null, moves: [] }
    const a = { ...EMPTY_STATE, money: 10, party: [member], vars: { steps: 1 } }
    const b = { ...EMPTY_STATE, money: 12, party: [{ ...member, hp: 7 }], vars: { steps: 1, wins: 2 } }
    expect(stateChanges(a, b)).toEqual([
      { path: 'party[0].hp', a: 20, b: 7 },
      { path: 'money', a: 10, b: 12 },
      { path: 'vars.wins', a: null, b: 2 },
    ])
  })

  it('should show differing bytes as stretches, joined when they are near', () => {
    const a = new Uint8Array(0x2000)
    const b = a.slice()
    b.set([1, 0, 2], 0x10)
    b[0x1fff] = 9
    expect(memoryChanges(a, b)).toEqual({
      memory: [{ address: 0xc010, a: '000000', b: '010002' }, { address: 0xdfff, a: '00', b: '09' }],
      memory_differing: 3,
    })
  })

  it('should show at most 500 stretches, but count every byte', () => {
    const b = Uint8Array.from({ length: 0x2000 }, (_, i) => (i % 8 === 0 ? 1 : 0))
    const { memory, memory_differing } = memoryChanges(new Uint8Array(0x2000), b)
    expect([memory.length, memory_differing]).toEqual([500, 1024])
  })

  it('should find where two lines parted', () => {
    const main = [{ branch: 0, from: 0, to: Infinity }]
    const fork = [{ branch: 0, from: 0, to: 50 }, { branch: 1, from: 51, to: Infinity }]
    const later = [{ branch: 0, from: 0, to: 50 }, { branch: 1, from: 51, to: 70 }, { branch: 2, from: 71, to: Infinity }]
    expect(lastCommonTick(main, fork)).toBe(50)
    expect(lastCommonTick(fork, later)).toBe(70)
    expect(lastCommonTick(main, main)).toBe(Infinity)
  })

  it('should count and mark the pixels that differ', () => {
    const a = new Uint8Array([0, 0, 0, 255, 255, 255])
    const b = new Uint8Array([0, 0, 0, 255, 255, 254])
    expect(countDifferent(a, b)).toBe(1)
    expect([...overlay(a, b)].slice(3)).toEqual([230, 20, 60])
    expect([...rgbaOf(a)]).toEqual([0, 0, 0, 255, 255, 255, 255, 255])
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MemoryExpression } from '../../../src-preload/contract/index.ts'
import { pollUntil } from '../../../src-main/emulator/embedded/polling.ts'
import { machine, memoryOf } from './machine.ts'
import { randomProgram } from './randomPrograms.ts'

const game = new Uint8Array(readFileSync(join(import.meta.dirname, '../../../resources/games/pocket-quest/pocket-quest.gb')))

/** Addresses of every kind, most of them where programs write. */
const address = fc.oneof(fc.integer({ min: 0xc000, max: 0xc1ff }), fc.integer({ min: 0xff00, max: 0xffff }), fc.integer({ min: 0, max: 0xffff }))
const value = fc.oneof(fc.integer({ min: -3, max: 300 }), fc.double(), fc.constantFrom(0, -0, 0.5, 1e300, Infinity, NaN))
const mask = fc.oneof(fc.integer({ min: 0, max: 0xffffffff }), fc.constantFrom(0x0f, 0xf0, 0xffff, 0x80000000))

const expression = fc.letrec<{ any: MemoryExpression }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.record({ op: fc.constant('const' as const), value }),
    fc.record(
      { op: fc.constant('read' as const), address, size: fc.constantFrom(1, 2, 3, 4), endian: fc.constantFrom('little', 'big'), mask, shift: fc.integer({ min: 0, max: 31 }) },
      { requiredKeys: ['op', 'address', 'size', 'endian'] },
    ),
    fc.record({ op: fc.constantFrom('bcd', 'popcount'), address, size: fc.integer({ min: 0, max: 12 }) }),
    fc.record({ op: fc.constantFrom('not', 'neg'), of: tie('any') }),
    fc.record({ op: fc.constantFrom('and', 'or', '==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%'), left: tie('any'), right: tie('any') }),
  ) as fc.Arbitrary<MemoryExpression>,
})).any

describe('waiting for a memory expression inside the core', () => {
  it('should end in the same frame and state as asking from outside after each frame', { timeout: 120_000 }, () => {
    const pairs = [game, randomProgram(1), randomProgram(2), randomProgram(1001, true)].map((rom) => {
      const [inside, outside] = [machine(rom), machine(rom)]
      for (const core of [inside, outside]) core.advance(8, 100, 'none')
      return { inside, outside }
    })
    let met = 0
    fc.assert(
      fc.property(fc.nat(3), fc.nat(255), fc.nat(6), fc.integer({ min: 0, max: 20 }), expression, fc.constantFrom('none', 'last'), (which, keys, hold, frames, until, draw) => {
        const pair = pairs[which]
        if (!pair) return
        const one = pair.inside.advanceUntil(keys, hold, frames, until, draw)
        const other = pollUntil(pair.outside, keys, hold, frames, until, draw)
        expect(one).toEqual(other)
        expect(pair.inside.hash()).toBe(pair.outside.hash())
        if (draw === 'last' && one.frames > 0) expect(pair.inside.screen()).toEqual(pair.outside.screen())
        if (one.met && one.frames > 1) met++
      }),
      { numRuns: 600 },
    )
    expect(met).toBeGreaterThan(5)
  })

  it('should work out an expression that is too long for the core all the same', () => {
    const one: MemoryExpression = { op: '==', left: { op: 'read', address: 0xc008, size: 1, endian: 'little' }, right: { op: 'const', value: 3 } }
    const wide = (depth: number): MemoryExpression => (depth === 0 ? one : { op: 'or', left: wide(depth - 1), right: wide(depth - 1) })
    const deep = Array.from({ length: 700 }).reduce<MemoryExpression>((right) => ({ op: 'and', left: one, right }), one)
    for (const until of [wide(9), deep]) {
      const [long, short] = [machine(game), machine(game)]
      expect(long.advanceUntil(0, 0, 60, until, 'none')).toEqual(short.advanceUntil(0, 0, 60, one, 'none'))
      expect(long.hash()).toBe(short.hash())
    }
  })

  it('should leave the keys held when the hold takes all frames, and release them otherwise', () => {
    const never: MemoryExpression = { op: 'const', value: 0 }
    const [whole, part, plain] = [machine(game), machine(game), machine(game)]
    whole.advanceUntil(1, 6, 6, never, 'none')
    plain.advance(1, 6, 'none')
    expect(whole.hash()).toBe(plain.hash())
    part.advanceUntil(1, 6, 9, never, 'none')
    plain.advance(0, 3, 'none')
    expect(part.hash()).toBe(plain.hash())
  })
})

describe('ranges of memory', () => {
  it('should be read together as they are one by one', () => {
    const core = machine(game)
    core.advance(8, 200, 'none')
    const ranges = [{ address: 0xc000, length: 40 }, { address: 0xff40, length: 12 }, { address: 0x0100, length: 80 }, { address: 0xdff0, length: 32 }, { address: 0xfe00, length: 160 }]
    const together = new Uint8Array(400)
    core.readRanges(ranges, together, 4)
    const apart = ranges.flatMap(({ address, length }) => memoryOf(core, address, length))
    expect([...together.subarray(4, 4 + apart.length)]).toEqual(apart)
    // More than the core takes at once.
    const many = Array.from({ length: 700 }, (_, i) => ({ address: 0xc000 + i, length: 1 }))
    const bytes = new Uint8Array(700)
    core.readRanges(many, bytes, 0)
    expect([...bytes]).toEqual(memoryOf(core, 0xc000, 700))
  })

  it('should be told to have changed once a byte of theirs has', () => {
    const core = machine(game)
    core.advance(8, 200, 'none')
    const flip = (address: number) => { core.writeMemory(address, Uint8Array.of((memoryOf(core, address, 1)[0] ?? 0) ^ 1)) }
    // The second list is longer than the core takes; only it has 0xD1FF.
    for (const ranges of [[{ address: 0xd000, length: 8 }, { address: 0xd100, length: 1 }], Array.from({ length: 600 }, (_, i) => ({ address: 0xd000 + i, length: 1 }))]) {
      core.watch(ranges)
      expect(core.watchedChanged()).toBe(false)
      flip(0xd1ff)
      flip(0xd300)
      expect(core.watchedChanged()).toBe(ranges.length > 2)
      expect(core.watchedChanged()).toBe(false)
      flip(0xd100)
      expect([core.watchedChanged(), core.watchedChanged()]).toEqual([true, false])
    }
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Draw } from '../../../src-main/emulator/embedded/core.ts'
import { machine, memoryOf } from './machine.ts'
import { random, randomBytes, randomProgram } from './randomPrograms.ts'

const game = new Uint8Array(readFileSync(join(import.meta.dirname, '../../../resources/games/pocket-quest/pocket-quest.gb')))
const programs = Array.from({ length: 40 }, (_, seed) => randomProgram(seed))
const colourPrograms = Array.from({ length: 20 }, (_, seed) => randomProgram(1000 + seed, true))
const everything = [game, ...programs, ...colourPrograms]

interface Manner { draw?: Draw; skipping?: boolean; sound?: boolean; batch?: number }

/** Plays random keys, changed every 8 frames, and returns the hash after each 8 frames. */
function played(rom: Uint8Array, ticks: number, { draw = 'none', skipping = true, sound = false, batch = 8 }: Manner = {}): string[] {
  const core = machine(rom, 'auto', sound)
  core.setSkipping(skipping)
  const below = random(7)
  return Array.from({ length: ticks }, () => {
    const keys = below(2) ? 1 << below(8) : 0
    for (let frame = 0; frame < 8; frame += batch) core.advance(keys, batch, draw)
    return core.hash()
  })
}

describe('a machine is the same however it is run', () => {
  it.each([
    ['drawing every frame', { draw: 'all' }],
    ['drawing the last frame', { draw: 'last' }],
    ['not skipping waits', { skipping: false }],
    ['making sound', { sound: true }],
    ['one frame at a time, drawn', { draw: 'all', batch: 1 }],
  ] as [string, Manner][])('should have the same hash after each tick when %s', { timeout: 120_000 }, (_, manner) => {
    for (const [i, rom] of everything.entries()) expect(played(rom, 30, manner), `program ${i}`).toEqual(played(rom, 30))
  })

  it('should go on the same from a state, in another instance', { timeout: 60_000 }, () => {
    for (const rom of everything) {
      const first = machine(rom)
      const below = random(3)
      for (let tick = 0; tick < 12; tick++) {
        first.advance(1 << below(8), 1 + below(8), 'none')
        const state = first.saveState()
        const second = machine(rom)
        second.advance(64, below(5), 'all')
        second.loadState(state)
        expect(second.hash()).toBe(first.hash())
        expect(second.saveState()).toEqual(state)
        first.advance(16, 5, 'none')
        second.advance(16, 5, 'last')
        expect(second.hash()).toBe(first.hash())
      }
    }
  })

  it('should go on the same for 10,000 frames from a state of the game', { timeout: 60_000 }, () => {
    const first = machine(game)
    first.advance(8, 200, 'none')
    const second = machine(game)
    second.loadState(first.saveState())
    const below = random(5)
    for (let frame = 0; frame < 10_000; frame += 10) {
      const keys = 1 << below(8)
      first.advance(keys, 10, 'none')
      second.advance(keys, 10, 'last')
    }
    expect(second.hash()).toBe(first.hash())
  })

  it('should stop within a frame, be saved there, and go on the same', () => {
    for (const rom of programs) {
      const first = machine(rom)
      const second = machine(rom)
      const stop = () => first.advanceUntil(0, 10, [{ address: 0xc001, is: 'written' }])
      for (let i = 0; i < 5; i++) {
        stop()
        second.loadState(first.saveState())
        expect(memoryOf(second, 0xc000, 0x2000)).toEqual(memoryOf(first, 0xc000, 0x2000))
        first.advance(0, 2, 'none')
        second.advance(0, 2, 'all')
        expect(second.hash()).toBe(first.hash())
      }
    }
  })

  it('should go on the same from a fork inside the instance', () => {
    const core = machine(game)
    core.reserve(3)
    core.advance(8, 300, 'none')
    core.fork(0)
    const future = (keys: number) => {
      core.resume(0)
      core.advance(keys, 120, 'none')
      return core.hash()
    }
    const futures = [0, 16, 64, 1].map(future)
    core.resume(0)
    core.fork(2)
    core.advance(128, 60, 'none')
    core.resume(2)
    core.fork(0)
    expect([0, 16, 64, 1].map(future)).toEqual(futures)
    expect(new Set(futures).size).toBeGreaterThan(1)
    expect(() => core.fork(3)).toThrow(/no place 3/)
  })

  it('should not be changed by looking at its memory', () => {
    for (const rom of [...programs.slice(0, 10), ...colourPrograms.slice(0, 10)]) {
      const looked = machine(rom)
      const alone = machine(rom)
      for (let i = 0; i < 20; i++) {
        memoryOf(looked, 0, 0x10000)
        looked.advance(i, 1, 'none')
        alone.advance(i, 1, 'none')
        expect(looked.hash()).toBe(alone.hash())
      }
    }
  })
})

describe('what comes from outside', () => {
  it('should be refused as a state when it is cut, altered or foreign, and leave the machine alone', () => {
    const core = machine(game)
    core.advance(8, 100, 'none')
    const state = core.saveState()
    core.advance(0, 10, 'none')
    const hash = core.hash()
    const below = random(11)
    expect(() => { core.loadState(state.subarray(0, state.length - 1)) }).toThrow(/cut off/)
    expect(() => { core.loadState(new Uint8Array(0)) }).toThrow(/cut off/)
    for (let i = 0; i < 600; i++) {
      const altered = state.slice()
      // Every byte of the head, then some of the rest.
      const at = i < 300 ? i : below(state.length)
      altered[at] = (altered[at] ?? 0) ^ (1 << below(8))
      expect(() => { core.loadState(altered) }).toThrow(/cannot be loaded/)
    }
    expect(() => { core.loadState(machine(randomProgram(1)).saveState()) }).toThrow(/another ROM/)
    expect(core.hash()).toBe(hash)
    core.loadState(state)
    expect(core.saveState()).toEqual(state)
  })

  it('should never crash or hang the core as a ROM', { timeout: 120_000 }, () => {
    for (let seed = 0; seed < 300; seed++) {
      const rom = randomBytes(seed, [0, 1, 3, 6, 0x10, 0x13, 0x1b][seed % 7] ?? 0)
      if (seed % 3 === 0) rom[0x143] = 0x80
      else rom[0x143] = 0
      const core = machine(rom)
      for (let i = 0; i < 20; i++) core.advance(i * 37, 3, i % 2 ? 'last' : 'none')
      const slow = machine(rom)
      slow.setSkipping(false)
      for (let i = 0; i < 20; i++) slow.advance(i * 37, 3, 'none')
      expect(slow.hash(), `seed ${seed}`).toBe(core.hash())
    }
  })

  it('should be refused as a ROM with a reason', () => {
    expect(() => machine(new Uint8Array(10))).toThrow(/336 bytes/)
    const camera = game.slice()
    camera[0x147] = 0xfc
    expect(() => machine(camera)).toThrow(/0xfc are not supported/)
  })

  it('should be taken from BESS: memory, registers and mapper', () => {
    const core = machine(game)
    core.advance(8, 400, 'none')
    const bess = core.exportBess()
    const other = machine(game)
    other.importBess(bess)
    expect(memoryOf(other, 0x8000, 0x7f00)).toEqual(memoryOf(core, 0x8000, 0x7f00))
    expect(memoryOf(other, 0xff80, 0x80)).toEqual(memoryOf(core, 0xff80, 0x80))
    other.advance(0, 60, 'last')
    core.advance(0, 60, 'last')
    expect(other.screen()).toEqual(core.screen())
    expect(() => { other.importBess(bess.subarray(0, 9000)) }).toThrow(/cut off/)
  })

  it('should never crash or hang the core as a BESS state', () => {
    const core = machine(game)
    core.advance(8, 200, 'none')
    const bess = core.exportBess()
    const below = random(13)
    for (let i = 0; i < 300; i++) {
      const altered = bess.slice()
      // The blocks behind the memory are where it hurts.
      for (let n = 0; n < 4; n++) altered[bess.length - 1 - below(320)] = below(256)
      try {
        core.importBess(altered)
      } catch (error) {
        expect(error).toMatchObject({ code: 'bad-snapshot' })
      }
      core.advance(below(256), 3, 'last')
    }
  })
})

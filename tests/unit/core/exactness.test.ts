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
      const stop = () => first.runToBreak(0, 10, [{ address: 0xc001, is: 'written' }])
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
    expect(() => { core.resume(3) }).toThrow(/nothing was kept in slot 3/)
    expect(() => { core.fork(4096) }).toThrow(/no slot 4096/)
  })

  it('should be the same however many others are kept and played in the instance', { timeout: 60_000 }, () => {
    for (const rom of [game, ...programs.slice(0, 6), ...colourPrograms.slice(0, 6)]) {
      const crowded = machine(rom)
      const machines = Array.from({ length: 12 }, (_, slot) => {
        crowded.reset()
        crowded.fork(slot)
        return machine(rom)
      })
      const below = random(17)
      for (let turn = 0; turn < 60; turn++) {
        const slot = below(machines.length)
        const [keys, frames] = [1 << below(8), 1 + below(6)]
        crowded.resume(slot)
        crowded.advance(keys, frames, turn % 3 ? 'none' : 'last')
        crowded.fork(slot)
        machines[slot]?.advance(keys, frames, 'none')
        expect(crowded.hash()).toBe(machines[slot]?.hash())
      }
      // Room for a thousand more moves the instance's memory; what is kept stays.
      crowded.fork(1000)
      for (const [slot, alone] of machines.entries()) {
        crowded.resume(slot)
        expect(crowded.saveState()).toEqual(alone.saveState())
      }
    }
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
    expect(() => { core.loadState(new Uint8Array(0)) }).toThrow(/no state of this core/)
    // Cut to the length of another cartridge's state, it is still a cut state and not a foreign one.
    for (let length = 64; length < state.length; length += 32 * (1 + below(16)))
      expect(() => { core.loadState(state.subarray(0, length)) }).toThrow(expect.objectContaining({ code: 'bad-snapshot' }))
    for (let i = 0; i < 300; i++) {
      const random = Uint8Array.from({ length: below(300) }, () => below(256))
      if (i % 2) random.set(state.subarray(0, below(Math.min(64, random.length + 1))))
      expect(() => { core.loadState(random) }).toThrow(/cannot be loaded/)
    }
    expect(() => { core.loadState(new Uint8Array(1 << 20)) }).toThrow(/cut off/)
    for (let i = 0; i < 600; i++) {
      const altered = state.slice()
      // Every byte of the head, then some of the rest.
      const at = i < 300 ? i : below(state.length)
      altered[at] = (altered[at] ?? 0) ^ (1 << below(8))
      expect(() => { core.loadState(altered) }).toThrow(/cannot be loaded/)
    }
    for (const other of [machine(randomProgram(1)), machine(game, 'cgb')])
      expect(() => { core.loadState(other.saveState()) }).toThrow(expect.objectContaining({ code: 'foreign-snapshot', message: expect.stringMatching(/another ROM/) as string }))
    expect(core.hash()).toBe(hash)
    core.loadState(state)
    expect(core.saveState()).toEqual(state)
  })

  it('should be told apart when it is a state of an older or a newer core', () => {
    const core = machine(game)
    const state = core.saveState()
    const format = (change: number) => {
      const other = state.slice()
      new DataView(other.buffer).setUint32(4, new DataView(state.buffer).getUint32(4, true) + change, true)
      return () => { core.loadState(other) }
    }
    expect(format(-1)).toThrow(expect.objectContaining({ code: 'bad-snapshot', message: expect.stringMatching(/older version/) as string }))
    expect(format(1)).toThrow(expect.objectContaining({ code: 'newer-format', message: expect.stringMatching(/newer version/) as string }))
  })

  it('should never crash or hang the core as a ROM, on either console', { timeout: 120_000 }, () => {
    const types = [0, 1, 3, 6, 0x10, 0x13, 0x1b]
    for (let seed = 0; seed < 300; seed++) {
      const rom = randomBytes(seed, types[seed % 7] ?? 0)
      rom[0x143] = seed % 3 === 0 ? 0x80 : 0
      survive(rom, seed % 2 ? 'auto' : 'cgb', seed)
    }
  })

  it('should never crash or hang the core as a ROM with any header, of any size', { timeout: 120_000 }, () => {
    let played = 0
    for (let seed = 0; seed < 400; seed++) {
      const below = random(5000 + seed)
      const program = seed % 2 ? randomProgram(seed, seed % 4 === 1) : randomBytes(seed, 0)
      // From next to nothing to more than its bank registers reach, seldom a power of two.
      const size = [0x150 + below(0x4000), 0x4000 + below(0x8000), 0x8000 + below(0x80000)][seed % 3] ?? 0x8000
      const rom = Uint8Array.from({ length: size }, (_, i) => program[i % program.length] ?? 0)
      for (let at = 0x134; at < 0x150; at++) if (below(2)) rom[at] = below(256)
      if (below(8)) rom[0x147] = [0, 1, 2, 3, 5, 6, 8, 9, 0x0f, 0x10, 0x11, 0x12, 0x13, 0x19, 0x1b, 0x1e][below(16)] ?? 0
      try {
        survive(rom, below(2) ? 'dmg' : 'cgb', seed)
        played++
      } catch (error) {
        expect(error, `seed ${seed}`).toMatchObject({ code: 'bad-rom' })
      }
    }
    expect(played).toBeGreaterThan(300)
  })

  /** Plays a ROM with and without skipping; both have to come back, with the same state. */
  function survive(rom: Uint8Array, model: 'auto' | 'dmg' | 'cgb', seed: number): void {
    const core = machine(rom, model)
    for (let i = 0; i < 20; i++) core.advance(i * 37, 3, i % 2 ? 'last' : 'none')
    const slow = machine(rom, model)
    slow.setSkipping(false)
    for (let i = 0; i < 20; i++) slow.advance(i * 37, 3, 'none')
    expect(slow.hash(), `seed ${seed}`).toBe(core.hash())
    slow.loadState(core.saveState())
    core.advance(0, 2, 'all')
    slow.advance(0, 2, 'none')
    expect(slow.hash(), `seed ${seed}`).toBe(core.hash())
  }

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

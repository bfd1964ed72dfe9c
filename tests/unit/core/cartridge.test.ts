import { describe, expect, it } from 'vitest'
import { assemble } from '../../roms/assemble.ts'
import { machine, memoryOf, ROUTINES } from './machine.ts'

/** Plays a program on a cartridge whose ROM banks each hold their number at 0x3FFF / 0x7FFF. */
function onCartridge(type: number, romSize: number, ramSize: number, program: string, count: number, frames = 10): number[] {
  const rom = assemble(`ld de, $c000\n${program}\njp done\n${ROUTINES}`, { type, romSize, ramSize })
  // With MBC1 in mode 1 bank 0x20 takes the place of bank 0, with the program in it.
  if (rom.length > 0x80000) rom.copyWithin(0x80000, 0, 0x4000)
  for (let bank = 0; bank < rom.length >> 14; bank++) rom[(bank << 14) + 0x3fff] = bank
  const core = machine(rom)
  core.runToBreak(0, frames, [{ address: 0xdf00, is: 'equal', value: 0xed }])
  return memoryOf(core, 0xc000, count)
}

const poke = (address: number, value: number) => `ld hl, ${address}\nld (hl), ${value}`
const note = (address: number) => `ld a, (${address})\nld (de), a\ninc de`
const bankAfter = (...writes: [number, number][]) => `${writes.map(([at, value]) => poke(at, value)).join('\n')}\n${note(0x7fff)}`

describe('mappers (Pan Docs, "Memory Bank Controllers")', () => {
  it('should bank MBC1 ROM, where 0 means 1 and the upper bits come from the second register', () => {
    const program = [bankAfter(), bankAfter([0x2000, 5]), bankAfter([0x2000, 0]), bankAfter([0x2000, 0x20]), bankAfter([0x4000, 1], [0x2000, 2]),
      poke(0x6000, 1), note(0x3fff), poke(0x6000, 0), note(0x3fff)].join('\n')
    expect(onCartridge(1, 6, 0, program, 7)).toEqual([1, 5, 1, 1, 0x22, 0x20, 0])
  })

  it('should bank an MBC1 cartridge with several games by 4 bits and 2 (MBC1M)', () => {
    const program = [bankAfter([0x2000, 5]), bankAfter([0x2000, 0x12]), bankAfter([0x4000, 1]), bankAfter([0x2000, 0x10]), poke(0x6000, 1), note(0x3fff)].join('\n')
    const rom = assemble(`ld de, $c000\n${program}\njp done\n${ROUTINES}`, { type: 1, romSize: 5 })
    rom.set(Array.from({ length: 48 }, (_, i) => i + 1), 0x104)
    // The first game and its program again where the second one starts; banks hold their numbers.
    rom.copyWithin(0x40000, 0, 0x4000)
    for (let bank = 0; bank < rom.length >> 14; bank++) rom[(bank << 14) + 0x3fff] = bank
    const play = (bytes: Uint8Array) => {
      const core = machine(bytes)
      core.runToBreak(0, 10, [{ address: 0xdf00, is: 'equal', value: 0xed }])
      return memoryOf(core, 0xc000, 5)
    }
    expect(play(rom)).toEqual([5, 2, 0x12, 0x10, 0x10])
    // Without a second header it is one game of 1 MB; its bank 0x20 takes the place of bank 0 with the same program.
    rom.copyWithin(0x80000, 0, 0x4000)
    rom[0x80000 + 0x3fff] = 0x20
    rom[0x40104] = 0
    expect(play(rom)).toEqual([5, 0x12, 0x32, 0x30, 0x20])
  })

  it('should bank MBC1 RAM in mode 1 only, and show 0xFF while it is off', () => {
    const program = [poke(0, 0x0a), poke(0xa000, 1), poke(0x6000, 1), poke(0x4000, 2), poke(0xa000, 3), note(0xa000), poke(0x4000, 0),
      note(0xa000), poke(0x6000, 0), poke(0x4000, 2), note(0xa000), poke(0, 0), note(0xa000)].join('\n')
    expect(onCartridge(3, 0, 3, program, 4)).toEqual([3, 1, 1, 0xff])
  })

  it('should take MBC2 bank and RAM switch by address bit 8, and keep half bytes that repeat', () => {
    const program = [bankAfter([0x2100, 3]), bankAfter([0x0100, 0]), poke(0x0000, 0x0a), poke(0xa005, 0x37), note(0xa005), note(0xa205)].join('\n')
    expect(onCartridge(6, 3, 0, program, 4)).toEqual([3, 1, 0xf7, 0xf7])
  })

  it('should bank MBC3 ROM by 7 bits and RAM by 4 banks', () => {
    const program = [bankAfter([0x2000, 0x45]), poke(0, 0x0a), poke(0x4000, 3), poke(0xa000, 7), poke(0x4000, 0), poke(0xa000, 6), poke(0x4000, 3), note(0xa000)].join('\n')
    expect(onCartridge(0x13, 6, 3, program, 2)).toEqual([0x45, 7])
  })

  it('should count emulated seconds in the clock of MBC3, once it is latched', () => {
    const latch = `${poke(0x6000, 0)}\n${poke(0x6000, 1)}`
    const rom = assemble(`${poke(0, 0x0a)}\n${poke(0x4000, 8)}\n${poke(0xa000, 58)}\n${poke(0x4000, 9)}\n${poke(0xa000, 59)}
      loop: ${latch}\n${poke(0x4000, 8)}\nld a, ($a000)\nld ($c000), a\n${poke(0x4000, 9)}\nld a, ($a000)\nld ($c001), a
      ${poke(0x4000, 10)}\nld a, ($a000)\nld ($c002), a\njp loop`, { type: 0x10, romSize: 1, ramSize: 3 })
    const core = machine(rom)
    // 59.7275 frames a second: after 60 frames one second has passed, after 120 two.
    core.advance(0, 60, 'none')
    expect(memoryOf(core, 0xc000, 3)).toEqual([59, 59, 0])
    core.advance(0, 60, 'none')
    expect(memoryOf(core, 0xc000, 3)).toEqual([0, 0, 1])
  })

  /** Sets the clock's five registers, plays about `seconds`, and gives them as latched then, and once more without a new latch. */
  function clock(registers: number[], seconds: number): number[][] {
    const latch = `${poke(0x6000, 0)}\n${poke(0x6000, 1)}`
    const read = (to: number) => registers.map((_, i) => `${poke(0x4000, 8 + i)}\nld a, ($a000)\nld (${to + i}), a`).join('\n')
    const core = machine(assemble(`${poke(0, 0x0a)}
      ${registers.map((value, i) => `${poke(0x4000, 12 - i)}\n${poke(0xa000, registers[4 - i] ?? value)}`).join('\n')}
wait: ld a, ($c0f0)
      and a
      jr z, wait
      ${latch}
      ${read(0xc000)}
again: ${read(0xc010)}
      jp again`, { type: 0x0f }))
    core.advance(0, Math.round(seconds * 59.7275), 'none')
    core.writeMemory(0xc0f0, Uint8Array.of(1))
    core.advance(0, 150, 'none')
    return [memoryOf(core, 0xc000, 5), memoryOf(core, 0xc010, 5)]
  }

  it('should carry from second to day, keep the mark of a day counter that has run over, and show what was latched', () => {
    expect(clock([58, 59, 23, 0xff, 0], 2.5)).toEqual([[0, 0, 0, 0, 1], [0, 0, 0, 0, 1]])
    expect(clock([58, 59, 23, 0xff, 1], 2.5)[0]).toEqual([0, 0, 0, 0, 0x80])
    expect(clock([10, 20, 3, 4, 0x80], 1.5)[0]).toEqual([11, 20, 3, 4, 0x80])
  })

  it('should stand still while the clock is stopped', () => {
    expect(clock([58, 59, 23, 0xff, 0x41], 4)[0]).toEqual([58, 59, 23, 0xff, 0x41])
  })

  it('should keep the bits a clock has, and count on from a value out of range', () => {
    // Pan Docs, "The Clock Counter Registers": six bits of seconds and minutes, five of hours.
    expect(clock([0xff, 0xff, 0xff, 7, 0xff], 0)[0]).toEqual([0x3f, 0x3f, 0x1f, 7, 0xc1])
    expect(clock([62, 30, 5, 0, 0], 2.5)[0]).toEqual([0, 30, 5, 0, 0])
  })

  it('should bank MBC5 ROM by 9 bits with a bank 0, and RAM by 16 banks', () => {
    const program = [bankAfter([0x2000, 0]), bankAfter([0x2000, 0x81]), poke(0, 0x0a), poke(0x4000, 9), poke(0xa000, 9), poke(0x4000, 1), poke(0xa000, 1), poke(0x4000, 9), note(0xa000)].join('\n')
    expect(onCartridge(0x1b, 7, 4, program, 3)).toEqual([0, 0x81, 9])
  })

  it('should show a RAM of 2 KB four times, and 0xFF where there is none', () => {
    expect(onCartridge(3, 0, 1, [poke(0, 0x0a), poke(0xa001, 9), note(0xa801), note(0xb801)].join('\n'), 2)).toEqual([9, 9])
    expect(onCartridge(1, 0, 0, [poke(0, 0x0a), poke(0xa001, 9), note(0xa001)].join('\n'), 1)).toEqual([0xff])
  })
})

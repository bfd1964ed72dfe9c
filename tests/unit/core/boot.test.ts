import { describe, expect, it } from 'vitest'
import { createOwnCore } from '../../../src-main/emulator/embedded/ownCore.ts'
import { assemble } from '../../roms/assemble.ts'
import { builtCore } from './build.ts'
import { machine, memoryOf, results } from './machine.ts'

describe('the start (Pan Docs, "Power Up Sequence")', () => {
  it('should leave the registers of a DMG', () => {
    const source = 'ld ($c020), sp\npush af\npush bc\npush de\npush hl\nld sp, $c00a\nld hl, $fff6\nld b, 8\nld de, $c000\ncopy: ld a, (hl+)\nld (de), a\ninc de\ndec b\njr nz, copy\njp done'
    // HL, DE, BC, AF, low bytes first; the checksum of the header is 0, so F has no H and C.
    expect(results(source, 8)).toEqual([0x4d, 0x01, 0xd8, 0x00, 0x13, 0x00, 0x80, 0x01])
  })

  it('should leave the hardware registers of a DMG', () => {
    const core = machine(assemble('loop: jr loop'))
    const at = (low: number) => memoryOf(core, 0xff00 + low, 1)[0]
    const expected: Record<number, number> = { 0x00: 0xcf, 0x01: 0x00, 0x02: 0x7e, 0x04: 0xab, 0x05: 0, 0x06: 0, 0x07: 0xf8, 0x0f: 0xe1,
      0x10: 0x80, 0x11: 0xbf, 0x12: 0xf3, 0x13: 0xff, 0x14: 0xbf, 0x16: 0x3f, 0x17: 0, 0x19: 0xbf, 0x1a: 0x7f, 0x1c: 0x9f, 0x1e: 0xbf,
      0x21: 0, 0x22: 0, 0x23: 0xbf, 0x24: 0x77, 0x25: 0xf3, 0x26: 0xf1, 0x40: 0x91, 0x42: 0, 0x43: 0, 0x45: 0, 0x47: 0xfc, 0x4a: 0, 0x4b: 0, 0x4d: 0xff, 0x70: 0xff }
    for (const [low, value] of Object.entries(expected)) expect(at(Number(low)), Number(low).toString(16)).toBe(value)
  })

  it('should run a boot ROM that is given, until it writes to 0xFF50', async () => {
    // The boot ROM notes the byte it sees at 0x0000, and ends so that PC is 0x0100 when the cartridge shows.
    const boot = assemble('org 0\nld a, ($0000)\nld ($c000), a\njp $fa\norg $fa\nld b, 7\nld a, 1\nldh (80), a').slice(0, 256)
    const rom = assemble('ld a, b\nld ($c001), a\nld a, ($0000)\nld ($c002), a\nloop: jr loop')
    rom[0] = 0x99
    const wasm = await builtCore()
    const core = createOwnCore(rom, { model: 'dmg', sound: false, wasm, bootRom: boot })
    core.advance(0, 2, 'none')
    expect(memoryOf(core, 0xc000, 3)).toEqual([0xfa, 7, 0x99])
    const state = core.saveState()
    expect(() => { createOwnCore(rom, { model: 'dmg', sound: false, wasm }).loadState(state) }).toThrow(/another ROM/)
    expect(() => createOwnCore(rom, { model: 'cgb', sound: false, wasm, bootRom: boot })).toThrow(/2304 bytes/)
  })
})

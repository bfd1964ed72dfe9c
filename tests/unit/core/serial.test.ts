import { describe, expect, it } from 'vitest'
import { results } from './machine.ts'

/** Starts a transfer of 0x55 with `control`, and notes SB, SC and its bit of IF after that many machine cycles from the write. */
function transferred(control: number, cycles: number, colour = false): number[] {
  return results(`
    xor a
    ldh (IF), a
    ld a, $55
    ldh (SB), a
    ld b, ${control}
    ldh (DIV), a
    ld a, b
    ldh (SC), a
    ${cycles > 4 ? `ld a, ${Math.floor((cycles - 4) / 4) & 0xff}\nld d, ${((cycles - 4) >> 10) + 1}\nloop: dec a\njr nz, loop\ndec d\njr nz, loop` : ''}
    ldh a, (SB)
    ld ($c000), a
    ldh a, (SC)
    ld ($c001), a
    ldh a, (IF)
    and 8
    ld ($c002), a
    jp done`, 3, { colour })
}

describe('the serial port without a cable (Pan Docs, "Serial Data Transfer")', () => {
  it('should shift ones in, a bit each 128 machine cycles, and then request its interrupt', () => {
    expect(transferred(0x81, 40)).toEqual([0x55, 0xff, 0])
    // 0x55 moved by three bits, with ones behind.
    expect(transferred(0x81, 3 * 128 + 40)).toEqual([0xaf, 0xff, 0])
    expect(transferred(0x81, 7 * 128 + 40)).toEqual([0xff, 0xff, 0])
    expect(transferred(0x81, 8 * 128 + 60)).toEqual([0xff, 0x7f, 8])
  })

  it('should wait for ever for the clock of a peer that is not there', () => {
    expect(transferred(0x80, 60_000)).toEqual([0x55, 0xfe, 0])
  })

  it('should be 32 times as fast on a CGB that asks for it', () => {
    expect(transferred(0x83, 8 * 4 + 20, true)).toEqual([0xff, 0x7f, 8])
    expect(transferred(0x81, 8 * 4 + 20, true)[2]).toBe(0)
  })
})

import { describe, expect, it } from 'vitest'
import { results } from './machine.ts'

/** Switches the LCD on, waits `cycles` machine cycles, and reads or writes at `address`; once for each entry. */
function passes(address: number, cycles: number[], access: string, after = ''): number[] {
  const source = cycles.map((count) => `
    call lcdOff
    ld hl, ${address}
    ld (hl), 0
    ld a, $81
    ldh (LCDC), a
    nops ${count}
    ${access}
    ${after}
    ld (bc), a
    inc bc`).join('\n')
  return results(`xor a\nldh (LYC), a\nld bc, $c000\n${source}\njp done\n`, cycles.length)
}

// Machine cycles after the switch, and what a DMG shows there: line 0 has no mode 2 and starts one cycle in,
// LY and the comparison change at the start of a line, mode 2 shows one cycle later.
const READS = [0, 17, 18, 60, 61, 110, 111, 112, 130, 131, 132, 174, 175, 224, 225, 226]

describe('the PPU after the LCD is switched on (Pan Docs, "LCD Control" and "Rendering Overview")', () => {
  it('should change LY at the start of each line, with a first line that is one cycle short', () => {
    expect(passes(0xff44, READS, 'ld a, (hl)')).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2])
  })

  it('should show mode 0, then 3, then 0 in line 0, and 0, 2, 3, 0 in the lines after it', () => {
    expect(passes(0xff41, READS, 'ld a, (hl)')).toEqual([
      0x84, 0x84, 0x87, 0x87, 0x84, 0x84, 0x80, 0x82, 0x82, 0x82, 0x83, 0x83, 0x80, 0x80, 0x80, 0x82,
    ])
  })

  it('should let the CPU read OAM in HBlank only, and in the first line before mode 3', () => {
    expect(passes(0xfe00, READS, 'ld a, (hl)')).toEqual([0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0xff, 0xff])
  })

  it('should keep the CPU from reading VRAM one cycle before mode 3 shows', () => {
    expect(passes(0x8000, READS, 'ld a, (hl)')).toEqual([0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0, 0, 0, 0])
  })

  it('should let writes to OAM through in the cycle between mode 2 and 3 and in the first of a line', () => {
    expect(passes(0xfe00, READS, 'ld (hl), a', 'call lcdOff\nld a, (hl)')).toEqual([
      0x81, 0x81, 0, 0, 0x81, 0x81, 0x81, 0, 0, 0x81, 0, 0, 0x81, 0x81, 0x81, 0,
    ])
  })

  it('should let writes to VRAM through until mode 3 shows', () => {
    expect(passes(0x8000, READS, 'ld (hl), a', 'call lcdOff\nld a, (hl)')).toEqual([
      0x81, 0x81, 0, 0, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0, 0, 0x81, 0x81, 0x81, 0x81,
    ])
  })
})

/** Machine cycles that objects at these X positions add to mode 3 of line 66. */
function cyclesForObjects(xs: number[], scx = 0): number {
  // Counts, from the STAT interrupt of mode 2, the cycles until mode 0 shows, in two phases of a 7-cycle loop.
  const program = (nops: number) => `
    ld sp, $dff0
    call lcdOff
    ld hl, $fe00
    ld b, 160
    xor a
clear:  ld (hl+), a
    dec b
    jr nz, clear
    ld hl, $fe00
    ${xs.map((x) => `ld a, $52\nld (hl+), a\nld a, ${x}\nld (hl+), a\nxor a\nld (hl+), a\nld (hl+), a`).join('\n')}
    ld a, ${scx}
    ldh (SCX), a
    ld a, $83
    ldh (LCDC), a
    ld a, 2
    ldh (IE), a
line:   ldh a, (LY)
    cp $41
    jr nz, line
hblank: ldh a, (STAT)
    and 3
    jr nz, hblank
    ld a, $20
    ldh (STAT), a
    xor a
    ldh (IF), a
    ei
    halt
    nop
    jp done
    org $48
    add sp, 2
    nops ${nops}
    ldh a, (STAT)
    and 3
    ld ($c000), a
    jp done
    org $1000
`
  for (let nops = 30; nops < 100; nops++) if (results(program(nops), 1)[0] === 0) return nops
  return -1
}

describe('mode 3 (Pan Docs, "OBJ penalty algorithm")', () => {
  it('should be longer by the cycles that objects on the line cost', { timeout: 60_000 }, () => {
    const empty = cyclesForObjects([])
    const extra = (...xs: number[]) => cyclesForObjects(xs) - empty
    const ten = (x: number) => extra(...Array<number>(10).fill(x))
    expect([extra(0), extra(0, 0), extra(0, 0, 0), ten(0)]).toEqual([2, 4, 5, 16])
    expect([ten(1), ten(2), ten(7), ten(8), ten(167), ten(168)]).toEqual([16, 15, 15, 16, 15, 0])
    expect([extra(3), extra(4), extra(8), extra(160), extra(164)]).toEqual([2, 1, 2, 2, 1])
    expect([extra(0, 8), extra(2, 10), extra(4, 12), extra(16, 24)]).toEqual([5, 4, 3, 5])
    expect(extra(72, 64, 56, 48, 40, 32, 24, 16, 8, 0)).toBe(27)
  })

  it('should be longer by SCX modulo 8, seen from HALT by the interrupt of HBlank', () => {
    const empty = cyclesToNextLine(0)
    // LY changes 51 machine cycles after the interrupt: 5 to take it, the nops, 2 of LDH, and the read.
    expect(empty).toBe(51 - 5 - 2 - 1)
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((scx) => empty - cyclesToNextLine(scx))).toEqual([1, 1, 1, 1, 2, 2, 2, 0])
  })
})

/** Machine cycles from the interrupt of HBlank, which ends a HALT, until LY changes. */
function cyclesToNextLine(scx: number): number {
  const program = (nops: number) => `
    ld sp, $dff0
    ld a, ${scx}
    ldh (SCX), a
    ld a, 2
    ldh (IE), a
line:   ldh a, (LY)
    cp $42
    jr nz, line
    ld a, $08
    ldh (STAT), a
    xor a
    ldh (IF), a
    ei
    halt
    nop
    jp done
    org $48
    nops ${nops}
    ldh a, (LY)
    sub $42
    ld ($c000), a
    jp done
    org $1000
`
  for (let nops = 30; nops < 80; nops++) if (results(program(nops), 1)[0] === 1) return nops
  return -1
}

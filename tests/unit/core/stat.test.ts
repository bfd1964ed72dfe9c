import { describe, expect, it } from 'vitest'
import { results } from './machine.ts'

/** Counts the STAT interrupts of 154 lines, from line 150 to line 150, with these sources. */
function interruptsPerFrame(stat: number, lyc = 200, setup = ''): number {
  const program = `
    ld sp, $dff0
    ld hl, $c000
    ld a, ${lyc}
    ldh (LYC), a
    ${setup}
start: ldh a, (LY)
    cp 150
    jr nz, start
    ld a, ${stat}
    ldh (STAT), a
    xor a
    ldh (IF), a
    ld a, 2
    ldh (IE), a
    ei
away: ldh a, (LY)
    cp 150
    jr z, away
back: ldh a, (LY)
    cp 150
    jr nz, back
    di
    jp done
    org $48
    inc (hl)
    reti
    org $1000`
  return results(program, 1)[0] ?? -1
}

describe('the STAT interrupt (Pan Docs, "INT $48 — STAT interrupt")', () => {
  it('should come once a line for mode 2, on line 144 too', () => {
    expect(interruptsPerFrame(0x20)).toBe(145)
  })

  it('should come once a line for mode 0', () => {
    expect(interruptsPerFrame(0x08)).toBe(144)
  })

  it('should come once a frame for the line of LYC', () => {
    expect([interruptsPerFrame(0x40, 30), interruptsPerFrame(0x40, 0), interruptsPerFrame(0x40, 153), interruptsPerFrame(0x40, 154)]).toEqual([1, 1, 1, 0])
  })

  it('should not come again while another source keeps the line up', () => {
    // Mode 0 and mode 2 follow each other without a gap: one interrupt a line, at mode 0, and one for line 0's mode 2.
    expect(interruptsPerFrame(0x28)).toBe(145)
    // LYC matches in line 30 just after its mode 2, and until mode 2 of line 31: one of the 145 is swallowed.
    expect(interruptsPerFrame(0x60, 30)).toBe(144)
  })
})

/** A program that HALTs until the STAT interrupt of mode 2 in line 66 or so, then goes on at `after`. */
const fromMode2 = (after: string) => `
    ld sp, $dff0
    ld hl, STAT
    ld a, 2
    ldh (IE), a
line: ldh a, (LY)
    cp $42
    jr nz, line
m0: ldh a, (STAT)
    and 3
    jr nz, m0
m3: ldh a, (STAT)
    and 3
    cp 3
    jr nz, m3
    ld a, $20
    ldh (STAT), a
    xor a
    ldh (IF), a
    call sleep
    ${after}
    ld a, b
    ld ($c000), a
    jp done
sleep: ei
    halt
    nop
    jp done
    org $48
    add sp, 2
    ret
    org $1000`

describe('the modes, from the interrupt of mode 2 that ends a HALT (as on all consoles)', () => {
  const polls = (nops: number, mode: number) => results(fromMode2(`
    nops ${nops}
    ld b, 0
poll: inc b
    ld a, (hl)
    and 3
    cp ${mode}
    jr nz, poll`.replace(mode === 0 ? 'cp 0' : '\0', '')), 1)[0]

  it('should reach mode 3 after 20 machine cycles', () => {
    expect([polls(3, 3), polls(2, 3)]).toEqual([1, 2])
  })

  it('should reach mode 0 after 63 machine cycles', () => {
    expect([polls(46, 0), polls(45, 0)]).toEqual([1, 2])
  })
})

describe('VBlank', () => {
  /** Counts 4-cycle loops from the STAT interrupt of VBlank, which ends a HALT, to that of mode 2 in line 0. */
  const loops = (nops: number) => results(`
    ld sp, $dff0
    ld a, 2
    ldh (IE), a
line: ldh a, (LY)
    cp $42
    jr nz, line
    ld a, $10
    ldh (STAT), a
    xor a
    ldh (IF), a
    call sleep
    nops ${nops}
    call count
    ld a, b
    ld ($c000), a
    jp done
sleep: ei
    halt
    nop
    jp done
count: ld a, $20
    ldh (STAT), a
    xor a
    ldh (IF), a
    ei
    xor a
    ld b, a
more: inc b
    jr more
    org $48
    add sp, 2
    ret
    org $1000`, 1)[0]

  it('should last as long as on a DMG, from its STAT interrupt to that of mode 2', () => {
    expect([loops(5), loops(4)]).toEqual([0x14, 0x15])
  })

  /** DIV at the interrupt of `source`, reset `nops` after line 143 was seen. */
  const divider = (nops: number, source: number) => results(`
    ld sp, $dff0
    ld a, $20
    ldh (STAT), a
line: ldh a, (LY)
    cp 143
    jr nz, line
    nops ${nops}
    ldh (DIV), a
    xor a
    ldh (IF), a
    ld a, ${source}
    ldh (IE), a
    ei
    halt
    nop
    org $40
    jp out
    org $48
    jp out
    org $0800
out: ldh a, (DIV)
    ld ($c000), a
    jp done
    org $1000`, 1)[0]

  it('should request its interrupt together with that of mode 2 for line 144', () => {
    // Which number of nops is on the border depends on the loop above; both sources share it.
    const border = (source: number) => Array.from({ length: 60 }, (_, i) => divider(20 + i, source)).indexOf(0)
    expect(border(1)).toBeGreaterThan(0)
    expect(border(2)).toBe(border(1))
  })

  it('should end a HALT with IME off as soon as a series of NOPs would see it', () => {
    // From one VBlank to the next are 17,556 machine cycles, or 0x112.5 ticks of DIV.
    const ticks = (nops: number) => results(`
    ld sp, $dff0
    ld a, 1
    ldh (IE), a
    xor a
    ldh (IF), a
    ld hl, first
    ei
    halt
    nop
first: nops 3
    xor a
    ldh (IF), a
    nops ${nops}
    xor a
    ldh (DIV), a
    halt
    nops 6
    ldh a, (DIV)
    ld ($c000), a
    jp done
    org $40
    jp hl
    org $1000`, 1)[0]
    expect([ticks(13), ticks(12)]).toEqual([0x11, 0x12])
  })
})

describe('the comparison of LY with LYC while the LCD is off', () => {
  /** Switches the LCD off in line 144 with `lyc`, sets `then`, and on again; STAT at each step, and the interrupts. */
  const steps = (lyc: number, then: number) => results(`
    ld sp, $dff0
    ld hl, $c000
    ld a, $40
    ldh (STAT), a
line: ldh a, (LY)
    cp $90
    jr nz, line
    ld a, ${lyc}
    ldh (LYC), a
    xor a
    ldh (LCDC), a
    ldh (IF), a
    ldh a, (STAT)
    ld (hl+), a
    ld a, ${then}
    ldh (LYC), a
    ldh a, (STAT)
    ld (hl+), a
    ld a, $80
    ldh (LCDC), a
    ldh a, (STAT)
    ld (hl+), a
    ldh a, (IF)
    ld (hl+), a
    jp done`, 4)

  it('should keep its result, and compare again when the LCD is on, with an interrupt if that raises the line', () => {
    expect(steps(0x90, 1)).toEqual([0xc4, 0xc4, 0xc0, 0xe0])
    expect(steps(0x90, 0)).toEqual([0xc4, 0xc4, 0xc4, 0xe0])
    expect(steps(0, 1)).toEqual([0xc0, 0xc0, 0xc0, 0xe0])
    expect(steps(0, 0)).toEqual([0xc0, 0xc0, 0xc4, 0xe2])
  })
})

describe('a write to STAT (Pan Docs, "Spurious STAT interrupts")', () => {
  /** IF after STAT is written with 0 as soon as `wait` is over, LYC being 200. */
  const written = (wait: string, colour = false, lyc = 200) => results(`
    ld a, ${lyc}
    ldh (LYC), a
line: ldh a, (LY)
    cp $20
    jr nz, line
    ${wait}
    xor a
    ldh (IF), a
    ldh (STAT), a
    ldh a, (IF)
    ld ($c000), a
    jp done`, 1, { colour })[0]
  const mode = (number: number) => `mode: ldh a, (STAT)\nand 3\ncp ${number}\njr nz, mode`
  const vblank = 'vblank: ldh a, (LY)\ncp 150\njr nz, vblank'

  it('should request the interrupt on a DMG in HBlank, in VBlank and where LY is LYC, whatever is written', () => {
    expect([written(mode(0)), written(vblank), written(mode(3), false, 0x20)]).toEqual([0xe2, 0xe2, 0xe2])
  })

  it('should request none while pixels are drawn, nor on a CGB', () => {
    expect(written(mode(3))).toBe(0xe0)
    expect([written(mode(0), true), written(vblank, true), written(mode(3), true, 0x20)]).toEqual([0xe0, 0xe0, 0xe0])
  })
})

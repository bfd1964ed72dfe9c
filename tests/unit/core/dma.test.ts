import { describe, expect, it } from 'vitest'
import { results } from './machine.ts'

/** Runs `program` from HRAM (0xFF90), with 0xC100–0xC19F holding 1, 2, 3…; LCD off. */
function fromHram(program: string, count = 1): number[] {
  return results(`
    ld sp, $dff0
    call lcdOff
    ld hl, $c100
    ld b, 160
    xor a
fill: inc a
    ld (hl+), a
    dec b
    jr nz, fill
    ld hl, $ff90
    ld de, code
    ld b, 110
copy: ld a, (de)
    ld (hl+), a
    inc de
    dec b
    jr nz, copy
    ld hl, $fe00
    ld a, $c1
    jp $ff90
code: ${program}
    jp done
    org $1000`, count)
}

describe('OAM DMA (Pan Docs, "OAM DMA Transfer")', () => {
  it('should copy 160 bytes', () => {
    expect(results(`
    call lcdOff
    ld hl, $c100
    ld b, 160
fill: ld a, b
    ld (hl+), a
    dec b
    jr nz, fill
    ld hl, $ff90
    ld (hl), $e0
    inc l
    ld (hl), $46
    inc l
    ld (hl), $3e
    inc l
    ld (hl), 50
    inc l
    ld (hl), $3d
    inc l
    ld (hl), $20
    inc l
    ld (hl), $fd
    inc l
    ld (hl), $c9
    ld a, $c1
    call $ff90
    ld hl, $fe00
    ld de, $c000
    ld b, 160
read: ld a, (hl+)
    ld (de), a
    inc de
    dec b
    jr nz, read
    jp done`, 160)).toEqual(Array.from({ length: 160 }, (_, i) => 160 - i))
  })

  it('should begin one machine cycle after the write, and keep the CPU from OAM for 160', () => {
    // The read of LD A,(HL) is in the second cycle after the write, plus the nops.
    const read = (nops: number) => fromHram(`ldh (DMA), a\nnops ${nops}\nld a, (hl)\nldh ($fff0), a\nld a, 50\nw: dec a\ndb $20, $fd\nldh a, ($fff0)\nld ($c000), a`)[0]
    expect(read(0)).toBe(0xff)
    // 161 cycles after the write it is the last one that reads 0xFF; the next reads the first byte.
    const late = (loops: number, nops: number) => fromHram(`ldh (DMA), a\nld a, ${loops}\nw: dec a\ndb $20, $fd\nnops ${nops}\nld a, (hl)\nldh ($fff0), a\nld a, 50\ndec a\ndb $20, $fd\nldh a, ($fff0)\nld ($c000), a`)[0]
    // LD A 2 + 39 loops of 4, the last of 3 = 157; the read is 2 cycles further: 159 + nops after the write.
    expect([late(39, 1), late(39, 2), late(39, 3)]).toEqual([0xff, 0xff, 1])
  })

  it('should give the CPU the byte it is copying when both read the same bus', () => {
    // 0xC180 would be 0x81; instead it is the byte that is on the bus in that cycle, the 9th.
    const read = fromHram(`ldh (DMA), a\nld hl, $c180\nnops 5\nld a, (hl)\nldh ($fff0), a\nld a, 50\ndec a\ndb $20, $fd\nldh a, ($fff0)\nld ($c000), a`)
    // The write is cycle 0; LD HL takes 3, 5 nops, the read is in cycle 10; byte 0 is copied in cycle 2.
    expect(read).toEqual([9])
  })

  it('should leave the other bus alone: VRAM while it copies from work RAM', () => {
    const read = fromHram(`ld hl, $8000\nld (hl), $5a\nldh (DMA), a\nnops 20\nld a, (hl)\nldh ($fff0), a\nld a, 50\ndec a\ndb $20, $fd\nldh a, ($fff0)\nld ($c000), a`)
    expect(read).toEqual([0x5a])
  })
})

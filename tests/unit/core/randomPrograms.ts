import { assemble } from '../../roms/assemble.ts'

/** A small generator of repeatable random numbers (mulberry32). */
export function random(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

const WRITTEN = ['P1', 'SB', 'SC', 'DIV', 'TIMA', 'TMA', 'TAC', 'IF', 'NR10', 'NR11', 'NR12', 'NR13', 'NR14', 'NR21', 'NR22', 'NR24',
  'NR52', 'STAT', 'SCY', 'SCX', 'LYC', 'BGP', 'OBP0', 'WY', 'WX', 'STAT', 'LYC', 'TAC', 'TIMA']
const COLOUR = ['KEY1', 'VBK', 'SVBK', 'BCPS', 'BCPD', 'OCPS', 'OCPD', 'HDMA1', 'HDMA2', 'HDMA3', 'HDMA4', 'HDMA5']
const READ = ['P1', 'DIV', 'TIMA', 'IF', 'STAT', 'LY', 'NR52', 'SB', 'SC']

/**
 * A program of random steps, each of which touches the hardware somehow: registers, waits, OAM DMA,
 * HALT, LCD on and off, delays; with handlers for all interrupts that read registers too. What it reads
 * goes to work RAM, so that any difference in timing becomes a difference in the state.
 */
export function randomProgram(seed: number, colour = false): Uint8Array {
  const below = random(seed)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
  let label = 0
  const registers = colour ? [...WRITTEN, ...COLOUR] : WRITTEN
  const steps: (() => string)[] = [
    () => `ld a, ${below(256)}\nldh (${pick(registers)}), a`,
    () => `ld a, ${below(256)}\nldh (${pick(registers)}), a`,
    () => `ldh a, (${pick(READ)})\ncall note`,
    () => `ldh a, (${pick(READ)})\ncall note`,
    () => `ld a, ${below(32)}\nldh (IE), a\nei`,
    () => `nops ${1 + below(40)}`,
    () => `ld b, ${1 + below(255)}\nl${++label}: dec b\njr nz, l${label}`,
    // Waits that are skipped: LY, the mode, a byte that the VBlank handler changes.
    () => `ld a, $91\nldh (LCDC), a\nl${++label}: ldh a, (LY)\ncp ${below(154)}\njr nz, l${label}\ncall note`,
    () => `ld a, ${pick(['$91', '$83', '$e7', '$b3'])}\nldh (LCDC), a\nl${++label}: ldh a, (STAT)\nand 3\ncp ${below(4)}\njr nz, l${label}\ncall note`,
    () => `ld a, $91\nldh (LCDC), a\nldh a, (IE)\nor 1\nldh (IE), a\nei\nld a, ($c000)\nld c, a\nxor a\nld ($c001), a\nl${++label}: ld a, ($c001)\nand a\njr z, l${label}`,
    () => `ld a, $91\nldh (LCDC), a\nld a, 1\nldh (IE), a\nei\nhalt\nnop\ncall note`,
    () => `ld a, 5\nldh (TAC), a\nld a, 4\nldh (IE), a\ndi\nhalt\nnop\nei\ncall note`,
    () => `ld a, ${pick(['$c0', '$c1', '$80', '$00'])}\ncall $ff90`,
    () => `ld a, ${below(2) ? '$11' : '$e3'}\nldh (LCDC), a\nnops ${below(30)}`,
    () => `ld hl, ${0x8000 + below(0x2000)}\nld (hl), ${below(256)}\nld a, (hl)\ncall note`,
    () => `ld hl, ${0xfe00 + below(0xa0)}\nld (hl), ${below(256)}\nld a, (hl)\ncall note`,
    // What disturbs OAM on a DMG while the PPU reads it.
    () => `ld hl, ${0xfe00 + below(0x100)}\n${pick(['inc hl', 'dec hl', 'ld a, (hl+)', 'ld (hl-), a', 'ld a, (hl)'])}\ncall note`,
    () => `ld ($dfe0), sp\nld sp, ${0xfe10 + below(0xe0)}\n${pick(['push bc', 'pop bc', 'push hl\npop hl'])}\nld hl, $dfe0\nld a, (hl+)\nld h, (hl)\nld l, a\nld sp, hl`,
    () => `ld hl, ${0xff30 + below(16)}\nld (hl), ${below(256)}`,
    () => `ld a, ($fffe)\ncall note\nadd a, ${below(256)}\nadc a, b\ndaa\npush af\npop bc`,
  ]
  if (colour) steps.push(() => `ld a, 1\nldh (KEY1), a\nstop\nnop`, () => `ld a, ${below(256)}\nldh (HDMA5), a`)
  const body = Array.from({ length: 120 }, () => pick(steps)()).join('\n')
  const handler = (at: string, count: number) => `
    org ${at}
    push af
    jp handler${count}`
  const handlers = [1, 2, 3, 4, 5].map((n) => `
handler${n}: ldh a, (${pick(READ)})
    call note
    ld a, ${n}
    ld ($c001), a
    pop af
    reti`)
  return assemble(`
    ld sp, $dffe
    xor a
    ld ($c002), a
    ld hl, $ff90
    ld de, dma
    ld b, 10
copy: ld a, (de)
    ld (hl+), a
    inc de
    dec b
    jr nz, copy
again: ${body}
    jp again
    ; Adds A to a checksum and keeps it in a ring of 256 bytes.
note: push hl
    ld h, $c1
    ld l, a
    ld a, ($c002)
    inc a
    ld ($c002), a
    add a, l
    ld l, a
    inc (hl)
    pop hl
    ret
dma: ldh (DMA), a
    ld a, 40
dmaWait: dec a
    jr nz, dmaWait
    ret
    ${handlers.join('\n')}
    ${handler('$40', 1)}${handler('$48', 2)}${handler('$50', 3)}${handler('$58', 4)}${handler('$60', 5)}
    org $7000`, { colour })
}

/** Nothing but random bytes, with a header that says it is a cartridge. */
export function randomBytes(seed: number, type: number): Uint8Array {
  const below = random(seed)
  const rom = Uint8Array.from({ length: 0x8000 }, () => below(256))
  rom.set([0x00, 0xc3, 0x50, 0x01], 0x100)
  rom.set([type, 0, 3], 0x147)
  return rom
}

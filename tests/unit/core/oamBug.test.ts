import { describe, expect, it } from 'vitest'
import { assemble } from '../../roms/assemble.ts'
import { machine, memoryOf, ROUTINES } from './machine.ts'

const PATTERN = Array.from({ length: 160 }, (_, i) => (i * 73 + (i >> 3) * 29 + 5) & 0xff)

/** OAM after `access`, which follows the switching on of the LCD by `cycles` machine cycles and ends in HL = 0xFE80 and the LCD off. */
function after(cycles: number, access: string, model: 'dmg' | 'cgb' = 'dmg'): number[] {
  const core = machine(assemble(`
    call lcdOff
    ld sp, $dff0
    ld de, pattern
    ld hl, $fe00
    ld b, 160
fill: ld a, (de)
    ld (hl+), a
    inc de
    dec b
    jr nz, fill
    ld hl, $fe80
    ld de, $fe40
    ld bc, $c000
    ld a, $81
    ldh (LCDC), a
    nops ${cycles}
    ${access}
    ld sp, $dff0
    call lcdOff
    jp done
pattern: db ${PATTERN.join(', ')}
    ${ROUTINES}`), model)
  if (!core.runToBreak(0, 60, [{ address: 0xdf00, is: 'equal', value: 0xed }]).met) throw new Error('the program has not finished')
  return memoryOf(core, 0xfe00, 160)
}

type Rows = number[][]
/** OAM as 20 rows of 4 words. */
const rows = (bytes: readonly number[]): Rows =>
  Array.from({ length: 20 }, (_, row) => Array.from({ length: 4 }, (_, i) => (bytes[8 * row + 2 * i] ?? 0) | ((bytes[8 * row + 2 * i + 1] ?? 0) << 8)))
const word = (oam: Rows, row: number, i: number): number => oam[row]?.[i] ?? 0

// The patterns of Pan Docs, "OAM Corruption Bug", spelled out anew.
const written = (oam: Rows, row: number): Rows => {
  const [a, b, c] = [word(oam, row, 0), word(oam, row - 1, 0), word(oam, row - 1, 2)]
  return oam.with(row, [((a ^ c) & (b ^ c)) ^ c, ...(oam[row - 1] ?? []).slice(1)])
}
const read = (oam: Rows, row: number): Rows => {
  const [a, b, c] = [word(oam, row, 0), word(oam, row - 1, 0), word(oam, row - 1, 2)]
  return oam.with(row, [b | (a & c), ...(oam[row - 1] ?? []).slice(1)])
}
const readStepping = (oam: Rows, row: number): Rows => {
  if (row < 4 || row === 19) return read(oam, row)
  const [a, b, c, d] = [word(oam, row - 2, 0), word(oam, row - 1, 0), word(oam, row, 0), word(oam, row - 1, 2)]
  const before = [(b & (a | c | d)) | (a & c & d), ...(oam[row - 1] ?? []).slice(1)]
  return read(oam.with(row, before).with(row - 1, before).with(row - 2, before), row)
}

const untouched = rows(PATTERN)
/** Machine cycles after the LCD is switched on at which line 1 begins, for the second cycle of an instruction. */
const LINE_1 = 111

describe('OAM on a DMG while the PPU reads it (Pan Docs, "OAM Corruption Bug")', () => {
  it('should be disturbed by stepping a register that points there, one row a machine cycle, but never the first', () => {
    const row = (cycle: number) => rows(after(LINE_1 + cycle, 'inc de'))
    for (const n of [1, 2, 3, 4, 10, 18, 19]) expect(row(n), `row ${n}`).toEqual(written(untouched, n))
    for (const n of [-20, -1, 0, 20, 21, 60]) expect(row(n), `cycle ${n}`).toEqual(untouched)
  })

  it('should be disturbed alike by DEC and by a write there, whatever its value', () => {
    expect(rows(after(LINE_1 + 5, 'dec hl'))).toEqual(written(untouched, 5))
    expect(rows(after(LINE_1 + 5, 'ld (hl), a'))).toEqual(written(untouched, 5))
    expect(rows(after(LINE_1 + 5, 'ld (hl+), a'))).toEqual(written(untouched, 5))
    expect(rows(after(LINE_1 + 5, 'ld hl, $fef0\nld (hl), a'))).toEqual(written(untouched, 8))
  })

  it('should be disturbed in another way by a read, and in a third by a read that steps the register', () => {
    for (const n of [1, 3, 4, 12, 18, 19]) {
      expect(rows(after(LINE_1 + n, 'ld a, (hl)')), `read, row ${n}`).toEqual(read(untouched, n))
      expect(rows(after(LINE_1 + n, 'ld a, (hl+)')), `stepping read, row ${n}`).toEqual(readStepping(untouched, n))
      expect(rows(after(LINE_1 + n, 'ld a, (hl-)')), `stepping read, row ${n}`).toEqual(readStepping(untouched, n))
    }
  })

  it('should be disturbed three times by a push and by a pop', () => {
    // LD SP,HL takes rows 4 and 5, the opcode row 6; a push steps SP in its second, and writes in its third and fourth.
    const push = [7, 8, 9].reduce((oam, row) => written(oam, row), untouched)
    expect(rows(after(LINE_1 + 5, 'ld sp, hl\npush bc'))).toEqual(push)
    const pop = read(readStepping(untouched, 7), 8)
    expect(rows(after(LINE_1 + 5, 'ld sp, hl\npop bc'))).toEqual(pop)
  })

  it('should be left alone when the register points elsewhere, and on a CGB', () => {
    expect(rows(after(LINE_1 + 5, 'inc bc\ndec bc'))).toEqual(untouched)
    for (const access of ['inc de', 'ld a, (hl)', 'ld a, (hl+)', 'ld (hl), a', 'ld sp, hl\npush bc']) expect(rows(after(LINE_1 + 5, access, 'cgb'))).toEqual(untouched)
  })
})

describe('the addresses above OAM (Pan Docs, "FEA0–FEFF range")', () => {
  const above = (model: 'dmg' | 'cgb') => {
    const core = machine(assemble(`
    call lcdOff
    ld hl, $fea0
    ld (hl), $77
    ld a, (hl)
    ld ($c000), a
    ld a, ($fef7)
    ld ($c001), a
    jp done
    ${ROUTINES}`), model)
    core.runToBreak(0, 60, [{ address: 0xdf00, is: 'equal', value: 0xed }])
    return memoryOf(core, 0xc000, 2)
  }

  it('should read 0 on a DMG, and half the address twice on a CGB, and not be written', () => {
    expect(above('dmg')).toEqual([0, 0])
    expect(above('cgb')).toEqual([0xaa, 0xff])
  })
})

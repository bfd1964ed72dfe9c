import { describe, expect, it } from 'vitest'
import { assemble } from '../../roms/assemble.ts'
import { machine } from './machine.ts'

type Registers = Record<string, number>
type Bytes = Record<number, number[]>

const GREY = [0xff, 0xc0, 0x60, 0x00]
/** A tile of one colour number. */
const solid = (colour: number) => Array.from({ length: 16 }, (_, i) => ((i & 1 ? colour >> 1 : colour) & 1 ? 0xff : 0))
const object = (y: number, x: number, tile: number, flags = 0) => [y, x, tile, flags]

/** The shades (0 to 3) of the picture with these registers, VRAM and OAM; `during` is run over and over. */
function picture(registers: Registers, memory: Bytes, during = ''): (x: number, y: number) => number {
  const settings = Object.entries({ BGP: 0xe4, OBP0: 0xe4, OBP1: 0x1b, ...registers }).map(([name, value]) => `ld a, ${value}\nldh (${name}), a`)
  const core = machine(assemble(`
wait: ldh a, (LY)
    cp 145
    jr nz, wait
    xor a
    ldh (LCDC), a
wait2: ld a, ($c000)
    and a
    jr z, wait2
    ${settings.join('\n')}
again: ${during}
    jp again`))
  core.advance(0, 3, 'none')
  core.writeMemory(0x8000, new Uint8Array(0x2000))
  core.writeMemory(0xfe00, new Uint8Array(0xa0))
  for (const [address, bytes] of Object.entries(memory)) core.writeMemory(Number(address), Uint8Array.from(bytes))
  core.writeMemory(0xc000, Uint8Array.of(1))
  core.advance(0, 4, 'last')
  const screen = core.screen()
  return (x, y) => GREY.indexOf(screen[3 * (160 * y + x)] ?? -1)
}

const row = (shade: (x: number, y: number) => number, y: number, from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => shade(from + i, y)).join('')

const TILES: Bytes = { 0x8010: solid(1), 0x8020: solid(2), 0x8030: solid(3) }

describe('the picture (Pan Docs, "Tile Data", "Tile Maps", "OAM" and "Window")', () => {
  it('should show the tile map moved by SCX and SCY, around its edges', () => {
    const shade = picture({ LCDC: 0x91, SCX: 4, SCY: 250 }, { ...TILES, 0x9800: [1, 2, 3], 0x9be0: [3, 1, 1] })
    expect(row(shade, 0, 0, 24)).toBe('333311111111111111110000')
    expect(row(shade, 6, 0, 24)).toBe('111122222222333333330000')
  })

  it('should number tiles from 0x9000 with a sign when LCDC bit 4 is off', () => {
    const shade = picture({ LCDC: 0x81 }, { 0x8800: solid(2), 0x9000: solid(1), 0x97f0: solid(3), 0x9800: [0x80, 0, 0x7f] })
    expect(row(shade, 0, 0, 24)).toBe('222222221111111133333333')
  })

  it('should put the window over the background from WX - 7 and WY on, with a line counter of its own', () => {
    // The window's map has rows of tile 1 and 2; it is switched off between lines 20 and 40.
    const map = Array.from({ length: 1024 }, (_, i) => ((i >> 5) & 1 ? 2 : 1))
    const shade = picture({ LCDC: 0xf1, WX: 15, WY: 10, LYC: 0 }, { ...TILES, 0x9c00: map }, `
      ldh a, (LY)
      cp 20
      ld c, $d1
      jr z, set
      cp 40
      ld c, $f1
      jr nz, again
set: ld a, c
      ldh (LCDC), a`)
    expect(row(shade, 9, 0, 16)).toBe('0000000000000000')
    expect(row(shade, 10, 0, 16)).toBe('0000000011111111')
    expect(row(shade, 18, 0, 16)).toBe('0000000022222222')
    expect(row(shade, 30, 0, 16)).toBe('0000000000000000')
    // 10 or 11 lines were shown (the switch falls into line 20): its line 12 or so comes 2 lines after line 40.
    expect(row(shade, 42, 8, 16)).toBe('22222222')
    expect(row(shade, 47, 8, 16)).toBe('11111111')
  })

  it('should show objects 8×8 and 8×16, flipped, with their palettes', () => {
    const half = Array.from({ length: 16 }, (_, i) => (i < 8 ? (i & 1 ? 0 : 0xf0) : 0))
    const shade = picture({ LCDC: 0x93 }, { ...TILES, 0x8040: half, 0xfe00: [...object(16, 8, 4), ...object(16, 24, 4, 0x20), ...object(16, 40, 4, 0x40), ...object(16, 56, 4, 0x10)] })
    expect(row(shade, 0, 0, 56)).toBe('11110000000000000000111100000000000000000000000022220000')
    expect(row(shade, 7, 0, 56)).toBe('00000000000000000000000000000000111100000000000000000000')
    const tall = picture({ LCDC: 0x97 }, { ...TILES, 0xfe00: object(16, 8, 3) })
    expect([tall(0, 0), tall(0, 7), tall(0, 8), tall(0, 15), tall(0, 16)]).toEqual([2, 2, 3, 3, 0])
  })

  it('should let background colours 1 to 3 cover an object that asks for it, and that object hide others', () => {
    const shade = picture({ LCDC: 0x93 }, { ...TILES, 0x9800: [1, 0], 0xfe00: [...object(16, 12, 3, 0x80), ...object(16, 13, 2)] })
    // X 4–7 is background 1: the object in front is covered, and what is behind it does not show.
    expect(row(shade, 0, 0, 16)).toBe('1111111133332000')
  })

  it('should put the object with the smaller X in front, then the first in OAM', () => {
    const shade = picture({ LCDC: 0x93 }, { ...TILES, 0xfe00: [...object(16, 12, 1), ...object(16, 8, 2), ...object(16, 8, 3)] })
    expect(row(shade, 0, 0, 16)).toBe('2222222211110000')
  })

  it('should show at most 10 objects on a line, the first in OAM, also when they are off the screen', () => {
    const objects = [...Array<number[]>(9).fill(object(16, 0, 1)).flat(), ...object(16, 8, 1), ...object(16, 24, 1)]
    const shade = picture({ LCDC: 0x93 }, { ...TILES, 0xfe00: objects })
    expect([shade(0, 0), shade(16, 0)]).toEqual([1, 0])
  })

  it('should show nothing of the background when LCDC bit 0 is off, and white when the LCD is off', () => {
    expect(row(picture({ LCDC: 0x90 }, { ...TILES, 0x9800: [1, 2] }), 0, 0, 16)).toBe('0000000000000000')
    expect(row(picture({ LCDC: 0x11 }, { ...TILES, 0x9800: [1, 2] }), 0, 0, 16)).toBe('0000000000000000')
  })

  it('should change in the middle of a line when a palette changes there', () => {
    const shade = picture({ LCDC: 0x91 }, { ...TILES, 0x9800: Array<number>(1024).fill(1) }, `
      ldh a, (LY)
      cp 50
      jr nz, again
mode: ldh a, (STAT)
      and 3
      cp 3
      jr nz, mode
      nops 16
      ld a, $ff
      ldh (BGP), a
      nops 60
      ld a, $e4
      ldh (BGP), a`)
    const line = row(shade, 50, 0, 160)
    expect(line).toMatch(/^1{60,120}3+$/)
    expect(row(shade, 49, 0, 160)).toMatch(/^1+$/)
    expect(row(shade, 52, 0, 160)).toMatch(/^1+$/)
  })
})

import { describe, expect, it } from 'vitest'
import { createOwnCore } from '../../../src-main/emulator/embedded/ownCore.ts'
import { assemble } from '../../roms/assemble.ts'
import { builtCore } from './build.ts'
import { machine, memoryOf, results } from './machine.ts'

const cgbWasm = await builtCore()
const colour = { colour: true }
const set = (register: string, value: number) => `ld a, ${value}\nldh (${register}), a`
const note = 'ld (hl+), a'

describe('a Game Boy Color (Pan Docs, "CGB Registers")', () => {
  it('should be chosen by the header, and start with A = 0x11', () => {
    expect(machine(assemble('nop', colour)).info.model).toBe('cgb')
    expect(machine(assemble('nop')).info.model).toBe('dmg')
    expect(results('ld ($c000), a\njp done', 1, colour)).toEqual([0x11])
  })

  it('should keep its registers from a game that is not made for it', () => {
    const core = machine(assemble(`ld a, 2\nldh (SVBK), a\nldh a, (SVBK)\nld ($c000), a\nloop: jr loop`), 'cgb')
    core.advance(0, 3, 'last')
    expect([core.info.model, ...memoryOf(core, 0xc000, 1)]).toEqual(['cgb', 0xff])
  })

  it('should draw such a game in the colours it has for games it does not know, through the palettes of the game', () => {
    // Pan Docs, "Compatibility palettes": background palette 0, object palettes 0 and 1 by bit 4 of the attributes.
    const core = machine(assemble(`
wait: ldh a, (LY)
      cp 145
      jr nz, wait
      xor a
      ldh (LCDC), a
      ${set('BGP', 0xe4)}\n${set('OBP0', 0xe4)}\n${set('OBP1', 0x1b)}
held: ld a, ($c000)
      and a
      jr z, held
      ${set('LCDC', 0x93)}
loop: jr loop`), 'cgb')
    core.advance(0, 3, 'none')
    const solid = (colour: number) => Array.from({ length: 16 }, (_, i) => ((i & 1 ? colour >> 1 : colour) & 1 ? 0xff : 0))
    core.writeMemory(0x8000, Uint8Array.from([0, 1, 2, 3].flatMap(solid)))
    core.writeMemory(0x9800, Uint8Array.of(0, 1, 2, 3))
    core.writeMemory(0xfe00, Uint8Array.of(16, 40, 1, 0, 16, 48, 2, 0, 16, 56, 3, 0, 16, 64, 2, 0x10, 16, 72, 3, 0x10))
    core.writeMemory(0xc000, Uint8Array.of(1))
    core.advance(0, 4, 'last')
    const screen = core.screen()
    const pixels = Array.from({ length: 9 }, (_, i) => Buffer.from(screen.subarray(24 * i, 24 * i + 3)).toString('hex'))
    const [background, objects] = [['ffffff', '7bff31', '0063c6', '000000'], ['ffffff', 'ff8484', '943939', '000000']]
    expect(pixels).toEqual([...background, objects[1], objects[2], objects[3], objects[1], objects[0]])
  })

  it('should be told by its boot ROM, through KEY0, that the game is not made for it', () => {
    // The boot ROM gives background colour 0 its own value, and switches to the DMG's ways before it ends.
    const boot = new Uint8Array(2304)
    boot.set(assemble(`org 0
      ld a, $80
      ldh (BCPS), a
      ld a, $e0
      ldh (BCPD), a
      ld a, $03
      ldh (BCPD), a
      ld a, 4
      ldh ($4c), a
      jp $fc
      org $fc
      ld a, $11
      ldh (80), a`.replace('ldh ($4c), a', 'db $e0, $4c')).subarray(0, 0x100))
    const rom = assemble(`ldh a, (BCPD)\nld ($c000), a\n${set('LCDC', 0x91)}\nloop: jr loop`)
    const core = createOwnCore(rom, { model: 'cgb', sound: false, wasm: cgbWasm, bootRom: boot })
    core.advance(0, 4, 'last')
    expect(memoryOf(core, 0xc000, 1)).toEqual([0xff])
    expect(Buffer.from(core.screen().subarray(0, 3)).toString('hex')).toBe('00ff00')
  })

  it('should bank work RAM and VRAM', () => {
    const program = `call lcdOff\nld hl, $c000
      ${[1, 2, 7].map((bank) => `${set('SVBK', bank)}\nld a, ${bank * 16}\nld ($d123), a`).join('\n')}
      ${[0, 1, 2, 7].map((bank) => `${set('SVBK', bank)}\nld a, ($d123)\n${note}`).join('\n')}
      ${[0, 1].map((bank) => `${set('VBK', bank)}\nld a, ${bank + 5}\nld ($9000), a`).join('\n')}
      ${[0, 1].map((bank) => `${set('VBK', bank)}\nld a, ($9000)\n${note}`).join('\n')}
      ${set('SVBK', 1)}\njp done`
    expect(results(program, 6, colour)).toEqual([16, 16, 32, 112, 5, 6])
  })

  it('should double its speed: the divider runs twice as fast against the lines', () => {
    // Divider ticks in 64 lines: 64 × 456 / 256 = 114, doubled 228.
    const measure = `
w1: ldh a, (LY)
      cp 10
      jr nz, w1
      xor a
      ldh (DIV), a
w2: ldh a, (LY)
      cp 74
      jr nz, w2
      ldh a, (DIV)
      ${note}`
    const program = `ld hl, $c000\n${measure}\n${set('KEY1', 1)}\nstop\nnop\nldh a, (KEY1)\n${note}\n${measure.replaceAll('w1', 'w3').replaceAll('w2', 'w4')}\njp done`
    const [slow, key1, fast = 0] = results(program, 3, colour)
    expect([slow, key1]).toEqual([114, 0xfe])
    // The loop that waits for the line may see it a tick later or earlier.
    expect(Math.abs(fast - 228)).toBeLessThanOrEqual(1)
  })

  it('should copy to VRAM at once, or 16 bytes each HBlank', () => {
    const source = `
      call lcdOff
      ld hl, $c200
      ld b, 64
fill: ld a, b
      ld (hl+), a
      dec b
      jr nz, fill
      ${set('HDMA1', 0xc2)}\n${set('HDMA2', 0)}\n${set('HDMA3', 0x10)}\n${set('HDMA4', 0)}\n${set('HDMA5', 1)}
      ld hl, $c000
      ldh a, (HDMA5)
      ${note}
      ld a, ($9000)
      ${note}
      ld a, ($901f)
      ${note}
      ${set('LCDC', 0x81)}
line: ldh a, (LY)
      cp 5
      jr nz, line
      ${set('HDMA3', 0x12)}\n${set('HDMA4', 0)}\n${set('HDMA5', 0x81)}
      ldh a, (HDMA5)
      ${note}
      nops 255
      ldh a, (HDMA5)
      ${note}
      call lcdOff
      ld a, ($9200)
      ${note}
      jp done`
    expect(results(source, 6, colour)).toEqual([0xff, 64, 33, 1, 0xff, 32])
  })

  /** What the timer, at one tick in 16 clocks, counts while `program` runs, beside what it counts without. */
  const ticks = (program: string, setup = '') => {
    const [count = 0, none = 0] = results(`
      call lcdOff
      ${setup}
      ld hl, $c000
      ${['', '0'].map((empty) => `
      ${set('TAC', 0)}\nxor a\nldh (TIMA), a\nldh (DIV), a\nld a, 5\nldh (TAC), a
      ${empty ? '' : program}
      ldh a, (TIMA)
      ${note}`).join('\n')}
      jp done`, 2, colour)
    return (count - none) & 0xff
  }
  const copy = (blocks: number) => `${set('HDMA1', 0xc2)}\n${set('HDMA2', 0)}\n${set('HDMA3', 0x10)}\n${set('HDMA4', 0)}\n${set('HDMA5', blocks - 1)}`

  it('should hold the CPU for 8 machine cycles a block it copies, 16 at double speed (Pan Docs, "LCD VRAM DMA Transfers")', () => {
    // Eight blocks more: 64 machine cycles of 4 clocks, or 16 ticks; the same time at double speed is 32.
    expect(ticks(copy(9)) - ticks(copy(1))).toBe(16)
    const fast = `${set('KEY1', 1)}\nstop\nnop`
    expect(ticks(copy(9), fast) - ticks(copy(1), fast)).toBe(32)
  })

  it('should keep DIV still while it switches its speed, for 2050 machine cycles in which the lines go on', () => {
    const program = (pause: string) => `
wait: ldh a, (LY)
      cp 10
      jr nz, wait
      ${set('KEY1', 1)}
      ${pause}
      ldh a, (DIV)
      ld ($c000), a
      ldh a, (LY)
      ld ($c001), a
      jp done`
    // 2050 machine cycles at double speed are 4100 dots, or 9 lines less 4 dots.
    const [divider, line = 0] = results(program('stop\nnop'), 2, colour)
    expect(divider).toBe(0)
    expect([18, 19]).toContain(line)
  })

  it('should copy nothing in HBlank while the CPU halts, and stop copying when it is told to', () => {
    const source = `
      call lcdOff
      xor a
      ldh (IE), a
      ${set('HDMA1', 0xc2)}\n${set('HDMA2', 0)}\n${set('HDMA3', 0x10)}\n${set('HDMA4', 0)}
      ${set('LCDC', 0x81)}
line: ldh a, (LY)
      cp 5
      jr nz, line
      ${set('HDMA5', 0x9f)}
four: ldh a, (LY)
      cp 9
      jr nz, four
      ldh a, (HDMA5)
      ld ($c000), a
      xor a
      ldh (IF), a
      ldh (TIMA), a
      ldh (DIV), a
      ld a, 4
      ldh (IE), a
      ld a, 6
      ldh (TAC), a
      halt
      nop
      ldh a, (HDMA5)
      ld ($c001), a
      ${set('HDMA5', 0)}
      ldh a, (HDMA5)
      ld ($c002), a
      jp done`
    // 32 blocks, four lines with one each; the timer wakes the CPU 256 × 64 clocks, 36 lines, later.
    const [before = 0, after = 0, stopped] = results(source, 3, colour)
    expect(before).toBe(27)
    expect(before - after).toBeLessThanOrEqual(1)
    expect(stopped).toBe(0x80 | after)
  })

  it('should draw with its palettes, tile attributes and object order', () => {
    const palette = (index: number, ...colours: number[]) => `${set('BCPS', 0x80 | index)}\n${colours.flatMap((c) => [c & 255, c >> 8]).map((b) => set('BCPD', b)).join('\n')}`
    const objects = (index: number, ...colours: number[]) => palette(index, ...colours).replaceAll('BCP', 'OCP')
    const core = machine(assemble(`
wait: ldh a, (LY)
      cp 145
      jr nz, wait
      xor a
      ldh (LCDC), a
      ${palette(8 * 2, 0x7fff, 0x001f)}\n${palette(0, 0x7c00, 0x03e0)}\n${objects(8, 0, 0x7fff)}
held: ld a, ($c000)
      and a
      jr z, held
      ${set('LCDC', 0x93)}
loop: jr loop`, colour))
    core.advance(0, 3, 'none')
    const rowOf = (bits: number) => Array.from({ length: 16 }, (_, i) => (i & 1 ? 0 : bits))
    core.writeMemory(0x8010, Uint8Array.from(rowOf(0xf0)))
    core.writeMemory(0x9800, Uint8Array.of(1, 1, 1))
    core.writeMemory(0xfe00, Uint8Array.of(16, 24, 1, 1))
    core.writeMemory(0xc000, Uint8Array.of(1))
    core.advance(0, 4, 'last')
    const screen = core.screen()
    const pixel = (x: number) => [...screen.subarray(3 * x, 3 * x + 3)].map((c) => c.toString(16).padStart(2, '0')).join('')
    expect([pixel(0), pixel(3), pixel(4), pixel(7)]).toEqual(['00ff00', '00ff00', '0000ff', '0000ff'])
    expect([pixel(16), pixel(19), pixel(20)]).toEqual(['ffffff', 'ffffff', '0000ff'])
    expect(memoryOf(core, 0xff69, 1)).not.toEqual([0])
  })
})

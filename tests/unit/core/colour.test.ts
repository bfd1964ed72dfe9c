import { describe, expect, it } from 'vitest'
import { assemble } from '../../roms/assemble.ts'
import { machine, memoryOf, results } from './machine.ts'

const colour = { colour: true }
const set = (register: string, value: number) => `ld a, ${value}\nldh (${register}), a`
const note = 'ld (hl+), a'

describe('a Game Boy Color (Pan Docs, "CGB Registers")', () => {
  it('should be chosen by the header, and start with A = 0x11', () => {
    expect(machine(assemble('nop', colour)).info.model).toBe('cgb')
    expect(machine(assemble('nop')).info.model).toBe('dmg')
    expect(results('ld ($c000), a\njp done', 1, colour)).toEqual([0x11])
  })

  it('should keep its registers from a game that is not made for it, and draw it in greys', () => {
    const core = machine(assemble(`ld a, 2\nldh (SVBK), a\nldh a, (SVBK)\nld ($c000), a\nloop: jr loop`), 'cgb')
    core.advance(0, 3, 'last')
    expect([core.info.model, ...memoryOf(core, 0xc000, 1)]).toEqual(['cgb', 0xff])
    expect([...core.screen().subarray(0, 3)]).toEqual([255, 255, 255])
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

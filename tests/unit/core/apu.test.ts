import { describe, expect, it } from 'vitest'
import { assemble } from '../../roms/assemble.ts'
import { machine, memoryOf, results } from './machine.ts'

const write = (register: string, value: number) => `ld a, ${value}\nldh (${register}), a`
const note = 'ldh a, (NR52)\nand $0f\nld (hl+), a'

describe('the APU as the CPU sees it (Pan Docs, "Audio Registers" and "Audio Details")', () => {
  it('should read registers with their write-only bits set, and clear them when it is switched off', () => {
    const program = `${write('NR52', 0)}\n${write('NR52', 0x80)}\nldh a, (NR11)\nld ($c000), a\nldh a, (NR12)\nld ($c001), a
      ${write('NR12', 0xa3)}\nldh a, (NR12)\nld ($c002), a\n${write('NR52', 0)}\nldh a, (NR12)\nld ($c003), a\nldh a, (NR52)\nld ($c004), a\njp done`
    expect(results(program, 5)).toEqual([0x3f, 0, 0xa3, 0, 0x70])
  })

  it('should end a channel when its length has run out', () => {
    // Length 63 - 62 = 2 steps at 256 Hz: between one and two of 16384 clocks after the trigger.
    const rom = assemble(`${write('NR52', 0)}\n${write('NR52', 0x80)}\n${write('NR12', 0xf0)}\n${write('NR11', 0x3e)}\n${write('NR14', 0xc0)}
      loop: ldh a, (NR52)\nand 1\nld ($c000), a\nld hl, $c002\nadd a, (hl)\nld (hl), a\njr loop`)
    const core = machine(rom)
    core.runToBreak(0, 1, [{ address: 0xc000, is: 'equal', value: 1 }])
    expect(memoryOf(core, 0xff26, 1)).toEqual([0xf1])
    core.advance(0, 1, 'none')
    expect(memoryOf(core, 0xff26, 1)).toEqual([0xf0])
  })

  it('should not start a channel without its DAC, and stop it with the DAC', () => {
    const program = `ld hl, $c000\n${write('NR52', 0)}\n${write('NR52', 0x80)}\n${write('NR12', 0)}\n${write('NR14', 0x80)}\n${note}
      ${write('NR12', 0xf0)}\n${write('NR14', 0x80)}\n${note}\n${write('NR12', 0x07)}\n${note}\njp done`
    expect(results(program, 3)).toEqual([0, 1, 0])
  })

  it('should end channel 1 when a trigger finds that its sweep overflows', () => {
    const sweep = (low: number, high: number) => `${write('NR13', low)}\n${write('NR14', 0x80 | high)}\n${note}`
    const program = `ld hl, $c000\n${write('NR52', 0)}\n${write('NR52', 0x80)}\n${write('NR12', 0xf0)}\n${write('NR10', 0x11)}
      ${sweep(0xff, 7)}\n${sweep(0x55, 5)}\n${sweep(0x56, 5)}\njp done`
    // 0x555 + 0x2AA = 0x7FF is still a period, 0x556 + 0x2AB is not.
    expect(results(program, 3)).toEqual([0, 1, 0])
  })

  it('should make sound only when asked, 48,000 samples a second', () => {
    const rom = assemble(`${write('NR52', 0x80)}\n${write('NR11', 0x80)}\n${write('NR12', 0xf0)}\n${write('NR13', 0x83)}\n${write('NR14', 0x87)}\nloop: jr loop`)
    const loud = machine(rom, 'dmg', true)
    loud.advance(0, 1, 'none')
    loud.samples()
    loud.advance(0, 10, 'none')
    const samples = loud.samples()
    expect(samples.length / 2).toBeGreaterThan(8030)
    expect(samples.length / 2).toBeLessThan(8042)
    // 131072 / (2048 - 0x783) = 1048.6 Hz: its sign changes 2097 times a second.
    const left = Array.from({ length: samples.length / 2 }, (_, i) => samples[2 * i] ?? 0).slice(4000)
    const changes = left.filter((value, i) => i > 0 && (value < 0) !== ((left[i - 1] ?? 0) < 0)).length
    expect(changes / (left.length / 48_000)).toBeGreaterThan(2050)
    expect(changes / (left.length / 48_000)).toBeLessThan(2150)
    expect(machine(rom).samples()).toHaveLength(0)
  })
})

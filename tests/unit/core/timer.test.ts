import { describe, expect, it } from 'vitest'
import { results } from './machine.ts'

/**
 * Resets DIV at clock 0 and starts the timer with `tac` at clock 20, TIMA at `tima`, TMA at 0x20; then
 * runs `program` from clock 24 on, whose A is the result. LDH accesses its register 8 clocks after it starts.
 */
function timed(tac: number, tima: number, program: string): number | undefined {
  return results(`
    xor a
    ldh (TAC), a
    ldh (IF), a
    ld a, ${tima}
    ldh (TIMA), a
    ld a, $20
    ldh (TMA), a
    ldh (DIV), a
    ld a, ${tac}
    ldh (TAC), a
    ${program}
    ld ($c000), a
    jp done`, 1)[0]
}

/** Reads TIMA at clock 32 + 4 × nops. */
const after = (nops: number) => `nops ${nops}\nldh a, (TIMA)`
/** Writes 0x80 at clock 40 + 4 × nops and reads TIMA 12 clocks later. */
const written = (register: string, nops: number) => timed(5, 0xfe, `ld a, $80\nnops ${nops}\nldh (${register}), a\nldh a, (TIMA)`)

describe('the timer (Pan Docs, "Timer and Divider Registers" and "Timer Obscure Behaviour")', () => {
  it('should count every 16, 64, 256 or 1024 clocks, as TAC says', () => {
    expect([timed(5, 0, after(0)), timed(5, 0, after(3)), timed(5, 0, after(4))]).toEqual([1, 1, 2])
    expect([timed(6, 0, after(7)), timed(6, 0, after(8))]).toEqual([0, 1])
    expect([timed(7, 0, after(55)), timed(7, 0, after(56))]).toEqual([0, 1])
    expect([timed(4, 0, after(247)), timed(4, 0, after(248))]).toEqual([0, 1])
  })

  it('should read 0 for one machine cycle after it overflows, then TMA', () => {
    expect([3, 4, 5, 8, 9].map((nops) => timed(5, 0xfe, after(nops)))).toEqual([0xff, 0, 0x20, 0x21, 0x21])
  })

  it('should request its interrupt together with the reload', () => {
    expect([4, 5].map((nops) => timed(5, 0xfe, `nops ${nops}\nldh a, (IF)`))).toEqual([0xe0, 0xe4])
  })

  it('should give up the reload when TIMA is written in the cycle between, and ignore a write in that of the reload', () => {
    // At clocks 44 (a tick follows), 48 (the cycle between), 52 (the reload; a tick follows), 56.
    expect([1, 2, 3, 4].map((nops) => written('TIMA', nops))).toEqual([0x81, 0x80, 0x21, 0x81])
  })

  it('should follow TMA in the cycle of the reload', () => {
    expect([2, 3, 4].map((nops) => written('TMA', nops))).toEqual([0x80, 0x81, 0x21])
  })

  it('should tick when a write to DIV or TAC lets its bit fall', () => {
    // The bit is set in the second 8 of 16 clocks.
    const reset = (nops: number) => timed(5, 0, `nops ${nops}\nldh (DIV), a\nldh a, (TIMA)`)
    expect([0, 1, 2, 3, 4].map(reset)).toEqual([1, 1, 2, 2, 2])
    const stopped = (nops: number) => timed(5, 0, `ld a, 0\nnops ${nops}\nldh (TAC), a\nldh a, (TIMA)`)
    expect([0, 1, 2, 3, 4].map(stopped)).toEqual([2, 2, 2, 2, 3])
  })

  it('should show the divider a boot ROM leaves: it reaches 0xAC00 52 clocks after the start', () => {
    const divider = (nops: number) => results(`nops ${nops}\nldh a, (DIV)\nld ($c000), a\njp done`, 1)[0]
    expect([divider(5), divider(6)]).toEqual([0xab, 0xac])
  })
})

import { describe, expect, it } from 'vitest'
import { results } from './machine.ts'

const TIMER = `xor a
    ldh (IF), a
    ld a, 4
    ldh (IE), a`

describe('interrupts (Pan Docs, "Interrupts" and "halt")', () => {
  it('should be taken after the instruction that follows EI', () => {
    // The handler at 0x50 stores B; without the delay it would store 0.
    const source = `
      ld sp, $dff0
      ld b, 0
      ld a, 4
      ldh (IE), a
      ldh (IF), a
      ei
      inc b
      inc b
      jp done
      org $50
      ld a, b
      ld ($c000), a
      jp done
      org $1000`
    expect(results(source, 1)).toEqual([1])
  })

  it('should not be taken when DI follows EI', () => {
    const source = `
      ld sp, $dff0
      ld a, 4
      ldh (IE), a
      ldh (IF), a
      ei
      di
      ld a, 7
      ld ($c000), a
      jp done
      org $50
      jp done
      org $1000`
    expect(results(source, 1)).toEqual([7])
  })

  it('should serve the lowest bit first and clear only its request', () => {
    const handler = (at: string, value: number) => `
      org ${at}
      ld a, ${value}
      ld (hl+), a
      ldh a, (IF)
      ld (hl+), a
      reti`
    const source = `
      ld sp, $dff0
      ld hl, $c000
      ld a, $1f
      ldh (IE), a
      ld a, $14
      ldh (IF), a
      ei
      nop
      nop
      di
      jp done
      ${handler('$50', 3)}
      ${handler('$60', 5)}
      org $1000`
    expect(results(source, 4)).toEqual([3, 0xf0, 5, 0xe0])
  })

  it('should be cancelled, with a jump to 0, when the push of the high byte switches it off in IE', () => {
    // SP is 0, so PC's high byte (0x02) lands on IE and switches the timer's interrupt off.
    const source = `
      jp high
      org $0000
      ld a, 9
      ld ($c000), a
      ldh a, (IF)
      ld ($c001), a
      ld sp, $dff0
      jp done
      org $50
      ld a, 1
      ld ($c000), a
      jp done
      org $0280
high: ld sp, $0000
      ld a, 4
      ldh (IF), a
      ldh (IE), a
      ei
      nop
      nop
      jp done
      org $1000`
    expect(results(source, 2)).toEqual([9, 0xe4])
  })

  it('should still be served when the push of the low byte switches it off in IE', () => {
    // SP is 1, so PC's low byte lands on IE when the choice has been made.
    const source = `
      jp high
      org $50
      ld a, 1
      ld ($c000), a
      ldh a, (IE)
      ld ($c001), a
      ld sp, $dff0
      jp done
      org $02f0
high: ld sp, $0001
      ld a, 4
      ldh (IF), a
      ldh (IE), a
      ei
      nop
      nop
      jp done
      org $1000`
    // EI is at 0x2F9, the instruction after it at 0x2FA, so 0xFB is pushed.
    expect(results(source, 2)).toEqual([1, 0xfa + 1])
  })

  it('should take five machine cycles to dispatch', () => {
    // DIV is reset at clock 0, the timer started at 20, IF written at 44; the first read in the handler
    // is at 48 + 20 + 8 = 76 clocks, and TIMA ticks at 32, 48, 64 and 80.
    const ticks = (nops: number) => results(`
      ld sp, $dff0
      ld a, 4
      ldh (IE), a
      xor a
      ldh (TIMA), a
      ldh (IF), a
      ldh (DIV), a
      ld a, 5
      ldh (TAC), a
      ei
      ld a, 4
      ldh (IF), a
      jp done
      org $50
      nops ${nops}
      ldh a, (TIMA)
      ld ($c000), a
      jp done
      org $1000`, 1)[0]
    expect([ticks(0), ticks(1), ticks(4), ticks(5)]).toEqual([3, 4, 4, 5])
  })

  it('should fetch the byte after HALT twice when one is pending and IME is off', () => {
    const source = `
      ${TIMER}
      ldh (IF), a
      xor a
      halt
      inc a
      ld ($c000), a
      jp done`
    expect(results(source, 1)).toEqual([2])
  })

  it('should end a HALT with IME off without being taken', () => {
    const source = `
      ${TIMER}
      ld a, $f0
      ldh (TIMA), a
      ld a, 5
      ldh (TAC), a
      halt
      nop
      ldh a, (IF)
      ld ($c000), a
      jp done
      org $50
      jp done
      org $1000`
    expect(results(source, 1)).toEqual([0xe4])
  })

  it('should return to a HALT that follows EI, when one was pending', () => {
    // The handler sees the address of the HALT as its return address.
    const source = `
      ld sp, $dff0
      ld a, 4
      ldh (IE), a
      ldh (IF), a
      ei
here: halt
      nop
      org $50
      pop hl
      ld de, here
      ld a, l
      sub e
      ld ($c000), a
      jp done
      org $1000`
    expect(results(source, 1)).toEqual([0])
  })
})

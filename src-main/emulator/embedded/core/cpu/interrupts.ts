import { machine as m } from '../machine'
import { catchUp, interruptsChanged } from '../events'

/** Pan Docs, "Interrupts": EI takes effect after the instruction that follows it. */
export function delayInterrupts(now: i32): void {
  if (m.ei) return
  m.ei = 1
  interruptsChanged()
}

/** RETI switches interrupts on at once. */
export function enableInterrupts(now: i32): void {
  m.ei = 0
  m.ime = 1
  interruptsChanged()
}

export function disableInterrupts(): void {
  m.ime = 0
  m.ei = 0
}

/**
 * Pan Docs, "halt": with IME off and an interrupt pending, HALT does not halt, and the byte after it
 * is fetched twice. Right after EI the interrupt is taken instead, and returns to the HALT: then the
 * answer is true and PC must not move.
 */
export function halt(now: i32): bool {
  catchUp(now)
  interruptsChanged()
  const pending = m.requests & m.enabled() & 0x1f
  if (m.ime || !pending) {
    m.halted = 1
    return false
  }
  if (m.ei) return true
  m.haltBug = 1
  return false
}

import { machine as m } from './machine'
import { IO } from './layout'
import { catchUp, interruptsChanged } from './events'
import { readJoypad } from './joypad'
import { dividerWillReset } from './apu/sequencer'
import { writeDivider } from './timer'
import { switchSpeed } from './colour'

/**
 * Pan Docs, "Using the STOP Instruction". On a CGB that has armed KEY1 it switches the speed.
 * Otherwise the machine stands still, clocks and all, until a selected button is pressed; frames that
 * are asked for meanwhile take no emulated time. The answer is how many bytes follow the opcode.
 */
export function stop(now: i32): i32 {
  catchUp(now)
  interruptsChanged()
  const pending = m.requests & m.enabled() & 0x1f
  if ((readJoypad() & 0xf) != 0xf) {
    if (!pending) m.halted = 1
    return pending ? 0 : 1
  }
  dividerWillReset(now)
  writeDivider(now)
  if (m.cgb && load<u8>(IO + 0x4d) & 1) switchSpeed(now)
  else m.stopped = 1
  return pending ? 0 : 1
}

/** An opcode that does not exist: the CPU stands still for good, the rest of the console goes on. */
export function hang(now: i32): void {
  m.hung = 1
  interruptsChanged()
}

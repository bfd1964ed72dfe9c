import { machine as m } from './machine'
import { IO } from './layout'
import { interruptsChanged, request } from './events'

/** Pan Docs, "Joypad Input". `m.buttons` has a bit set for each button that is held. */
const P1 = IO

/** The four input lines, 0 = pressed, for what the game has selected in P1. */
export function readJoypad(): i32 {
  const select = <i32>load<u8>(P1)
  let lines = 0
  if (!(select & 0x20)) lines |= m.buttons & 0xf
  if (!(select & 0x10)) lines |= m.buttons >>> 4
  return 0xc0 | (select & 0x30) | (lines ^ 0xf)
}

/** A line that falls requests the joypad interrupt. */
function compare(before: i32): void {
  if (before & ~readJoypad() & 0xf) {
    request(16)
    interruptsChanged()
  }
}

export function writeJoypad(value: i32): void {
  const before = readJoypad()
  store<u8>(P1, <u8>(value & 0x30))
  compare(before)
}

/** Takes the buttons held from now on: A 1, B 2, Select 4, Start 8, Right 16, Left 32, Up 64, Down 128. */
export function press(buttons: i32): void {
  const before = readJoypad()
  m.buttons = buttons & 0xff
  compare(before)
}

import { machine as m } from '../machine'
import { IO } from '../layout'

/** Pan Docs, "Audio Details" (pulse channel with sweep): channel 1's period slides, and overflow ends the channel. */
const NR10 = IO + 0x10
const NR13 = IO + 0x13
const NR14 = IO + 0x14

export function triggerSweep(): void {
  const control = <i32>load<u8>(NR10)
  m.sweepShadow = <i32>load<u8>(NR13) | ((<i32>load<u8>(NR14) & 7) << 8)
  m.sweepTimer = (control >> 4) & 7 ? (control >> 4) & 7 : 8
  m.sweepOn = control & 0x77 ? 1 : 0
  m.sweepNegated = 0
  if (control & 7) slide(control)
}

/** The next period; above 2047 the channel goes off. */
function slide(control: i32): i32 {
  const delta = m.sweepShadow >> (control & 7)
  if (control & 8) {
    m.sweepNegated = 1
    return m.sweepShadow - delta
  }
  const period = m.sweepShadow + delta
  if (period > 2047) m.channel1 = 0
  return period
}

export function clockSweep(): void {
  if (--m.sweepTimer > 0) return
  const control = <i32>load<u8>(NR10)
  const pace = (control >> 4) & 7
  m.sweepTimer = pace ? pace : 8
  if (!m.sweepOn || !pace) return
  const period = slide(control)
  if (period > 2047 || !(control & 7)) return
  m.sweepShadow = period
  store<u8>(NR13, <u8>period)
  store<u8>(NR14, <u8>((load<u8>(NR14) & 0xf8) | (period >> 8)))
  slide(control)
}

/** Leaving the downward direction after it was used once since the trigger ends the channel. */
export function clockSweepCheck(before: i32): void {
  if (before & 8 && !(load<u8>(NR10) & 8) && m.sweepNegated) m.channel1 = 0
}

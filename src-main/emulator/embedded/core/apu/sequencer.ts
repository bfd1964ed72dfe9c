import { machine as m } from '../machine'
import { IO } from '../layout'
import { divider } from '../timer'
import { clockSweep } from './sweep'
import { synthesize } from './synth'

/**
 * Pan Docs, "Audio Details" (DIV-APU): each fall of a bit of the divider, 512 times a second, is a
 * step: lengths at every second one, sweep at every fourth, envelopes at every eighth. The steps that
 * are due are run when the CPU looks at the APU, and at the end of a frame.
 */

@inline
function stepShift(): i32 {
  return 13 + m.fast
}

/** The divider stands still for `clocks`. */
export function holdApu(clocks: i32): void {
  m.apuAt += clocks
}

export function catchUpApu(now: i32): void {
  if (now < m.apuAt) return
  const shift = stepShift()
  let steps = ((now - m.dividerBase) >> shift) - ((m.apuAt - m.dividerBase) >> shift)
  let next = ((((m.apuAt - m.dividerBase) >> shift) + 1) << shift) + m.dividerBase
  while (steps-- > 0) {
    synthesize(next)
    step()
    next += 1 << shift
  }
  synthesize(now)
  m.apuAt = now
}

/** DIV is about to become 0: if the bit is set, it falls. */
export function dividerWillReset(now: i32): void {
  catchUpApu(now)
  if (divider(now) & (1 << (stepShift() - 1))) step()
}

function step(): void {
  if (!m.apuOn) return
  const step = m.apuStep
  m.apuStep = (step + 1) & 7
  if (!(step & 1)) clockLengths()
  if ((step & 3) == 2) clockSweep()
  if (step == 7) clockEnvelopes()
}

function clockLengths(): void {
  if (load<u8>(IO + 0x14) & 0x40 && m.length1 && !--m.length1) m.channel1 = 0
  if (load<u8>(IO + 0x19) & 0x40 && m.length2 && !--m.length2) m.channel2 = 0
  if (load<u8>(IO + 0x1e) & 0x40 && m.length3 && !--m.length3) m.channel3 = 0
  if (load<u8>(IO + 0x23) & 0x40 && m.length4 && !--m.length4) m.channel4 = 0
}

function clockEnvelopes(): void {
  const control1 = <i32>load<u8>(IO + 0x12)
  if (control1 & 7 && --m.envelope1 <= 0) {
    m.envelope1 = control1 & 7
    m.volume1 = changed(m.volume1, control1)
  }
  const control2 = <i32>load<u8>(IO + 0x17)
  if (control2 & 7 && --m.envelope2 <= 0) {
    m.envelope2 = control2 & 7
    m.volume2 = changed(m.volume2, control2)
  }
  const control4 = <i32>load<u8>(IO + 0x21)
  if (control4 & 7 && --m.envelope4 <= 0) {
    m.envelope4 = control4 & 7
    m.volume4 = changed(m.volume4, control4)
  }
}

@inline
function changed(volume: i32, control: i32): i32 {
  return control & 8 ? min(15, volume + 1) : max(0, volume - 1)
}

export function rebaseApu(frame: i32): void {
  catchUpApu(m.now)
  m.apuAt -= frame
}

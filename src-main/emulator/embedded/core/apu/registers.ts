import { machine as m } from '../machine'
import { IO } from '../layout'
import { catchUpApu } from './sequencer'
import { clockSweepCheck, triggerSweep } from './sweep'

/** Pan Docs, "Audio Registers": 0xFF10–0xFF3F. What the CPU can read of the APU is exact. */
const NR52: i32 = 0x26

/** Bits that read as 1, for 0xFF10–0xFF2F. */
const READ_ONES: StaticArray<u8> = [
  0x80, 0x3f, 0x00, 0xff, 0xbf, 0xff, 0x3f, 0x00, 0xff, 0xbf, 0x7f, 0xff, 0x9f, 0xff, 0xbf, 0xff,
  0xff, 0x00, 0x00, 0xbf, 0x00, 0x00, 0x70, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
]

export function readApu(low: i32, now: i32): i32 {
  catchUpApu(now)
  if (low == NR52)
    return 0x70 | (m.apuOn << 7) | m.channel1 | (m.channel2 << 1) | (m.channel3 << 2) | (m.channel4 << 3)
  // While channel 3 plays, a DMG lets the CPU at wave RAM in the moment of its own fetch only.
  if (low >= 0x30) return m.channel3 ? 0xff : <i32>load<u8>(IO + low)
  return <i32>load<u8>(IO + low) | <i32>unchecked(READ_ONES[low - 0x10])
}

export function writeApu(low: i32, value: i32, now: i32): void {
  catchUpApu(now)
  if (low >= 0x30) {
    if (!m.channel3) store<u8>(IO + low, <u8>value)
    return
  }
  if (low == NR52) {
    power(value >> 7)
    return
  }
  if (!m.apuOn) {
    // Off, a DMG still takes lengths.
    if (!m.cgb) writeLength(low, value)
    return
  }
  const before = <i32>load<u8>(IO + low)
  store<u8>(IO + low, <u8>value)
  writeLength(low, value)
  switch (low) {
    case 0x10: clockSweepCheck(before); break
    case 0x12: if (!(value & 0xf8)) m.channel1 = 0; break
    case 0x17: if (!(value & 0xf8)) m.channel2 = 0; break
    case 0x1a: if (!(value & 0x80)) m.channel3 = 0; break
    case 0x21: if (!(value & 0xf8)) m.channel4 = 0; break
    case 0x14: control1(before, value); break
    case 0x19: control2(before, value); break
    case 0x1e: control3(before, value); break
    case 0x23: control4(before, value); break
  }
}

function power(on: i32): void {
  if (m.apuOn == on) return
  m.apuOn = on
  m.apuStep = 0
  if (on) return
  memory.fill(IO + 0x10, 0, NR52 - 0x10)
  m.channel1 = m.channel2 = m.channel3 = m.channel4 = 0
  if (m.cgb) m.length1 = m.length2 = m.length3 = m.length4 = 0
}

function writeLength(low: i32, value: i32): void {
  switch (low) {
    case 0x11: m.length1 = 64 - (value & 63); break
    case 0x16: m.length2 = 64 - (value & 63); break
    case 0x1b: m.length3 = 256 - value; break
    case 0x20: m.length4 = 64 - (value & 63); break
  }
}

/**
 * What NRx4 does to a length counter (Pan Docs, "Audio Details", obscure behaviour): switching it on
 * in the half of the sequencer that does not clock lengths clocks it once at once. Bit 16 of the
 * answer says that the channel goes off, the rest is the counter.
 */
function lengthControl(before: i32, value: i32, length: i32, full: i32): i32 {
  const extra = (m.apuStep & 1) != 0
  let off = 0
  if (extra && !(before & 0x40) && value & 0x40 && length) {
    length--
    if (!length && !(value & 0x80)) off = 1 << 16
  }
  if (value & 0x80 && !length) length = extra && value & 0x40 ? full - 1 : full
  return length | off
}

function control1(before: i32, value: i32): void {
  const result = lengthControl(before, value, m.length1, 64)
  m.length1 = result & 0xffff
  if (result >> 16) m.channel1 = 0
  if (!(value & 0x80)) return
  const envelope = <i32>load<u8>(IO + 0x12)
  m.channel1 = envelope & 0xf8 ? 1 : 0
  m.volume1 = envelope >> 4
  m.envelope1 = envelope & 7
  triggerSweep()
}

function control2(before: i32, value: i32): void {
  const result = lengthControl(before, value, m.length2, 64)
  m.length2 = result & 0xffff
  if (result >> 16) m.channel2 = 0
  if (!(value & 0x80)) return
  const envelope = <i32>load<u8>(IO + 0x17)
  m.channel2 = envelope & 0xf8 ? 1 : 0
  m.volume2 = envelope >> 4
  m.envelope2 = envelope & 7
}

function control3(before: i32, value: i32): void {
  const result = lengthControl(before, value, m.length3, 256)
  m.length3 = result & 0xffff
  if (result >> 16) m.channel3 = 0
  if (value & 0x80) m.channel3 = load<u8>(IO + 0x1a) >> 7
}

function control4(before: i32, value: i32): void {
  const result = lengthControl(before, value, m.length4, 64)
  m.length4 = result & 0xffff
  if (result >> 16) m.channel4 = 0
  if (!(value & 0x80)) return
  const envelope = <i32>load<u8>(IO + 0x21)
  m.channel4 = envelope & 0xf8 ? 1 : 0
  m.volume4 = envelope >> 4
  m.envelope4 = envelope & 7
}

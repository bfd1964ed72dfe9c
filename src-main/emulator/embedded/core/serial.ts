import { machine as m, NEVER } from './machine'
import { IO } from './layout'
import { divider } from './timer'
import { request, reschedule } from './events'

/**
 * Pan Docs, "Serial Data Transfer (Link Cable)", with no cable in: every bit that comes in is 1, and
 * a transfer with an external clock never ends.
 */
const SB = IO + 0x01
const SC = IO + 0x02

/** Clocks per bit as a power of two: 8192 Hz, or 32 times that on a CGB that asks for it. */
@inline
function bitShift(): i32 {
  return m.cgb && load<u8>(SC) & 2 ? 4 : 9
}

export function writeSc(value: i32, now: i32): void {
  settleSerial(now)
  store<u8>(SC, <u8>(value & (m.cgb ? 0x83 : 0x81)))
  m.serialAt = NEVER
  if ((value & 0x81) == 0x81) {
    // The bit clock is the divider's, so the first bit is shorter than the others.
    const shift = bitShift()
    const phase = divider(now) & ((1 << (shift - 1)) - 1)
    m.serialAt = now - phase + (8 << shift)
  }
  reschedule()
}

/** SB as it is at `now`: bits shifted in so far are 1. */
export function readSb(now: i32): i32 {
  const value = <i32>load<u8>(SB)
  if (m.serialAt == NEVER) return value
  const shift = bitShift()
  const left = min(8, (m.serialAt - now + (1 << shift) - 1) >> shift)
  return ((value << (8 - left)) | ((1 << (8 - left)) - 1)) & 0xff
}

/** Leaves in SB what a transfer that is broken off has shifted so far. */
export function settleSerial(now: i32): void {
  store<u8>(SB, <u8>readSb(now))
}

export function writeSb(value: i32): void {
  store<u8>(SB, <u8>value)
}

export function serialEvent(): void {
  store<u8>(SB, 0xff)
  store<u8>(SC, load<u8>(SC) & 0x7f)
  m.serialAt = NEVER
  request(8)
}

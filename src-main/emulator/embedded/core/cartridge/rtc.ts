import { machine as m } from '../machine'

/**
 * Pan Docs, "The Clock Counter Registers". The clock counts emulated time, not the computer's, so that
 * a run repeats. Days are 9 bits; the flags are bit 6 (stopped) and bit 7 (the days have overflowed).
 */
const SECOND: i32 = 4194304

/** Counts up to `now`. */
export function countRtc(now: i32): void {
  const dots = (now - m.rtcAt) >> m.fast
  m.rtcAt = now
  if (m.rtcFlags & 0x40) return
  m.rtcDots += dots
  while (m.rtcDots >= SECOND) {
    m.rtcDots -= SECOND
    second()
  }
}

/** A register above its range counts on to the end of its bits without a carry. */
function second(): void {
  m.rtcSeconds = (m.rtcSeconds + 1) & 63
  if (m.rtcSeconds != 60) return
  m.rtcSeconds = 0
  m.rtcMinutes = (m.rtcMinutes + 1) & 63
  if (m.rtcMinutes != 60) return
  m.rtcMinutes = 0
  m.rtcHours = (m.rtcHours + 1) & 31
  if (m.rtcHours != 24) return
  m.rtcHours = 0
  m.rtcDays = (m.rtcDays + 1) & 511
  if (!m.rtcDays) m.rtcFlags |= 0x80
}

export function latchRtc(now: i32): void {
  countRtc(now)
  const flags = m.rtcFlags | (m.rtcDays >> 8)
  m.rtcLatched = <u64>m.rtcSeconds | (<u64>m.rtcMinutes << 8) | (<u64>m.rtcHours << 16) | (<u64>(m.rtcDays & 0xff) << 24) | (<u64>flags << 32)
}

export function setRtc(register: i32, value: i32, now: i32): void {
  countRtc(now)
  if (register == 0) {
    m.rtcSeconds = value & 63
    m.rtcDots = 0
  } else if (register == 1) m.rtcMinutes = value & 63
  else if (register == 2) m.rtcHours = value & 31
  else if (register == 3) m.rtcDays = (m.rtcDays & 0x100) | value
  else {
    m.rtcDays = (m.rtcDays & 0xff) | ((value & 1) << 8)
    m.rtcFlags = value & 0xc0
  }
}

export function rebaseRtc(frame: i32): void {
  countRtc(m.now)
  m.rtcAt -= frame
}

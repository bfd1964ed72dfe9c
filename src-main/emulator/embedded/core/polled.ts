import { machine as m, NEVER } from './machine'
import { dotAt, FRAME_DOTS, LINE, lcdOn, MODE2_START, MODE3_START, mode3End } from './ppu/timing'

/**
 * The earliest time after `now` at which the CPU could read something else from `address`, if nothing
 * but the passing of time happens before the next event.
 */
export function nextChange(address: i32, now: i32): i32 {
  if (address == 0xff44) return lcdOn() ? timeOf(nextLy(dotAt(now))) : NEVER
  if (address == 0xff41) return lcdOn() ? timeOf(nextStat(dotAt(now))) : NEVER
  // Memory, the joypad and interrupt requests change in events only.
  return NEVER
}

/** The first CPU clock at or after `dot`. */
@inline
function timeOf(dot: i32): i32 {
  return m.lcdBase + (dot << m.fast)
}

function nextLy(dot: i32): i32 {
  if (dot >= 153 * LINE) return dot < 153 * LINE + 4 ? 153 * LINE + 4 : FRAME_DOTS + LINE
  return (dot / LINE + 1) * LINE
}

/** The next change of mode or of the comparison with LYC; early is allowed, late is not. */
function nextStat(dot: i32): i32 {
  const line = dot / LINE
  const start = line * LINE
  const x = dot - start
  if (line == 153 && x < 12) return start + ((x >> 2) + 1) * 4
  if (x < MODE2_START) return start + MODE2_START
  if (line >= 144) return start + LINE
  if (x < MODE3_START) return start + MODE3_START
  const end = mode3End(line)
  return start + (x < end ? end : LINE)
}

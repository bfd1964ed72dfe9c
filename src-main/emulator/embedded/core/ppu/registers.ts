import { machine as m } from '../machine'
import { IO } from '../layout'
import { mapVram } from '../pages'
import { comparedLine, dotAt, LCDC, lcdOn, lyAt, LYC, modeAt, STAT } from './timing'
import { forgetPpu, pictureWillChange, ppuWillChange, startWindow } from './catchup'
import { schedulePpu, statLineAt, statWriteGlitch, statWritten } from './events'
import { restartDrawing } from './draw'

/** Pan Docs, "LCD Control", "LCD Status Registers" and "LCD Position and Scrolling": 0xFF40–0xFF4B. */
export function readPpu(low: i32, now: i32): i32 {
  if (low == 0x41) return readStat(now)
  if (low == 0x44) return lcdOn() ? lyAt(dotAt(now)) : 0
  return <i32>load<u8>(IO + low)
}

function readStat(now: i32): i32 {
  const stat = 0x80 | <i32>load<u8>(STAT)
  // While the LCD is off, the comparison keeps what it was (written to bit 2 when it went off).
  if (!lcdOn()) return stat
  const dot = dotAt(now)
  return (stat & 0xf8) | modeAt(dot) | (comparedLine(dot) == load<u8>(LYC) ? 4 : 0)
}

export function writePpu(low: i32, value: i32, now: i32): void {
  switch (low) {
    case 0x40: writeLcdc(value, now); break
    case 0x41: writeStat(value, now); break
    case 0x44: break
    case 0x45: writeLyc(value, now); break
    // The picture alone depends on SCY and the palettes.
    case 0x42: case 0x47: case 0x48: case 0x49:
      pictureWillChange(now)
      store<u8>(IO + low, <u8>value)
      break
    default:
      ppuWillChange(now)
      store<u8>(IO + low, <u8>value)
      // The end of mode 3 may have moved.
      if (lcdOn()) schedulePpu(dotAt(now))
  }
}

function writeStat(value: i32, now: i32): void {
  const enabled = value & 0x78
  if (!lcdOn()) {
    store<u8>(STAT, <u8>((load<u8>(STAT) & 4) | enabled))
    return
  }
  const dot = dotAt(now)
  const before = statLineAt(dot)
  statWriteGlitch(before, dot)
  store<u8>(STAT, <u8>enabled)
  statWritten(before, dot)
}

function writeLyc(value: i32, now: i32): void {
  if (!lcdOn()) {
    store<u8>(LYC, <u8>value)
    return
  }
  const dot = dotAt(now)
  const before = statLineAt(dot)
  store<u8>(LYC, <u8>value)
  statWritten(before, dot)
}

function writeLcdc(value: i32, now: i32): void {
  const was = lcdOn()
  const is = (value & 0x80) != 0
  if (was && is) {
    ppuWillChange(now)
    store<u8>(LCDC, <u8>value)
    schedulePpu(dotAt(now))
  } else if (was) switchOff(value, now)
  else {
    store<u8>(LCDC, <u8>value)
    if (is) switchOn(now)
  }
}

/** LY and the mode are 0 while the LCD is off; the comparison stays as it was. */
function switchOff(value: i32, now: i32): void {
  const dot = dotAt(now)
  pictureWillChange(now)
  const equal = comparedLine(dot) == load<u8>(LYC) ? 4 : 0
  store<u8>(LCDC, <u8>value)
  store<u8>(STAT, <u8>((load<u8>(STAT) & 0x78) | equal))
  mapVram(m.vramBank, false)
  schedulePpu(0)
}

/** Line 0 starts four dots in, without a mode 2 (Pan Docs, "LCDC.7 — LCD enable"), and its frame is not shown. */
function switchOn(now: i32): void {
  const before = (load<u8>(STAT) & 4) != 0 && (load<u8>(STAT) & 0x40) != 0
  store<u8>(STAT, <u8>(load<u8>(STAT) & 0x78))
  m.lcdBase = now - (4 << m.fast)
  m.firstLine = 1
  m.blankFrame = 1
  m.fixedLine = -1
  forgetPpu()
  startWindow()
  mapVram(m.vramBank, true)
  restartDrawing()
  statWritten(before, 4)
}

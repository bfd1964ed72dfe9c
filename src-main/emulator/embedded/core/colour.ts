import { machine as m, NEVER } from './machine'
import { IO, PALETTES } from './layout'
import { mapVram, mapWram, vramGuarded } from './pages'
import { dotAt, lcdOn, vramBlocked } from './ppu/timing'
import { pictureWillChange } from './ppu/catchup'
import { schedulePpu } from './ppu/events'
import { readHdma, writeHdma } from './hdma'
import { countRtc } from './cartridge/rtc'
import { reschedule } from './events'
import { holdTimer } from './timer'
import { holdApu } from './apu/sequencer'

/** Pan Docs, "CGB Registers": 0xFF4C–0xFF7F, on a CGB only. */
export function readColour(low: i32, now: i32): i32 {
  switch (low) {
    case 0x4d: return (m.fast << 7) | (<i32>load<u8>(IO + 0x4d) & 1) | 0x7e
    case 0x4f: return m.vramBank | 0xfe
    case 0x55: return readHdma()
    case 0x56: return <i32>load<u8>(IO + 0x56) | 0x3e
    case 0x68: case 0x6a: return <i32>load<u8>(IO + low) | 0x40
    case 0x69: return readPalette(0x68, 0, now)
    case 0x6b: return readPalette(0x6a, 64, now)
    case 0x6c: return <i32>load<u8>(IO + low) | 0xfe
    case 0x70: return <i32>load<u8>(IO + 0x70) | 0xf8
    case 0x72: case 0x73: case 0x74: return <i32>load<u8>(IO + low)
    case 0x75: return <i32>load<u8>(IO + low) | 0x8f
    case 0x76: case 0x77: return 0
    default: return 0xff
  }
}

export function writeColour(low: i32, value: i32, now: i32): void {
  switch (low) {
    case 0x4d: store<u8>(IO + low, <u8>(value & 1)); break
    case 0x4f:
      m.vramBank = value & 1
      mapVram(m.vramBank, vramGuarded)
      break
    case 0x51: case 0x52: case 0x53: case 0x54: case 0x55: writeHdma(low, value, now); break
    case 0x56: store<u8>(IO + low, <u8>(value & 0xc1)); break
    case 0x68: case 0x6a: store<u8>(IO + low, <u8>(value & 0xbf)); break
    case 0x69: writePalette(0x68, 0, value, now); break
    case 0x6b: writePalette(0x6a, 64, value, now); break
    case 0x6c: store<u8>(IO + low, <u8>(value & 1)); break
    case 0x70:
      store<u8>(IO + low, <u8>(value & 7))
      m.wramBank = max(1, value & 7)
      mapWram(m.wramBank)
      break
    case 0x72: case 0x73: case 0x74: store<u8>(IO + low, <u8>value); break
    case 0x75: store<u8>(IO + low, <u8>(value & 0x70)); break
  }
}

/** Palette RAM is blocked while pixels are drawn (Pan Docs, "LCD Color Palettes (CGB only)"). */
function readPalette(index: i32, base: i32, now: i32): i32 {
  if (lcdOn() && vramBlocked(dotAt(now), 0)) return 0xff
  return <i32>load<u8>(PALETTES + base + (load<u8>(IO + index) & 63))
}

function writePalette(index: i32, base: i32, value: i32, now: i32): void {
  const at = <i32>load<u8>(IO + index)
  if (!lcdOn() || !vramBlocked(dotAt(now), 0)) {
    pictureWillChange(now)
    store<u8>(PALETTES + base + (at & 63), <u8>value)
  }
  if (at & 0x80) store<u8>(IO + index, <u8>(0x80 | ((at + 1) & 63)))
}

/**
 * Pan Docs, "CGB Registers" (KEY1): STOP with KEY1 armed doubles or halves the CPU's clock, which takes 2050
 * machine cycles in which DIV stands still. Times are in CPU clocks, so those that belong to the PPU's clock
 * are converted.
 */
export function switchSpeed(now: i32): void {
  countRtc(now)
  const dot = dotAt(now)
  const frameLeft = m.frameAt == NEVER ? 0 : (m.frameAt - now) >> m.fast
  m.fast ^= 1
  store<u8>(IO + 0x4d, 0)
  m.lcdBase = now - (dot << m.fast)
  if (m.frameAt != NEVER) m.frameAt = now + (frameLeft << m.fast)
  if (lcdOn()) schedulePpu(dot)
  m.stall = SWITCH_CLOCKS
  holdTimer(SWITCH_CLOCKS)
  holdApu(SWITCH_CLOCKS)
  reschedule()
}

const SWITCH_CLOCKS: i32 = 2050 * 4

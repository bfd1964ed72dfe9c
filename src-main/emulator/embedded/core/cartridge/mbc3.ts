import { machine as m } from '../machine'
import { mapRom } from '../pages'
import { ROM } from '../layout'
import { hasRtc, ramSize, romAt, romBanks, showRam } from './cartridge'
import { latchRtc, setRtc } from './rtc'

/** Pan Docs, "MBC3": 7 bits of ROM bank, 4 RAM banks, and a clock behind RAM banks 8 to 12. */
export function writeMbc3(address: i32, value: i32, now: i32): void {
  if (address < 0x2000) m.ramOn = (value & 0xf) == 0xa ? 1 : 0
  else if (address < 0x4000) m.romBank = max(1, value & (romBanks > 128 ? 0xff : 0x7f))
  else if (address < 0x6000) m.ramBank = value & 0xf
  else {
    if (hasRtc && m.rtcLatch == 0 && value == 1) latchRtc(now)
    m.rtcLatch = value
    return
  }
  mapMbc3()
}

export function mapMbc3(): void {
  mapRom(ROM, romAt(m.romBank))
  showRam(m.ramOn != 0 && m.ramBank < (ramSize > 0x8000 ? 8 : 4), m.ramBank)
}

/** The latched register that RAM bank 8 to 12 selects. */
export function readRtc(): i32 {
  return m.ramBank > 12 ? 0xff : <i32>((m.rtcLatched >> (<u64>(m.ramBank - 8) << 3)) & 0xff)
}

export function writeRtc(value: i32, now: i32): void {
  if (m.ramBank <= 12) setRtc(m.ramBank - 8, value, now)
}

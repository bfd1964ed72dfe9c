import { machine as m } from '../machine'
import { mapRom } from '../pages'
import { romAt, showRam } from './cartridge'

/** Pan Docs, "MBC1": a 5-bit and a 2-bit bank register, and a mode that gives the latter to RAM and bank 0. */
export function writeMbc1(address: i32, value: i32): void {
  if (address < 0x2000) m.ramOn = (value & 0xf) == 0xa ? 1 : 0
  else if (address < 0x4000) m.romBank = max(1, value & 0x1f)
  else if (address < 0x6000) m.romBankHigh = value & 3
  else m.bankMode = value & 1
  mapMbc1()
}

export function mapMbc1(): void {
  const high = m.romBankHigh << 5
  mapRom(romAt(m.bankMode ? high : 0), romAt(high | m.romBank))
  showRam(m.ramOn != 0, m.bankMode ? m.romBankHigh : 0)
}

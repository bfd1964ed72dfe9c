import { machine as m } from '../machine'
import { mapRom } from '../pages'
import { romAt, romBanks, showRam } from './cartridge'
import { ROM } from '../layout'

/**
 * Pan Docs, "MBC1": a 5-bit and a 2-bit bank register, and a mode that gives the latter to RAM and bank 0.
 * On a cartridge with several games (MBC1M) the lower register has one wire less to the ROM.
 */
let bankBits: i32 = 5

/** Such a cartridge has 1 MB, and a game with a header of its own each 256 KB. */
const GAME: i32 = 0x40000
const LOGO: i32 = 0x104
const LOGO_SIZE: i32 = 0x30

export function wireMbc1(): void {
  // A ROM without a logo is no such cartridge, though nothing is like nothing.
  const several = romBanks == 64 && load<u64>(ROM + LOGO) != 0 && memory.compare(ROM + LOGO, ROM + GAME + LOGO, LOGO_SIZE) == 0
  bankBits = several ? 4 : 5
}

export function writeMbc1(address: i32, value: i32): void {
  if (address < 0x2000) m.ramOn = (value & 0xf) == 0xa ? 1 : 0
  else if (address < 0x4000) m.romBank = max(1, value & 0x1f)
  else if (address < 0x6000) m.romBankHigh = value & 3
  else m.bankMode = value & 1
  mapMbc1()
}

export function mapMbc1(): void {
  const high = m.romBankHigh << bankBits
  mapRom(romAt(m.bankMode ? high : 0), romAt(high | (m.romBank & ((1 << bankBits) - 1))))
  showRam(m.ramOn != 0, m.bankMode ? m.romBankHigh : 0)
}

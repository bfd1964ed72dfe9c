import { machine as m } from '../machine'
import { mapRom } from '../pages'
import { ROM } from '../layout'
import { romAt, showRam } from './cartridge'

/** Pan Docs, "MBC5": 9 bits of ROM bank (0 is a bank like any other), 4 bits of RAM bank. */
export function writeMbc5(address: i32, value: i32): void {
  if (address < 0x2000) m.ramOn = value == 0x0a ? 1 : 0
  else if (address < 0x3000) m.romBank = value
  else if (address < 0x4000) m.romBankHigh = value & 1
  else if (address < 0x6000) m.ramBank = value & 0xf
  else return
  mapMbc5()
}

export function mapMbc5(): void {
  mapRom(ROM, romAt((m.romBankHigh << 8) | m.romBank))
  showRam(m.ramOn != 0, m.ramBank)
}

import { machine as m } from '../machine'
import { mapRom } from '../pages'
import { ROM } from '../layout'
import { romAt, showRam } from './cartridge'

/** Pan Docs, "MBC2": address bit 8 chooses between the RAM switch and the ROM bank; 512 half bytes of RAM. */
export function writeMbc2(address: i32, value: i32): void {
  if (address >= 0x4000) return
  if (address & 0x100) m.romBank = max(1, value & 0xf)
  else m.ramOn = (value & 0xf) == 0xa ? 1 : 0
  mapMbc2()
}

export function mapMbc2(): void {
  mapRom(ROM, romAt(m.romBank))
  showRam(m.ramOn != 0, 0)
}

import { machine as m } from './machine'
import { IO } from './layout'
import { catchUp, interruptsChanged } from './events'
import { readJoypad, writeJoypad } from './joypad'
import { divider, readTima, writeDivider, writeTac, writeTima, writeTma } from './timer'
import { readSb, settleSerial, writeSb, writeSc } from './serial'
import { writeDma } from './dma'
import { readPpu, writePpu } from './ppu/registers'
import { readApu, writeApu } from './apu/registers'
import { dividerWillReset } from './apu/sequencer'
import { mapCartridge } from './cartridge/cartridge'
import { readColour, writeColour } from './colour'

const KEY0 = IO + 0x4c

/** Pan Docs, "Hardware Registers": 0xFF00–0xFF7F by address. Due events run first. */
export function readRegister(low: i32, now: i32): i32 {
  catchUp(now)
  if (low >= 0x40 && low <= 0x4b) return readPpu(low, now)
  if (low >= 0x10 && low < 0x40) return readApu(low, now)
  switch (low) {
    case 0x00: return readJoypad()
    case 0x01: return readSb(now)
    case 0x02: return <i32>load<u8>(IO + 2) | (m.cgb ? 0x7c : 0x7e)
    case 0x04: return divider(now) >>> 8
    case 0x05: return readTima(now)
    case 0x06: return m.tma
    case 0x07: return m.tac | 0xf8
    case 0x0f: return m.requests | 0xe0
    default: return m.colour && low >= 0x4c ? readColour(low, now) : 0xff
  }
}

export function writeRegister(low: i32, value: i32, now: i32): void {
  catchUp(now)
  if (low >= 0x40 && low <= 0x4b) {
    if (low == 0x46) writeDma(value, now)
    else writePpu(low, value, now)
    return
  }
  if (low >= 0x10 && low < 0x40) {
    writeApu(low, value, now)
    return
  }
  switch (low) {
    case 0x00: writeJoypad(value); break
    case 0x01: settleSerial(now); writeSb(value); break
    case 0x02: writeSc(value, now); break
    case 0x04: resetDivider(now); break
    case 0x05: writeTima(value, now); break
    case 0x06: writeTma(value, now); break
    case 0x07: writeTac(value, now); break
    case 0x0f:
      m.requests = value & 0x1f
      interruptsChanged()
      break
    case 0x4c:
      if (m.cgb && m.booting) store<u8>(KEY0, <u8>value)
      break
    case 0x50: endBoot(value); break
    default:
      if (m.colour && low >= 0x4c) writeColour(low, value, now)
  }
}

/**
 * Pan Docs, "FF50" and "FF4C - KEY0": the boot ROM gives way to the cartridge, for good, and a CGB for a game
 * that is not made for it behaves like a DMG from now on.
 */
function endBoot(value: i32): void {
  if (!m.booting || !(value & 1)) return
  m.booting = 0
  if (load<u8>(KEY0) & 0x04) m.colour = 0
  mapCartridge()
}

/** The frame sequencer of the APU hangs on the divider too. */
function resetDivider(now: i32): void {
  dividerWillReset(now)
  writeDivider(now)
}

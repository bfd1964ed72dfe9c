import { machine as m } from '../machine'
import { AFTER_WRAM, CGB_EXTRA, ROM } from '../layout'
import { cartRam, cartRamMask, mapCartRam, mapRom } from '../pages'
import { mapMbc1, wireMbc1, writeMbc1 } from './mbc1'
import { mapMbc2, writeMbc2 } from './mbc2'
import { mapMbc3, readRtc, writeMbc3, writeRtc } from './mbc3'
import { mapMbc5, writeMbc5 } from './mbc5'

/** Pan Docs, "The Cartridge Header": what the header says of the cartridge. It follows from the ROM, so it is not part of a state. */
export let mapper: i32 = 0
export let romBanks: i32 = 2
export let ramSize: i32 = 0
export let hasRtc: bool = false

/** Mappers, by how they bank. */
export const NO_MAPPER: i32 = 0
export const MBC1: i32 = 1
export const MBC2: i32 = 2
export const MBC3: i32 = 3
export const MBC5: i32 = 5

/** Sets the cartridge up from the header of the ROM at ROM; false if its mapper is not supported. */
export function readHeader(romSize: i32): bool {
  const type = <i32>load<u8>(ROM + 0x147)
  romBanks = 2
  while (romBanks << 14 < romSize) romBanks <<= 1
  ramSize = ramBytes(<i32>load<u8>(ROM + 0x149))
  hasRtc = type == 0x0f || type == 0x10
  if (type == 0 || type == 8 || type == 9) mapper = NO_MAPPER
  else if (type >= 1 && type <= 3) mapper = MBC1
  else if (type == 5 || type == 6) mapper = MBC2
  else if (type >= 0x0f && type <= 0x13) mapper = MBC3
  else if (type >= 0x19 && type <= 0x1e) mapper = MBC5
  else return false
  if (mapper == MBC1) wireMbc1()
  if (mapper == MBC2) ramSize = 0x200
  else if (mapper == NO_MAPPER) ramSize = min(ramSize, 0x2000)
  return true
}

function ramBytes(code: i32): i32 {
  switch (code) {
    case 1: return 0x800
    case 2: return 0x2000
    case 3: return 0x8000
    case 4: return 0x20000
    case 5: return 0x10000
    default: return 0
  }
}

/** Where cartridge RAM lies: behind everything else, so that a DMG's block is contiguous. */
export function ramBase(): i32 {
  return m.cgb ? AFTER_WRAM + CGB_EXTRA : AFTER_WRAM
}

/** The bank of ROM at 0x4000, out of those the ROM has. */
export function romAt(bank: i32): i32 {
  return ROM + ((bank & (romBanks - 1)) << 14)
}

/** Maps bank `bank` of cartridge RAM, or nothing. */
export function showRam(on: bool, bank: i32): void {
  if (!on || !ramSize) {
    mapCartRam(0, 0x1fff)
    return
  }
  const offset = (bank << 13) & (ramSize - 1)
  mapCartRam(ramBase() + offset, min(0x2000, ramSize) - 1)
}

/** Sets the page tables for the banks in the state. */
export function mapCartridge(): void {
  if (mapper == MBC1) mapMbc1()
  else if (mapper == MBC2) mapMbc2()
  else if (mapper == MBC3) mapMbc3()
  else if (mapper == MBC5) mapMbc5()
  else {
    mapRom(ROM, ROM + 0x4000)
    showRam(true, 0)
  }
}

/** A write below 0x8000. */
export function writeMapper(address: i32, value: i32, now: i32): void {
  if (mapper == MBC1) writeMbc1(address, value)
  else if (mapper == MBC2) writeMbc2(address, value)
  else if (mapper == MBC3) writeMbc3(address, value, now)
  else if (mapper == MBC5) writeMbc5(address, value)
}

/** 0xA000–0xBFFF where it is not plain memory: off, smaller than its window, half bytes, or a clock. */
export function readCartRam(address: i32, now: i32): i32 {
  if (mapper == MBC3 && hasRtc && m.ramOn && m.ramBank >= 8) return readRtc()
  const at = cartRamAt(address)
  if (!at) return 0xff
  return mapper == MBC2 ? <i32>load<u8>(at) | 0xf0 : <i32>load<u8>(at)
}

export function writeCartRam(address: i32, value: i32, now: i32): void {
  if (mapper == MBC3 && hasRtc && m.ramOn && m.ramBank >= 8) {
    writeRtc(value, now)
    return
  }
  const at = cartRamAt(address)
  if (at) store<u8>(at, <u8>(mapper == MBC2 ? value & 0xf : value))
}

@inline
function cartRamAt(address: i32): i32 {
  return cartRam ? cartRam + (address & cartRamMask) : 0
}

import { machine as m } from './machine'
import { HRAM, OAM, READ_PAGES, WRITE_PAGES } from './layout'
import { physical, vram, watchedPages } from './pages'
import { catchUp, interruptsChanged } from './events'
import { readCartRam, writeCartRam, writeMapper } from './cartridge/cartridge'
import { dmaByte, dmaConflicts, settleDma } from './dma'
import { dotAt, lcdOn, oamBlocked, vramBlocked } from './ppu/timing'
import { oamWillChange, pictureWillChange } from './ppu/catchup'
import { oamReadBug, oamSteppedReadBug, oamWriteBug } from './ppu/oamBug'
import { readRegister, writeRegister } from './registers'
import { written } from './watch'

export { nextEvent, serve, vector } from './events'
export { loopBack } from './idle'
export { hang, stop } from './stop'

/**
 * The CPU's way to memory. Most of the address space is reached through a table of pages; whatever
 * needs to know the time (registers, VRAM while the LCD is on, everything during an OAM DMA) has no
 * page and takes the slow path. Every access carries the time of its own machine cycle.
 */
@inline
export function read(address: i32, now: i32): i32 {
  const bias = load<i32>(READ_PAGES + ((address >>> 8) << 2))
  return bias ? <i32>load<u8>(bias + address) : readSlow(address, now)
}

@inline
export function write(address: i32, value: i32, now: i32): void {
  const bias = load<i32>(WRITE_PAGES + ((address >>> 8) << 2))
  if (bias) store<u8>(bias + address, <u8>value)
  else writeSlow(address, value, now)
}

/** A read in whose machine cycle the CPU also steps the register that holds the address. */
@inline
export function readStepping(address: i32, now: i32): i32 {
  const bias = load<i32>(READ_PAGES + ((address >>> 8) << 2))
  return bias ? <i32>load<u8>(bias + address) : readSteppingSlow(address, now)
}

/** Says to the slow path of a read that a register that points to OAM is stepped, and nothing is read. */
const STEPPED: i32 = 0x10000

/** A 16-bit register that points to OAM is stepped, in the machine cycle at `now`. */
@inline
export function stepped(address: i32, now: i32): void {
  readSlow(address | STEPPED, now)
}

/** 0xFF00 + `low`: registers and HRAM. */
@inline
export function readHigh(low: i32, now: i32): i32 {
  return low >= 0x80 ? <i32>load<u8>(HRAM - 0x80 + low) : readRegister(low, now)
}

@inline
export function writeHigh(low: i32, value: i32, now: i32): void {
  if (low >= 0x80 && low != 0xff) store<u8>(HRAM - 0x80 + low, <u8>value)
  else writeHighSlow(low, value, now)
}

function writeHighSlow(low: i32, value: i32, now: i32): void {
  if (low < 0x80) writeRegister(low, value, now)
  else {
    store<u8>(HRAM - 0x80 + low, <u8>value)
    if (low == 0xff) interruptsChanged()
  }
  if (watchedPages) written(0xff00 | low, value)
}

function readSlow(address: i32, now: i32): i32 {
  if (address & STEPPED) {
    catchUp(now)
    oamWriteBug(now)
    return 0
  }
  if (address >= 0xff00) return readHigh(address & 0xff, now)
  catchUp(now)
  if (m.dmaActive && dmaConflicts(address)) return dmaByte(now)
  if (address >= 0xfe00) return readOam(address, now)
  if ((address & 0xe000) == 0x8000)
    return lcdOn() && vramBlocked(dotAt(now), 4) ? 0xff : <i32>load<u8>(vram + (address & 0x1fff))
  if ((address & 0xe000) == 0xa000) return readCartRam(address, now)
  return <i32>load<u8>(physical(address))
}

function readSteppingSlow(address: i32, now: i32): i32 {
  if (inOam(address)) {
    catchUp(now)
    oamSteppedReadBug(now)
  }
  return readSlow(address, now)
}

@inline
function inOam(address: i32): bool {
  return (address & 0xff00) == 0xfe00
}

function writeSlow(address: i32, value: i32, now: i32): void {
  if (address >= 0xff00) {
    writeHigh(address & 0xff, value, now)
    return
  }
  if (address < 0x8000) {
    writeMapper(address, value, now)
    return
  }
  catchUp(now)
  settleDma(now)
  if (m.dmaActive && dmaConflicts(address)) return
  if (address >= 0xfe00) {
    writeOam(address, value, now)
    return
  }
  if ((address & 0xe000) == 0x8000) {
    if (lcdOn()) {
      if (vramBlocked(dotAt(now), 0)) return
      pictureWillChange(now)
    }
    store<u8>(vram + (address & 0x1fff), <u8>value)
  } else if ((address & 0xe000) == 0xa000) writeCartRam(address, value, now)
  else store<u8>(physical(address), <u8>value)
  if (watchedPages) written(address, value)
}

/**
 * Pan Docs, "OAM" and "FEA0–FEFF range": unusable addresses read 0 on a DMG; on a CGB (revision E) the
 * upper half of the address's low byte, twice. They are not written.
 */
function readOam(address: i32, now: i32): i32 {
  if (m.dmaActive) return 0xff
  if (lcdOn() && oamBlocked(dotAt(now))) {
    oamReadBug(now)
    return 0xff
  }
  if (address < 0xfea0) return <i32>load<u8>(OAM + (address & 0xff))
  return m.cgb ? (address & 0xf0) | ((address >>> 4) & 0xf) : 0
}

function writeOam(address: i32, value: i32, now: i32): void {
  if (m.dmaActive) return
  if (lcdOn() && oamWriteBlocked(dotAt(now))) {
    oamWriteBug(now)
    return
  }
  if (address >= 0xfea0) return
  oamWillChange(now)
  store<u8>(OAM + (address & 0xff), <u8>value)
}

/** Writes get through in the one machine cycle between mode 2 and mode 3, and in the first of a line. */
@inline
function oamWriteBlocked(dot: i32): bool {
  const x = dot % 456
  return oamBlocked(dot) && !(x >= 80 && x < 84) && x >= 4
}

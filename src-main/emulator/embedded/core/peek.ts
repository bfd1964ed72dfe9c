import { machine as m } from './machine'
import { HRAM, OAM, OBSERVED } from './layout'
import { physical } from './pages'
import { readCartRam } from './cartridge/cartridge'
import { readRegister } from './registers'
import { oamWillChange, pictureWillChange } from './ppu/catchup'
import { interruptsChanged } from './events'

/** The byte at `address` as software would want to see it: no blocking, no bus conflict, no side effects. */
export function peekByte(address: i32): i32 {
  if (address >= 0xff80) return <i32>load<u8>(HRAM + (address & 0x7f))
  if (address >= 0xff00) return peekRegister(address & 0x7f)
  if (address >= 0xfe00) return address < 0xfea0 ? <i32>load<u8>(OAM + (address & 0xff)) : 0
  if ((address & 0xe000) == 0xa000) return readCartRam(address, m.now)
  return <i32>load<u8>(physical(address))
}

/** Between two calls no event is due, so reading a register changes nothing that is not redone later. */
function peekRegister(low: i32): i32 {
  return readRegister(low, m.now)
}

/** Copies a stretch of the address space to OBSERVED. */
export function peek(address: i32, length: i32): void {
  copyOut(address, min(length, 0x10000), OBSERVED)
}

/** Copies a stretch of the address space to `to`; runs of plain memory at once. */
export function copyOut(address: i32, length: i32, to: i32): void {
  let at = address & 0xffff
  let left = length
  while (left > 0) {
    const region = at & 0xf000
    const run = min(left, region + 0x1000 - at)
    const source = at < 0xa000 || (at >= 0xc000 && at < 0xf000) ? physical(at) : 0
    if (source) memory.copy(to, source, run)
    else for (let i = 0; i < run; i++) store<u8>(to + i, <u8>peekByte(at + i))
    at = (at + run) & 0xffff
    to += run
    left -= run
  }
}

/** Writes to memory from outside: no blocking, and registers only as stored bytes where that is harmless. */
export function poke(address: i32, value: i32): void {
  if (address < 0x8000) return
  if (address >= 0xff80) {
    store<u8>(HRAM + (address & 0x7f), <u8>value)
    if (address == 0xffff) interruptsChanged()
  } else if (address >= 0xff00) return
  else if (address >= 0xfe00) {
    if (address >= 0xfea0) return
    oamWillChange(m.now)
    store<u8>(OAM + (address & 0xff), <u8>value)
  } else {
    if (address < 0xa000) pictureWillChange(m.now)
    const target = physical(address)
    if (target) store<u8>(target, <u8>value)
  }
}

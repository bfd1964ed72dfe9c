import { machine as m } from './machine'
import { HRAM } from './layout'
import { run } from './cpu/run'

/**
 * The CPU alone on 64 KB of plain memory that writes down every access: what the single-step vectors
 * need. It stands in for bus.ts, events.ts and idle.ts; the generated loop is the machine's.
 */
const MEMORY: i32 = 0x20000
/** The log: (time, address, value | write << 8) of each access, as 32-bit numbers. */
const LOG: i32 = 0x40000
let logged: i32 = 0
let ended: bool = false

export let nextEvent: i32 = 0

function log(now: i32, address: i32, value: i32): void {
  const at = LOG + logged++ * 12
  store<i32>(at, now)
  store<i32>(at, address, 4)
  store<i32>(at, value, 8)
}

export function read(address: i32, now: i32): i32 {
  const value = <i32>load<u8>(MEMORY + address)
  log(now, address, value)
  return value
}

export function write(address: i32, value: i32, now: i32): void {
  store<u8>(MEMORY + address, <u8>value)
  log(now, address, (value & 0xff) | 0x100)
}

export function readStepping(address: i32, now: i32): i32 { return read(address, now) }
export function stepped(address: i32, now: i32): void {}
export function readHigh(low: i32, now: i32): i32 { return read(0xff00 | low, now) }
export function writeHigh(low: i32, value: i32, now: i32): void { write(0xff00 | low, value, now) }
export function loopBack(target: i32, end: i32, now: i32): i32 { return now }
export function stop(now: i32): i32 { return 0 }
export function hang(now: i32): void {}
export function vector(enabled: i32, now: i32): i32 { return 0 }
export function catchUp(now: i32): void {}
export function interruptsChanged(): void {}

/** Lets one instruction start, then stops before the next. */
export function serve(now: i32): i32 {
  if (!ended) {
    ended = true
    return now
  }
  m.now = now
  return -1
}

/** Runs one instruction from the registers in the machine; the answer is the number of accesses logged. */
export function step(): i32 {
  ended = false
  logged = 0
  store<u8>(HRAM + 0x7f, load<u8>(MEMORY + 0xffff))
  m.now = 0
  run()
  return logged
}

export function memoryAddress(): i32 { return MEMORY }
export function logAddress(): i32 { return LOG }

export function setRegisters(pc: i32, sp: i32, a: i32, f: i32, bc: i32, de: i32, hl: i32, ime: i32): void {
  m.pc = pc; m.sp = sp; m.a = a; m.f = f; m.bc = bc; m.de = de; m.hl = hl; m.ime = ime
  m.ei = 0; m.halted = 0; m.haltBug = 0; m.requests = 0
}

/** PC, SP, A, F, BC, DE, HL, IME, EI pending, clocks, halted: by number. */
export function register(index: i32): i32 {
  switch (index) {
    case 0: return m.pc
    case 1: return m.sp
    case 2: return m.a
    case 3: return m.f
    case 4: return m.bc
    case 5: return m.de
    case 6: return m.hl
    case 7: return m.ime
    case 8: return m.ei
    case 9: return m.now
    default: return m.halted
  }
}

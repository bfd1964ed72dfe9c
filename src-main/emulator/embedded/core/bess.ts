import { machine as m, NEVER } from './machine'
import { HRAM, IO, OAM, PALETTES, STAGE, VRAM, VRAM_BANK_1, WRAM, WRAM_BANK_2 } from './layout'
import { mapper, MBC1, MBC2, MBC3, MBC5, ramBase, ramSize, writeMapper } from './cartridge/cartridge'
import { peekByte } from './peek'
import { stateChanged } from './state'
import { FRAME_DOTS, LINE, lcdOn } from './ppu/timing'
import { schedulePpu } from './ppu/events'

/**
 * BESS 1.0 ("Best Effort Save State"), the format that emulators exchange: memory first, then blocks
 * with a name and a length, a footer last. It holds no timing within a line, so it is for exchange
 * and not for going on exactly.
 */
let end: i32 = 0

function put8(value: i32): void { store<u8>(end++, <u8>value) }
function put16(value: i32): void { put8(value); put8(value >> 8) }
function put32(value: i32): void { put16(value); put16(value >> 16) }

function put(from: i32, size: i32): void {
  memory.copy(end, from, size)
  end += size
}

const NAME: u32 = 0x454d414e // "NAME"
const CORE: u32 = 0x45524f43 // "CORE"
const MBC: u32 = 0x2043424d // "MBC "
const RTC: u32 = 0x20435452 // "RTC "
const END: u32 = 0x20444e45 // "END "
const FOOTER: u32 = 0x53534542 // "BESS"
const CORE_SIZE: i32 = 0xd0
/** Offsets in the CORE block: the mirrored registers, then pairs of size and offset. */
const CORE_IO: i32 = 0x18
const CORE_REGIONS: i32 = 0x98

/** Writes the state to STAGE; the answer is its length. */
export function exportBess(): i32 {
  end = STAGE
  const extra = m.cgb ? 0x2000 : 0
  put(WRAM, 0x2000)
  if (m.cgb) put(WRAM_BANK_2, 0x6000)
  const vramAt = end
  put(VRAM, 0x2000)
  if (m.cgb) put(VRAM_BANK_1, extra)
  const ramAt = end
  put(ramBase(), ramSize)
  const oamAt = end
  put(OAM, 0xa0)
  const hramAt = end
  put(HRAM, 0x7f)
  const palettesAt = end
  if (m.cgb) put(PALETTES, 128)

  const blocks = end
  put32(NAME)
  put32(8)
  put32(0x2d505450) // "PTP-"
  put32(0x45524f43) // "CORE"
  put32(CORE)
  put32(CORE_SIZE)
  putRegisters()
  region(m.cgb ? 0x8000 : 0x2000, STAGE)
  region(0x2000 + extra, vramAt)
  region(ramSize, ramAt)
  region(0xa0, oamAt)
  region(0x7f, hramAt)
  region(m.cgb ? 64 : 0, palettesAt)
  region(m.cgb ? 64 : 0, palettesAt + 64)
  putMapper()
  if (mapper == MBC3) putClock()
  put32(END)
  put32(0)
  put32(blocks - STAGE)
  put32(FOOTER)
  return end - STAGE
}

function putRegisters(): void {
  put16(1)
  put16(1)
  put32(m.cgb ? 0x20204343 : 0x20204447) // "CC  " or "GD  "
  put16(m.pc)
  put16((m.a << 8) | m.f)
  put16(m.bc)
  put16(m.de)
  put16(m.hl)
  put16(m.sp)
  put8(m.ime)
  put8(load<u8>(HRAM + 0x7f))
  put8(m.halted ? 1 : m.stopped ? 2 : 0)
  put8(0)
  for (let low = 0; low < 0x80; low++) put8(registerForBess(low))
}

/** What was last written, where reading gives something else. */
function registerForBess(low: i32): i32 {
  if (low >= 0x10 && low < 0x26) return <i32>load<u8>(IO + low)
  if (low >= 0x30 && low < 0x40) return <i32>load<u8>(IO + low)
  return peekByte(0xff00 | low)
}

function region(size: i32, at: i32): void {
  put32(size)
  put32(size ? at - STAGE : 0)
}

/** The writes that put the mapper into its state. */
function putMapper(): void {
  if (!mapper) return
  put32(MBC)
  const at = end
  put32(0)
  if (mapper == MBC1) {
    mapperWrite(0x2000, m.romBank)
    mapperWrite(0x4000, m.romBankHigh)
    mapperWrite(0x6000, m.bankMode)
  } else if (mapper == MBC2) mapperWrite(0x2100, m.romBank)
  else {
    mapperWrite(0x2000, m.romBank)
    if (mapper == MBC5) mapperWrite(0x3000, m.romBankHigh)
    mapperWrite(0x4000, m.ramBank)
  }
  mapperWrite(0x0000, m.ramOn ? 0x0a : 0)
  store<u32>(at, end - at - 4)
}

function mapperWrite(address: i32, value: i32): void {
  put16(address)
  put8(value)
}

function putClock(): void {
  put32(RTC)
  put32(0x30)
  const flags = m.rtcFlags | (m.rtcDays >> 8)
  put32(m.rtcSeconds)
  put32(m.rtcMinutes)
  put32(m.rtcHours)
  put32(m.rtcDays & 0xff)
  put32(flags)
  for (let i = 0; i < 5; i++) put32(<i32>((m.rtcLatched >> (<u64>i << 3)) & 0xff))
  // The time of day at which it was saved: none, since the clock counts emulated time.
  put32(0)
  put32(0)
}

/** Takes the state of `length` bytes at STAGE; not 0 if it is no whole BESS state of this model. */
export function importBess(length: i32): i32 {
  if (length < 16 || load<u32>(STAGE + length - 4) != FOOTER) return 1
  let core = 0
  let at = <i64>load<u32>(STAGE + length - 8)
  while (at + 8 <= length) {
    const name = load<u32>(STAGE + <i32>at)
    const size = <i64>load<u32>(STAGE + <i32>at, 4)
    if (at + 8 + size > length) return 1
    if (name == CORE && size >= CORE_SIZE) core = STAGE + <i32>at + 8
    if (name == END) break
    at += 8 + size
  }
  if (!core || load<u8>(core + 4) != (m.cgb ? 0x43 : 0x47)) return 2
  for (let i = 0; i < 7; i++) {
    const entry = core + CORE_REGIONS + (i << 3)
    if (<i64>load<u32>(entry) + <i64>load<u32>(entry, 4) > length) return 1
  }
  takeMemory(core)
  takeRegisters(core)
  takeMapper(length)
  stateChanged()
  return 0
}

function take(core: i32, index: i32, to: i32, size: i32): void {
  const entry = core + CORE_REGIONS + (index << 3)
  memory.copy(to, STAGE + load<i32>(entry, 4), min(size, load<i32>(entry)))
}

function takeMemory(core: i32): void {
  take(core, 0, WRAM, 0x2000)
  take(core, 1, VRAM, 0x2000)
  if (m.cgb) {
    const wram = core + CORE_REGIONS
    if (load<i32>(wram) == 0x8000) memory.copy(WRAM_BANK_2, STAGE + load<i32>(wram, 4) + 0x2000, 0x6000)
    if (load<i32>(wram, 8) == 0x4000) memory.copy(VRAM_BANK_1, STAGE + load<i32>(wram, 12) + 0x2000, 0x2000)
    take(core, 5, PALETTES, 64)
    take(core, 6, PALETTES + 64, 64)
  }
  take(core, 2, ramBase(), ramSize)
  take(core, 3, OAM, 0xa0)
  take(core, 4, HRAM, 0x7f)
}

/** Registers as stored bytes; what runs by itself starts afresh at the line that LY tells. */
function takeRegisters(core: i32): void {
  m.pc = load<u16>(core, 8)
  m.a = load<u8>(core, 11)
  m.f = load<u8>(core, 10) & 0xf0
  m.bc = load<u16>(core, 12)
  m.de = load<u16>(core, 14)
  m.hl = load<u16>(core, 16)
  m.sp = load<u16>(core, 18)
  m.ime = load<u8>(core, 20) & 1
  store<u8>(HRAM + 0x7f, load<u8>(core, 21))
  m.halted = load<u8>(core, 22) == 1 ? 1 : 0
  m.stopped = load<u8>(core, 22) == 2 ? 1 : 0
  m.ei = m.haltBug = m.hung = m.stall = m.dmaActive = m.hdmaActive = 0
  const io = core + CORE_IO
  memory.copy(IO + 0x10, io + 0x10, 0x16)
  memory.copy(IO + 0x30, io + 0x30, 0x10)
  memory.copy(IO + 0x40, io + 0x40, 0x0c)
  store<u8>(IO, load<u8>(io) & 0x30)
  store<u8>(IO + 1, load<u8>(io, 1))
  store<u8>(IO + 2, load<u8>(io, 2) & 1)
  store<u8>(IO + 0x41, load<u8>(io, 0x41) & 0x78)
  m.apuOn = load<u8>(io, 0x26) >> 7
  m.channel1 = load<u8>(io, 0x26) & 1
  m.channel2 = (load<u8>(io, 0x26) >> 1) & 1
  m.channel3 = (load<u8>(io, 0x26) >> 2) & 1
  m.channel4 = (load<u8>(io, 0x26) >> 3) & 1
  m.requests = load<u8>(io, 0x0f) & 0x1f
  m.now = 0
  m.apuAt = m.rtcAt = m.timaAt = 0
  m.reloadedAt = m.statAt = -8
  m.dividerBase = -(<i32>load<u8>(io, 4) << 8) - 4
  m.tima = load<u8>(io, 5)
  m.tma = load<u8>(io, 6)
  m.tac = load<u8>(io, 7) & 7
  if (m.cgb) takeColour(io)
  takeTimes(<i32>load<u8>(io, 0x44))
}

function takeColour(io: i32): void {
  m.fast = load<u8>(io, 0x4d) >> 7
  m.vramBank = load<u8>(io, 0x4f) & 1
  m.wramBank = max(1, load<u8>(io, 0x70) & 7)
  store<u8>(IO + 0x70, <u8>m.wramBank)
  store<u8>(IO + 0x68, load<u8>(io, 0x68) & 0xbf)
  store<u8>(IO + 0x6a, load<u8>(io, 0x6a) & 0xbf)
}

function takeTimes(ly: i32): void {
  m.timerAt = m.serialAt = m.dmaAt = m.dmaNext = NEVER
  if (m.tac & 4) m.timerAt = startTimer()
  const dot = min(ly, 153) * LINE + 8
  m.firstLine = m.blankFrame = m.windowLine = m.windowSynced = m.windowReached = 0
  m.fixedLine = -1
  m.lcdBase = lcdOn() ? -(dot << m.fast) : 0
  m.frameAt = FRAME_DOTS << m.fast
  schedulePpu(lcdOn() ? dot : 0)
}

function startTimer(): i32 {
  const select = m.tac & 3
  const shift = select ? 2 + (select << 1) : 10
  return m.dividerBase + ((((0 - m.dividerBase) >> shift) + 256 - m.tima) << shift) + 4
}

/** Replays the mapper's writes, with the block found again from the footer. */
function takeMapper(length: i32): void {
  let at = load<i32>(STAGE + length - 8)
  while (load<u32>(STAGE + at) != END) {
    const size = load<i32>(STAGE + at, 4)
    if (load<u32>(STAGE + at) == MBC) {
      for (let i = 0; i + 3 <= size; i += 3)
        writeMapper(<i32>load<u16>(STAGE + at + 8 + i), <i32>load<u8>(STAGE + at + 10 + i), 0)
    } else if (load<u32>(STAGE + at) == RTC && size >= 0x28) takeClock(STAGE + at + 8)
    at += 8 + size
    if (at + 8 > length) return
  }
}

function takeClock(at: i32): void {
  m.rtcSeconds = load<u8>(at) & 63
  m.rtcMinutes = load<u8>(at, 4) & 63
  m.rtcHours = load<u8>(at, 8) & 31
  m.rtcDays = <i32>load<u8>(at, 12) | ((<i32>load<u8>(at, 16) & 1) << 8)
  m.rtcFlags = load<u8>(at, 16) & 0xc0
  m.rtcLatched = 0
  for (let i = 0; i < 5; i++) m.rtcLatched |= <u64>load<u8>(at + 20 + (i << 2)) << (<u64>i << 3)
}

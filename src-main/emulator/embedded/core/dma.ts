import { machine as m, NEVER } from './machine'
import { IO, OAM } from './layout'
import { physical, takeBus } from './pages'
import { reschedule } from './events'
import { oamWillChange } from './ppu/catchup'

/**
 * Pan Docs, "OAM DMA Transfer". One machine cycle after the write that starts it, one byte a machine
 * cycle is copied; meanwhile the CPU reads from the same bus what the DMA reads, and OAM as 0xFF.
 * Bytes are copied when someone looks, or at the end.
 */
const LENGTH: i32 = 160
const START_DELAY: i32 = 8

export function writeDma(value: i32, now: i32): void {
  store<u8>(IO + 0x46, <u8>value)
  // A transfer under way goes on until the new one takes over.
  m.dmaNext = now + START_DELAY
  scheduleDma()
}

function scheduleDma(): void {
  const end = m.dmaActive ? m.dmaStart + 4 * LENGTH : NEVER
  m.dmaAt = min(end, m.dmaNext)
  reschedule()
}

export function dmaEvent(): void {
  const time = m.dmaAt
  if (m.dmaActive) copy(time)
  if (time == m.dmaNext) {
    const page = <i32>load<u8>(IO + 0x46)
    m.dmaSource = (page >= 0xe0 ? page - 0x20 : page) << 8
    m.dmaStart = time
    m.dmaDone = 0
    m.dmaNext = NEVER
    if (!m.dmaActive) {
      m.dmaActive = 1
      takeBus(true)
    }
  } else {
    m.dmaActive = 0
    takeBus(false)
  }
  scheduleDma()
}

/** Copies the bytes that are due at `now`. */
function copy(now: i32): void {
  const due = min(LENGTH, (now - m.dmaStart) >> 2)
  if (due <= m.dmaDone) return
  oamWillChange(now)
  const source = physical(m.dmaSource)
  if (source) memory.copy(OAM + m.dmaDone, source + m.dmaDone, due - m.dmaDone)
  else memory.fill(OAM + m.dmaDone, 0xff, due - m.dmaDone)
  m.dmaDone = due
}

/** Called before the CPU writes to memory while a transfer runs. */
export function settleDma(now: i32): void {
  if (m.dmaActive) copy(now)
}

/** Which bus an address is on: on a DMG everything but VRAM shares one, on a CGB WRAM has its own. */
@inline
function bus(address: i32): i32 {
  if ((address & 0xe000) == 0x8000) return 1
  return m.cgb && address >= 0xc000 ? 2 : 0
}

/** Does the CPU's access at `address` fall on the bus the DMA is using? */
export function dmaConflicts(address: i32): bool {
  return address < 0xfe00 && bus(address) == bus(m.dmaSource)
}

/** The byte the DMA is reading at `now`: what the CPU gets from the same bus. */
export function dmaByte(now: i32): i32 {
  const source = physical(m.dmaSource)
  const index = min(LENGTH - 1, max(0, (now - m.dmaStart) >> 2))
  return source ? <i32>load<u8>(source + index) : 0xff
}

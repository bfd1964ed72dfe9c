import { machine as m } from './machine'
import { physical, vram } from './pages'
import { interruptsChanged } from './events'
import { pictureWillChange } from './ppu/catchup'
import { dotAt, lcdOn, modeAt } from './ppu/timing'
import { schedulePpu } from './ppu/events'

/**
 * Pan Docs, "LCD VRAM DMA Transfers (CGB Mode only)": 16 bytes at a time to VRAM, all at once or one
 * block each HBlank, while the CPU stands still for 32 dots a block.
 */
const BLOCK: i32 = 16
const BLOCK_DOTS: i32 = 32

export function readHdma(): i32 {
  return m.hdmaActive ? (m.hdmaLeft - 1) & 0x7f : 0x80 | ((m.hdmaLeft - 1) & 0x7f)
}

export function writeHdma(low: i32, value: i32, now: i32): void {
  switch (low) {
    case 0x51: m.hdmaSource = (m.hdmaSource & 0xff) | (value << 8); break
    case 0x52: m.hdmaSource = (m.hdmaSource & 0xff00) | (value & 0xf0); break
    case 0x53: m.hdmaTarget = (m.hdmaTarget & 0xff) | ((value & 0x1f) << 8); break
    case 0x54: m.hdmaTarget = (m.hdmaTarget & 0xff00) | (value & 0xf0); break
    default: start(value, now)
  }
}

function start(value: i32, now: i32): void {
  if (m.hdmaActive && !(value & 0x80)) {
    m.hdmaActive = 0
    return
  }
  m.hdmaLeft = (value & 0x7f) + 1
  if (value & 0x80) {
    m.hdmaActive = 1
    // Begun in HBlank, or with the LCD off, the first block goes at once.
    if (!lcdOn() || modeAt(dotAt(now)) == 0) transfer(now)
    if (lcdOn()) schedulePpu(dotAt(now))
    return
  }
  while (m.hdmaLeft) transfer(now)
}

/** Does the PPU have to stop at the next HBlank for a block? */
@inline
export function hdmaWaits(): bool {
  return m.hdmaActive != 0
}

export function hblankBegins(): void {
  if (!m.halted) transfer(m.ppuAt)
}

function transfer(now: i32): void {
  pictureWillChange(now)
  for (let i = 0; i < BLOCK; i++) {
    const address = (m.hdmaSource + i) & 0xffff
    // VRAM cannot be read by this DMA, nor what lies above 0xE000.
    const readable = address < 0x8000 || (address >= 0xa000 && address < 0xe000)
    const source = readable ? physical(address) : 0
    store<u8>(vram + ((m.hdmaTarget + i) & 0x1fff), source ? load<u8>(source) : 0xff)
  }
  m.hdmaSource = (m.hdmaSource + BLOCK) & 0xffff
  m.hdmaTarget = (m.hdmaTarget + BLOCK) & 0x1fff
  m.stall += BLOCK_DOTS << m.fast
  if (--m.hdmaLeft == 0) m.hdmaActive = 0
  interruptsChanged()
}


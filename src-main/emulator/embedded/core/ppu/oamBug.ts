import { machine as m } from '../machine'
import { OAM } from '../layout'
import { oamWillChange } from './catchup'
import { dotAt, LINE, lcdOn } from './timing'

/**
 * Pan Docs, "OAM Corruption Bug": on a DMG, an address in 0xFE00–0xFEFF that the CPU puts on its bus
 * during mode 2 disturbs the row of 8 bytes that the PPU is reading, one row a machine cycle. The CPU
 * does so when it reads or writes there, and when it steps a 16-bit register that points there.
 */
const ROW: i32 = 8
const LAST_ROW: i32 = 19

/** The row the PPU is reading at `now`, or 0: the first row cannot be disturbed. */
function rowAt(now: i32): i32 {
  if (m.cgb || m.dmaActive || !lcdOn()) return 0
  const dot = dotAt(now)
  const line = dot / LINE
  const row = (dot - line * LINE) >> 2
  if (line >= 144 || row > LAST_ROW || (m.firstLine && line == 0)) return 0
  return row
}

/** The word of OAM with this number, four to a row. */
@inline
function word(row: i32, index: i32): i32 {
  return <i32>load<u16>(OAM + row * ROW + (index << 1))
}

/** The first word becomes `first`, the rest that of the row before. */
function disturb(row: i32, first: i32): void {
  const at = OAM + row * ROW
  store<u16>(at, <u16>first)
  memory.copy(at + 2, at - ROW + 2, ROW - 2)
}

/** The CPU writes, or steps a register, at `now`. */
export function oamWriteBug(now: i32): void {
  const row = rowAt(now)
  if (!row) return
  oamWillChange(now)
  const c = word(row - 1, 2)
  disturb(row, ((word(row, 0) ^ c) & (word(row - 1, 0) ^ c)) ^ c)
}

/** The CPU reads at `now`. */
export function oamReadBug(now: i32): void {
  const row = rowAt(now)
  if (!row) return
  oamWillChange(now)
  disturb(row, word(row - 1, 0) | (word(row, 0) & word(row - 1, 2)))
}

/** Comes before `oamReadBug` when the CPU steps the register in the same cycle. */
export function oamSteppedReadBug(now: i32): void {
  const row = rowAt(now)
  if (row < 4 || row == LAST_ROW) return
  oamWillChange(now)
  const a = word(row - 2, 0)
  const b = word(row - 1, 0)
  const c = word(row, 0)
  const d = word(row - 1, 2)
  const before = OAM + (row - 1) * ROW
  store<u16>(before, <u16>((b & (a | c | d)) | (a & c & d)))
  memory.copy(before + ROW, before, ROW)
  memory.copy(before - ROW, before, ROW)
}

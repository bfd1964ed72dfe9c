import { machine as m } from '../machine'
import { IO, OAM, OBJECT_LINES, OBJECT_LINE_SIZE } from '../layout'
import { listObjects } from './objects'

/**
 * Pan Docs, "Rendering Overview" and "LCD Status Registers": where the PPU is at a given time. It is
 * computed when someone asks; nothing runs along with the CPU.
 *
 * Dots count from the moment LY changes: mode 2 can be read from dot 4, mode 3 from 84, and mode 0
 * from 256 or later. The first line after the LCD is switched on starts at dot 4 and has no mode 2.
 */
export const LINE: i32 = 456
export const FRAME_DOTS: i32 = 70224
export const VBLANK_DOT: i32 = 144 * LINE + 4
export const MODE2_START: i32 = 4
export const MODE3_START: i32 = 84
/** 172 dots nominally; what the CPU sees of its end is 3 dots earlier, which matters once objects add to it. */
const MODE3_LENGTH: i32 = 169

export const LCDC = IO + 0x40
export const STAT = IO + 0x41
export const SCY = IO + 0x42
export const SCX = IO + 0x43
export const LYC = IO + 0x45
export const BGP = IO + 0x47
export const OBP0 = IO + 0x48
export const WY = IO + 0x4a
export const WX = IO + 0x4b

@inline
export function lcdOn(): bool {
  return (load<u8>(LCDC) & 0x80) != 0
}

/** Dots since the start of the LCD frame. */
@inline
export function dotAt(now: i32): i32 {
  return (now - m.lcdBase) >> m.fast
}

/** The line and end of mode 3 computed last; forgotten whenever something they depend on changes. */
let knownLine: i32 = -1
let knownEnd: i32 = 0

export function forgetMode3(): void {
  knownLine = -1
}

/** The dot of `line` at which mode 3 ends and HBlank begins. */
export function mode3End(line: i32): i32 {
  if (line == m.fixedLine) return m.fixedEnd
  if (line == knownLine) return knownEnd
  knownLine = line
  knownEnd = MODE3_START + MODE3_LENGTH + (load<u8>(SCX) & 7) + windowPenalty(line) + objectPenalty(line)
  return knownEnd
}

/** Fixes the end of mode 3 before a register changes that would have changed it. */
export function fixMode3(dot: i32): void {
  const line = dot / LINE
  if (line < 144 && dot - line * LINE >= MODE3_START && m.fixedLine != line) {
    const end = mode3End(line)
    m.fixedLine = line
    m.fixedEnd = end
  }
  knownLine = -1
}

/** Has the window been reached in this frame, at or before `line`? (Pan Docs, "Window".) */
function windowReachedAt(line: i32): bool {
  const wy = <i32>load<u8>(WY)
  return m.windowReached != 0 || (wy >= m.windowSynced && wy <= line)
}

/** Does the window show on `line`, as the registers are now? On a CGB LCDC bit 0 does not switch it off. */
export function windowShows(line: i32): bool {
  const lcdc = <i32>load<u8>(LCDC)
  if (!(lcdc & 0x20) || (!m.colour && !(lcdc & 1))) return false
  return load<u8>(WX) <= 166 && windowReachedAt(line)
}

@inline
function windowPenalty(line: i32): i32 {
  return windowShows(line) ? 6 : 0
}

/**
 * Pan Docs, "OBJ penalty algorithm": each object costs 6 dots, and the leftmost of each background
 * tile up to 5 more, so that its tile's fetch can finish.
 */
function objectPenalty(line: i32): i32 {
  if (!(load<u8>(LCDC) & 2)) return 0
  listObjects()
  const list = OBJECT_LINES + line * OBJECT_LINE_SIZE
  const count = <i32>load<u8>(list)
  if (!count) return 0
  const scx = <i32>load<u8>(SCX)
  const window = windowShows(line) ? <i32>load<u8>(WX) + 1 : 256
  let dots = 0
  // The leftmost object of each tile pays the wait: seen[tile] holds the smallest wait, plus one.
  let seenLow: u64 = 0
  for (let pass = 0; pass < 8; pass++) {
    for (let i = 1; i <= count; i++) {
      const x = <i32>load<u8>(OAM + (<i32>load<u8>(list + i) << 2) + 1)
      if (x >= 168) continue
      const inside = x >= window ? x - window : x + scx
      if ((inside & 7) != pass) continue
      const tile = (<u64>1) << ((inside >> 3) & 63)
      dots += 6
      if (seenLow & tile) continue
      seenLow |= tile
      dots += 5 - min(5, pass)
    }
  }
  return dots
}

/** LY at `dot`: on line 153 it reads 153 for one machine cycle only. */
export function lyAt(dot: i32): i32 {
  const line = dot / LINE
  return line == 153 && dot - 153 * LINE >= 4 ? 0 : line
}

/** What LYC is compared with, or -1 while LY changes. */
export function comparedLine(dot: i32): i32 {
  const line = dot / LINE
  const x = dot - line * LINE
  if (line == 0) return 0
  if (line == 153) return x < 4 ? -1 : x < 8 ? 153 : x < 12 ? -1 : 0
  return x < 4 ? -1 : line
}

/** The mode that STAT shows at `dot`. */
export function modeAt(dot: i32): i32 {
  const line = dot / LINE
  const x = dot - line * LINE
  if (line >= 144) return line == 144 && x < 4 ? 0 : 1
  if (x < MODE2_START) return 0
  if (x < MODE3_START) return m.firstLine && line == 0 ? 0 : 2
  return x < mode3End(line) ? 3 : 0
}

/** Is the CPU kept from reading VRAM at `dot`? Four dots earlier than from writing. */
export function vramBlocked(dot: i32, lead: i32): bool {
  const line = dot / LINE
  const x = dot - line * LINE
  if (line >= 144 || x < MODE3_START - (m.firstLine && line == 0 ? 0 : lead)) return false
  return x < mode3End(line)
}

/** Is the CPU kept from OAM at `dot`? */
export function oamBlocked(dot: i32): bool {
  const line = dot / LINE
  const x = dot - line * LINE
  if (line >= 144 || (m.firstLine && line == 0 && x < MODE3_START)) return false
  return x < mode3End(line)
}

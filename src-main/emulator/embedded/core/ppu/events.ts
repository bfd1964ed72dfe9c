import { machine as m, NEVER } from '../machine'
import { endFrame, interruptsChanged, request, reschedule } from '../events'
import { comparedLine, forgetMode3, FRAME_DOTS, LINE, LYC, lcdOn, MODE3_START, mode3End, STAT, VBLANK_DOT } from './timing'
import { drawTo } from './draw'
import { startWindow } from './catchup'
import { hblankBegins, hdmaWaits } from '../hdma'

/**
 * The only things of the PPU that happen by themselves: VBlank, the end of the LCD frame, and, for
 * the sources that STAT enables, the edges of its interrupt line.
 *
 * Pan Docs, "INT $48 — STAT interrupt": the sources are or-ed to one line, and only its rising edge
 * requests the interrupt. The line is a function of the dot and the registers, so an edge is found by
 * comparing a dot with the one before it.
 */

/** HBlank's interrupt comes one dot after STAT shows mode 0. */
@inline
function hblankDot(line: i32): i32 {
  return mode3End(line) + 1
}

/** The line at `dot`, were `enabled` the upper bits of STAT. */
function statLine(dot: i32, enabled: i32): bool {
  if (enabled & 0x40 && comparedLine(dot) == load<u8>(LYC)) return true
  const line = dot / LINE
  const x = dot - line * LINE
  if (line > 144) return (enabled & 0x10) != 0
  // Mode 2's source speaks up once more as VBlank begins.
  if (line == 144) return (enabled & (x < 4 ? 0x08 : x == 4 ? 0x30 : 0x10)) != 0
  if (x < 4) return line == 0 ? !m.firstLine && (enabled & 0x10) != 0 : (enabled & 0x20) != 0
  if (x == 4) return line == 0 && !m.firstLine && (enabled & 0x20) != 0
  return (enabled & 0x08) != 0 && x >= MODE3_START && x >= hblankDot(line)
}

/** The next dot after `dot` at which an enabled source can raise the line. */
function nextEdge(dot: i32): i32 {
  const enabled = <i32>load<u8>(STAT)
  const line = dot / LINE
  const start = line * LINE
  let next = FRAME_DOTS
  if (enabled & 0x20) {
    if (dot < 4) next = 4
    else if (line < 143) next = start + LINE
  }
  if ((enabled & 0x08 || hdmaWaits()) && line < 144) {
    // A first stop at the start of mode 3 finds out when it ends.
    if (dot < start + MODE3_START) next = min(next, start + MODE3_START)
    else if (dot < start + hblankDot(line)) next = min(next, start + hblankDot(line))
    else if (line < 143) next = min(next, start + LINE + MODE3_START)
  }
  if (enabled & 0x40) {
    const lyc = <i32>load<u8>(LYC)
    const match = lyc == 0 ? 153 * LINE + 12 : lyc * LINE + 4
    if (lyc < 154 && match > dot) next = min(next, match)
  }
  return next
}

/** Sets the time of the next PPU event after `dot`. */
export function schedulePpu(dot: i32): void {
  if (!lcdOn()) m.ppuAt = NEVER
  else {
    m.ppuDot = min(dot < VBLANK_DOT ? VBLANK_DOT : FRAME_DOTS, nextEdge(dot))
    m.ppuAt = m.lcdBase + (m.ppuDot << m.fast)
  }
  reschedule()
}

export function ppuEvent(): void {
  const dot = m.ppuDot
  if (dot == FRAME_DOTS) {
    wrap()
    schedulePpu(0)
    return
  }
  const enabled = <i32>load<u8>(STAT)
  if (enabled & 0x78 && statLine(dot, enabled) && !statLine(dot - 1, enabled)) {
    request(2)
    if (dot % LINE != 4) m.statAt = m.ppuAt
  }
  if (dot == VBLANK_DOT) {
    request(1)
    drawTo(VBLANK_DOT)
    // Nothing of this frame's lines matters any more; the same rest for every machine that gets here.
    m.fixedLine = -1
    startWindow()
    endFrame(m.ppuAt)
  } else if (hdmaWaits()) {
    const line = dot / LINE
    if (line < 144 && dot == line * LINE + hblankDot(line)) hblankBegins()
  }
  schedulePpu(dot)
}

/** Line 0 begins again. */
function wrap(): void {
  m.lcdBase += FRAME_DOTS << m.fast
  m.firstLine = 0
  m.blankFrame = 0
  m.fixedLine = -1
  forgetMode3()
  startWindow()
}

/** Requests the interrupt if a write to STAT or LYC raised the line; `before` is how it was. */
export function statWritten(before: bool, dot: i32): void {
  if (!before && statLine(dot, <i32>load<u8>(STAT))) {
    request(2)
    interruptsChanged()
  }
  schedulePpu(dot)
}

export function statLineAt(dot: i32): bool {
  return statLine(dot, <i32>load<u8>(STAT))
}

/** On a DMG a write to STAT enables all sources for a moment (Pan Docs, "Spurious STAT interrupts"). */
export function statWriteGlitch(before: bool, dot: i32): void {
  if (m.cgb || before || !statLine(dot, 0x58)) return
  request(2)
  interruptsChanged()
}

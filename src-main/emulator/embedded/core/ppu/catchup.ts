import { machine as m } from '../machine'
import { dotAt, fixMode3, forgetMode3, LINE, lcdOn, MODE3_START, windowShows, WY } from './timing'
import { forgetObjects } from './objects'
import { drawTo } from './draw'

/**
 * Before something the picture depends on changes, what came before is settled: pixels are drawn (if
 * this frame is drawn), the length of mode 3 is fixed, and the window's lines are counted. Only the
 * last two are part of the state; they follow from the writes alone, never from drawing.
 */

/** Before a register changes that mode 3 and the window depend on. */
export function ppuWillChange(now: i32): void {
  if (!lcdOn()) return
  const dot = dotAt(now)
  drawTo(dot)
  fixMode3(dot)
  countWindow(dot)
}

/** Before a change that only the picture shows. */
@inline
export function pictureWillChange(now: i32): void {
  if (lcdOn()) drawTo(dotAt(now))
}

export function oamWillChange(now: i32): void {
  if (lcdOn()) {
    const dot = dotAt(now)
    drawTo(dot)
    fixMode3(dot)
  }
  forgetObjects()
}

/** Counts the window's lines up to the last line whose mode 3 has begun. */
function countWindow(dot: i32): void {
  const line = dot / LINE
  const end = min(144, line + (dot - line * LINE >= MODE3_START ? 1 : 0))
  const wy = <i32>load<u8>(WY)
  for (let l = m.windowSynced; l < end; l++) {
    if (l == wy) m.windowReached = 1
    if (windowShows(l)) m.windowLine++
  }
  m.windowSynced = max(m.windowSynced, end)
}

export function startWindow(): void {
  m.windowLine = 0
  m.windowSynced = 0
  m.windowReached = 0
}

/** Forgets what was derived from a state that is no longer the machine's. */
export function forgetPpu(): void {
  forgetMode3()
  forgetObjects()
}

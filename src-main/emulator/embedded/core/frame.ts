import { machine as m, NEVER } from './machine'
import { run } from './cpu/run'
import { clearStops, conditionMet, frameEnded, frameTime } from './events'
import { FRAME_DOTS, lcdOn } from './ppu/timing'
import { blankPicture, startFrame } from './ppu/draw'
import { press, readJoypad } from './joypad'
import { rebaseTimer } from './timer'
import { rebaseApu } from './apu/sequencer'
import { rebaseSynth } from './apu/synth'
import { rebaseRtc } from './cartridge/rtc'
import { forgetIteration } from './idle'
import { conditionsHold } from './watch'
import { expressionHolds } from './expression'

/**
 * A frame ends when VBlank begins, or 70224 dots after the frame before, whichever is first: so with
 * the LCD on it is the picture's frame, and with the LCD off it lasts as long.
 */

/** What is drawn: nothing, the last frame, every frame. */
const DRAW_LAST: i32 = 1
const DRAW_ALL: i32 = 2

/** Holds `buttons` and runs `frames` frames. */
export function advance(buttons: i32, frames: i32, draw: i32): void {
  press(buttons)
  for (let i = 1; i <= frames; i++) runFrame(draw == DRAW_ALL || (draw == DRAW_LAST && i == frames))
}

/**
 * Holds `buttons` for `hold` frames, then none, `frames` in all; ends with the first frame, from the end
 * of the hold on, after which the expression holds. The answer is the number of frames << 1, plus 1 if it does.
 */
export function advanceUntil(buttons: i32, hold: i32, frames: i32, draw: i32): i32 {
  let played = min(hold, frames)
  if (played > 0) {
    advance(buttons, played, draw)
    if (expressionHolds()) return (played << 1) | 1
  }
  if (played < frames) press(0)
  while (played < frames) {
    runFrame(draw != 0)
    played++
    if (expressionHolds()) return (played << 1) | 1
  }
  return played << 1
}

/**
 * Stops as soon as the conditions of watch.ts hold, in the middle of a frame if they are on RAM. The
 * answer is the number of whole frames << 1, plus 1 if they hold.
 */
export function runToBreak(buttons: i32, frames: i32, draw: i32): i32 {
  press(buttons)
  if (conditionsHold()) return 1
  for (let i = 0; i < frames; i++) {
    runFrame(draw != 0)
    if (conditionMet) return (i << 1) | 1
    if (conditionsHold()) return ((i + 1) << 1) | 1
  }
  return frames << 1
}

function runFrame(draw: bool): void {
  startFrame(draw)
  if (m.stopped) {
    // STOP: only a selected button wakes the machine, and time stands still.
    if ((readJoypad() & 0xf) == 0xf) return
    m.stopped = 0
  }
  clearStops()
  run()
  if (frameEnded && !lcdOn()) blankPicture()
  settle(frameEnded ? frameTime : 0)
  if (frameEnded) m.frameAt = FRAME_DOTS << m.fast
}

/** Brings every device to the present, and makes times relative to `start`. */
function settle(start: i32): void {
  rebaseTimer(start)
  rebaseApu(start)
  rebaseSynth(start)
  rebaseRtc(start)
  m.now -= start
  m.statAt = max(m.statAt - start, -8)
  m.lcdBase = lcdOn() ? m.lcdBase - start : 0
  m.ppuAt = moved(m.ppuAt, start)
  m.serialAt = moved(m.serialAt, start)
  m.dmaAt = moved(m.dmaAt, start)
  m.dmaNext = moved(m.dmaNext, start)
  m.frameAt = moved(m.frameAt, start)
  m.dmaStart = m.dmaActive ? m.dmaStart - start : 0
  forgetIteration()
}

@inline
function moved(time: i32, start: i32): i32 {
  return time == NEVER ? NEVER : time - start
}

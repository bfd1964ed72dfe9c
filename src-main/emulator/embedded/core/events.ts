import { machine as m, NEVER } from './machine'
import { timerEvent } from './timer'
import { serialEvent } from './serial'
import { dmaEvent } from './dma'
import { ppuEvent } from './ppu/events'
import { skipping } from './idle'

/**
 * The CPU loop compares the time with `nextEvent` once per instruction, and comes here when it has
 * passed. An access to a register runs the events that are due before it (`catchUp`), so the order of
 * everything is that of the hardware although the devices run only when someone looks.
 */
export let nextEvent: i32 = 0
/** A frame has ended; the loop returns before the next instruction. */
export let frameEnded: bool = false
/** When it ended. */
export let frameTime: i32 = 0
/** A condition of runToBreak holds, or a watched address was written. */
export let conditionMet: bool = false

export function meetCondition(): void {
  conditionMet = true
  nextEvent = -NEVER
}

export function clearStops(): void {
  frameEnded = false
  conditionMet = false
  nextEvent = -NEVER
}

/** Makes the loop look at interrupts before the next instruction. */
@inline
export function interruptsChanged(): void {
  nextEvent = -NEVER
}

@inline
export function request(interrupt: i32): void {
  m.requests |= interrupt
}

/** Sets `nextEvent` after an event's time has changed, without losing a pending look at interrupts. */
export function reschedule(): void {
  if (nextEvent != -NEVER) nextEvent = earliest()
}

function earliest(): i32 {
  return min(min(min(m.frameAt, m.ppuAt), min(m.timerAt, m.serialAt)), m.dmaAt)
}

/** Runs every event that is due at `now`, in order of time. */
function runEvents(now: i32): void {
  while (true) {
    const time = earliest()
    if (time > now) break
    if (time == m.ppuAt) ppuEvent()
    else if (time == m.timerAt) timerEvent()
    else if (time == m.serialAt) serialEvent()
    else if (time == m.dmaAt) dmaEvent()
    else {
      frameEnded = true
      frameTime = time
      m.frameAt = NEVER
    }
  }
}

/** Called before a register is read or written at `now`. */
@inline
export function catchUp(now: i32): void {
  if (now >= nextEvent) catchUpSlow(now)
}

function catchUpSlow(now: i32): void {
  runEvents(now)
  nextEvent = -NEVER
}

/** The frame ends here; the PPU calls it when VBlank starts. */
export function endFrame(time: i32): void {
  m.frameAt = time
}

/**
 * Between two instructions: runs due events, waits in HALT, decides on interrupts. Returns the time
 * at which the next instruction starts, or -1 when the loop has to return.
 */
export function serve(now: i32): i32 {
  while (true) {
    runEvents(now)
    nextEvent = earliest()
    if (frameEnded || conditionMet) {
      m.now = now
      return -1
    }
    if (m.stall) {
      now += m.stall
      m.stall = 0
      continue
    }
    if (m.ei == 1) {
      m.ei = 2
      nextEvent = -NEVER
    } else if (m.ei == 2) {
      m.ei = 0
      m.ime = 1
    }
    if (m.hung) {
      now = sleep(now)
      continue
    }
    const pending = m.requests & m.enabled() & 0x1f
    if (m.halted) {
      if (!pending) {
        now = sleep(now)
        continue
      }
      // HALT looks in the middle of a machine cycle. The requests of HBlank and of mode 2 come late in
      // one; the others come early.
      if (!m.cgb && pending == 2 && now - m.statAt < 2) {
        now += 4
        continue
      }
      m.halted = 0
      // A CGB needs one machine cycle more to wake.
      if (m.cgb) {
        now += 4
        continue
      }
    }
    m.dispatch = m.ime && pending ? 1 : 0
    return now
  }
}

/** HALT and a CPU that hangs do nothing until the next event: all of it at once, or cycle by cycle. */
function sleep(now: i32): i32 {
  const next = nextEvent
  return skipping && next != NEVER ? now + max(4, (next - now + 3) & ~3) : now + 4
}

/**
 * The second half of taking an interrupt: which one it is is decided between the two pushes, and a
 * push that overwrote IE can cancel it (PC becomes 0).
 */
export function vector(enabled: i32, now: i32): i32 {
  runEvents(now)
  nextEvent = -NEVER
  m.dispatch = 0
  m.ei = 0
  m.ime = 0
  const pending = m.requests & enabled & 0x1f
  if (!pending) return 0
  const bit = ctz(pending)
  m.requests &= ~(1 << bit)
  return 0x40 + (bit << 3)
}

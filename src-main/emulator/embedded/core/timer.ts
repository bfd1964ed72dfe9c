import { machine as m, NEVER } from './machine'
import { interruptsChanged, request, reschedule } from './events'

/**
 * Pan Docs, "Timer and Divider Registers" and "Timer Obscure Behaviour". One 16-bit counter runs
 * always; DIV is its upper half, and TIMA counts the falling edges of one of its bits.
 */

@inline
export function divider(now: i32): i32 {
  return (now - m.dividerBase) & 0xffff
}

/** log2 of the clocks per tick of TIMA for the four settings of TAC. */
@inline
function periodShift(tac: i32): i32 {
  const select = tac & 3
  return select ? 2 + (select << 1) : 10
}

@inline
function running(tac: i32): bool {
  return (tac & 4) != 0
}

/** Is the bit that TIMA watches set, and the timer on? Its fall is a tick. */
function signal(now: i32, tac: i32): bool {
  return running(tac) && (divider(now) & (1 << (periodShift(tac) - 1))) != 0
}

/** Brings TIMA to `now`; due overflows have run as events, so there is none in between. */
function sync(now: i32): void {
  m.tima = readTima(now)
  m.timaAt = max(now, m.timaAt)
}

/** The time at which TIMA has overflowed and is reloaded, one machine cycle after it reached 0. */
function schedule(): void {
  if (!running(m.tac)) m.timerAt = NEVER
  else {
    const shift = periodShift(m.tac)
    const ticks = ((m.timaAt - m.dividerBase) >> shift) + 256 - m.tima
    m.timerAt = m.dividerBase + (ticks << shift) + 4
  }
  reschedule()
}

/** TIMA has been 0 for one cycle: it takes TMA's value, and the interrupt is requested. */
export function timerEvent(): void {
  const time = m.timerAt
  m.tima = m.tma
  m.timaAt = time
  m.reloadedAt = time
  request(4)
  schedule()
}

/** In the cycle between overflow and reload TIMA reads 0 and a write to it cancels the reload. */
@inline
function overflowed(now: i32): bool {
  return m.timerAt != NEVER && now >= m.timerAt - 4
}

/** In the cycle of the reload TIMA follows TMA. */
@inline
function reloading(now: i32): bool {
  return now - m.reloadedAt < 4
}

/** DIV and TIMA stand still for `clocks` from now on; nothing may look at them meanwhile. */
export function holdTimer(clocks: i32): void {
  m.dividerBase += clocks
  m.timaAt += clocks
  if (m.timerAt != NEVER) m.timerAt += clocks
}

export function readTima(now: i32): i32 {
  if (!running(m.tac) || now < m.timaAt) return m.tima
  const shift = periodShift(m.tac)
  return (m.tima + ((now - m.dividerBase) >> shift) - ((m.timaAt - m.dividerBase) >> shift)) & 0xff
}

export function writeTima(value: i32, now: i32): void {
  if (reloading(now)) return
  sync(now)
  m.tima = value
  schedule()
}

export function writeTma(value: i32, now: i32): void {
  m.tma = value
  if (reloading(now)) {
    m.tima = value
    schedule()
  }
}


export function writeDivider(now: i32): void {
  sync(now)
  const fell = signal(now, m.tac)
  const pendingReload = overflowed(now)
  const reload = m.timerAt
  m.dividerBase = now
  if (fell) m.tima = (m.tima + 1) & 0xff
  finish(now, fell && m.tima == 0, pendingReload, reload)
}

export function writeTac(value: i32, now: i32): void {
  sync(now)
  const before = signal(now, m.tac)
  const pendingReload = overflowed(now)
  const reload = m.timerAt
  m.tac = value & 7
  const fell = before && !signal(now, m.tac)
  if (fell) m.tima = (m.tima + 1) & 0xff
  finish(now, fell && m.tima == 0, pendingReload, reload)
}

/** Schedules anew after DIV or TAC changed; a reload that was under way, or has just been caused, goes on. */
function finish(now: i32, overflow: bool, pendingReload: bool, reload: i32): void {
  schedule()
  if (overflow) m.timerAt = now + 4
  else if (pendingReload) m.timerAt = reload
  reschedule()
}

/** Makes the times relative to a new frame. */
export function rebaseTimer(frame: i32): void {
  sync(m.now)
  m.timaAt -= frame
  m.dividerBase = ((m.dividerBase - frame) & 0xffff) - 0x10000
  if (m.timerAt != NEVER) m.timerAt -= frame
  m.reloadedAt = max(m.reloadedAt - frame, -8)
}

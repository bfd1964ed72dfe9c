import { IDLE_LOOPS, READ_PAGES, ROM } from './layout'
import { nextEvent } from './events'
import { loopVerdict } from './idleLoops'
import { nextChange } from './polled'

/**
 * Skipping of loops that do nothing but wait. A short backward jump in ROM is looked at once
 * (idleLoops.ts): does its loop only load a value, compare it and jump back, so that every iteration
 * is the same until the value changes? If so, and if one whole iteration of exactly its nominal length
 * has just passed (so no interrupt came in between), all iterations up to the next event, or up to
 * the moment the value can change, are skipped at once. The result is that of running them.
 */
export let skipping: bool = true

/** Loops of more bytes are not looked at; while nothing is skipped, none is. */
const LONGEST: i32 = 16
let longest: i32 = LONGEST
const SLOTS: i32 = 512
/** A loop in a slot is either not idle, or `verdict` = length in clocks | offset of the load << 8 | address << 16. */
const NOT_IDLE: i32 = 0

let lastKey: i32 = 0
let lastTime: i32 = 0

export function setSkipping(on: bool): void {
  skipping = on
  longest = on ? LONGEST : -1
  forgetLoops()
}

/** A new ROM, or a state was loaded: what was known of loops and of the last iteration is void. */
export function forgetLoops(): void {
  memory.fill(IDLE_LOOPS, 0, SLOTS << 3)
  lastKey = 0
}

export function forgetIteration(): void {
  lastKey = 0
}

/**
 * Called when a jump from the instruction that ends at `end` back to `target` is taken, at the time
 * at which the loop starts again. Returns the time after the iterations that can be skipped.
 */
@inline
export function loopBack(target: i32, end: i32, now: i32): i32 {
  return end - target > longest ? now : shortLoop(target, end, now)
}

function shortLoop(target: i32, end: i32, now: i32): i32 {
  const key = load<i32>(READ_PAGES + ((end >>> 8) << 2)) + end
  // Loops in RAM can change, and while an OAM DMA runs (no bias) reads differ: neither is skipped.
  if (key < ROM) return now
  const slot = IDLE_LOOPS + ((key & (SLOTS - 1)) << 3)
  const verdict = load<i32>(slot) == key ? load<i32>(slot + 4) : judge(slot, key, end - target)
  return verdict == NOT_IDLE ? now : skip(key, verdict, now)
}

function judge(slot: i32, key: i32, length: i32): i32 {
  const verdict = loopVerdict(key - length, key)
  store<i32>(slot, key)
  store<i32>(slot + 4, verdict)
  return verdict
}

function skip(key: i32, verdict: i32, now: i32): i32 {
  const length = verdict & 0xff
  const whole = key == lastKey && now - lastTime == length
  lastKey = key
  lastTime = now
  if (!whole || now >= nextEvent) return now
  const offset = (verdict >> 8) & 0xff
  const lastRead = now - length + offset
  // Iterations start before the next event, and read before the value can change.
  let count = (nextEvent - now) / length
  const change = nextChange((verdict >>> 16) & 0xffff, lastRead)
  if (change <= now + offset) return now
  count = min(count, (change - now - offset - 1) / length + 1)
  lastTime = now + count * length
  return lastTime
}

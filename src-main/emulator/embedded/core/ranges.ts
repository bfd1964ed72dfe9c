import { OBSERVED, RANGES, RANGES_SIZE, WATCHED, WATCHED_SIZE } from './layout'
import { copyOut } from './peek'

/**
 * Stretches of the address space that are read together: the bytes observed after each tick, and those
 * that are watched for a change. The wrapper writes each list once, 8 bytes a stretch: address, length.
 */
export function rangesAddress(list: i32): i32 { return RANGES + list * RANGES_SIZE }
export function rangesRoom(): i32 { return RANGES_SIZE >> 3 }
export function observedAddress(): i32 { return OBSERVED }

/** Copies `count` stretches of the first list to OBSERVED, one after the other. */
export function observe(count: i32): void {
  let to = OBSERVED
  for (let i = 0; i < count; i++) {
    const at = RANGES + (i << 3)
    copyOut(load<i32>(at), load<i32>(at, 4), to)
    to += load<i32>(at, 4)
  }
}

/** Whether a byte of the `count` stretches of the second list has changed since this was last asked. */
export function watchedChanged(count: i32): bool {
  let to = OBSERVED
  for (let i = 0; i < count; i++) {
    const at = RANGES + RANGES_SIZE + (i << 3)
    copyOut(load<i32>(at), load<i32>(at, 4), to)
    to += load<i32>(at, 4)
  }
  const size = to - OBSERVED
  if (memory.compare(OBSERVED, WATCHED, size) == 0) return false
  memory.copy(WATCHED, OBSERVED, size)
  return true
}

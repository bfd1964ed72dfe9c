/**
 * Decides whether a loop only waits. It may load A from one fixed address, then do things to A and
 * the flags that depend on nothing but A and constants, and leave only by conditional jumps forward.
 * Then an iteration depends on the loaded byte alone, and repeats itself while that byte stays.
 */

/** The verdict on the code from `start` to `end` (physical addresses): see NOT_IDLE in idle.ts. */
export function loopVerdict(start: i32, end: i32): i32 {
  let at = start
  let clocks = 0
  let address = 0
  let loadedAt = 0
  let loaded = false
  let flagged = false
  while (at < end) {
    const op = <i32>load<u8>(at)
    if (!loaded) {
      // The load comes first: before it A and the flags are the previous iteration's.
      if (op == 0xf0) {
        address = 0xff00 | <i32>load<u8>(at + 1)
        loadedAt = clocks + 8
        clocks += 12
        at += 2
      } else if (op == 0xfa) {
        address = <i32>load<u16>(at + 1)
        loadedAt = clocks + 12
        clocks += 16
        at += 3
      } else return 0
      if (!pollable(address)) return 0
      loaded = true
      continue
    }
    if (at + jumpSize(op) == end) return flagged || !conditional(op) ? verdict(op, clocks, loadedAt, address) : 0
    const step = harmless(at, op)
    if (!step) return 0
    if (isForwardJump(op)) {
      if (!flagged) return 0
    } else if (setsFlags(op)) flagged = true
    at += step & 0xf
    clocks += step >> 4
  }
  return 0
}

@inline
function verdict(op: i32, clocks: i32, loadedAt: i32, address: i32): i32 {
  const jump = op == 0xc3 || (op & 0xe7) == 0xc2 ? 16 : 12
  return (clocks + jump) | (loadedAt << 8) | (address << 16)
}

/** Bytes of a jump that can close the loop, or a number that never fits. */
function jumpSize(op: i32): i32 {
  if (op == 0x18 || (op & 0xe7) == 0x20) return 2
  if (op == 0xc3 || (op & 0xe7) == 0xc2) return 3
  return 0x100
}

@inline
function conditional(op: i32): bool {
  return op != 0x18 && op != 0xc3
}

/** Work RAM, HRAM, LY, STAT, P1 and IF: what changes at known times only. */
function pollable(address: i32): bool {
  if (address >= 0xff80) return true
  if (address >= 0xff00) return address == 0xff00 || address == 0xff0f || address == 0xff41 || address == 0xff44
  return address >= 0xc000 && address < 0xfe00
}

@inline
function isForwardJump(op: i32): bool {
  return (op & 0xe7) == 0x20
}

/**
 * For an instruction that changes nothing but A and the flags, from A and constants: its bytes, and
 * its clocks << 4; otherwise 0. A conditional jump counts as not taken: that it was not is checked by
 * the time the iteration took.
 */
function harmless(at: i32, op: i32): i32 {
  if (op == 0x00 || op == 0x2f || op == 0xa7 || op == 0xb7 || op == 0xbf) return 1 | (4 << 4)
  // ALU operations with a constant, except those that use the carry.
  if (op == 0xe6 || op == 0xee || op == 0xf6 || op == 0xfe || op == 0xd6 || op == 0xc6) return 2 | (8 << 4)
  // BIT n,A; SWAP A
  if (op == 0xcb) {
    const second = <i32>load<u8>(at + 1)
    if ((second & 0xc7) == 0x47 || second == 0x37) return 2 | (8 << 4)
  }
  if ((op & 0xe7) == 0x20 && load<i8>(at + 1) > 0) return 2 | (8 << 4)
  return 0
}

@inline
function setsFlags(op: i32): bool {
  return op != 0x00 && op != 0x2f
}
